"""Runs CPU work in spawned processes, or in a thread while there is too little of it.

A pool takes 1 to 4 seconds to start, so that a run with a handful of pages is quicker
without one. Spawn, never fork: Prefect's threads do not survive a fork.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

WORTH_A_POOL = 60  # jobs in a run before processes pay
CHUNK = 8  # jobs a process takes at a time

Given = TypeVar("Given")
Made = TypeVar("Made")


class Crew:
    """A context manager; `map` keeps the order of what it was given."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._jobs = 0
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="khabar-crew")
        self._pool: ProcessPoolExecutor | None = None
        self._alone = asyncio.Lock()

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(cancel_futures=True)
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    async def map(
        self,
        work: Callable[[Given], Made],
        given: Sequence[Given],
        lost: Callable[[Given], Made],
    ) -> list[Made]:
        """Apply `work`, a function of a module, to each; a job that raises fails the call.

        A job that kills its process (a parser's crash, the kernel short of memory) costs
        itself alone: `lost` says what stands for it.
        """
        self._jobs += len(given)
        chunks = [given[start : start + CHUNK] for start in range(0, len(given), CHUNK)]
        done = await asyncio.gather(*(self._take(work, chunk, lost) for chunk in chunks))
        return [made for chunk in done for made in chunk]

    async def _take(
        self,
        work: Callable[[Given], Made],
        chunk: Sequence[Given],
        lost: Callable[[Given], Made],
    ) -> list[Made]:
        try:
            return await self._run(work, chunk)
        except BrokenProcessPool:
            made: list[Made] = []
            async with self._alone:  # one job at a time, so that only the guilty one dies
                for one in chunk:
                    try:
                        made += await self._run(work, [one])
                    except BrokenProcessPool:
                        made.append(lost(one))
            return made

    async def _run(self, work: Callable[[Given], Made], chunk: Sequence[Given]) -> list[Made]:
        executor = self._executor()
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(executor, _each, work, chunk)
        except BrokenProcessPool:
            if self._pool is executor:
                self._pool = None
            raise

    def _executor(self) -> Executor:
        if self._workers == 1 or self._jobs < WORTH_A_POOL:
            return self._thread
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                max_workers=self._workers,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_end_with_parent,
            )
        return self._pool


def _end_with_parent() -> None:
    """Let this worker end with the run: one that is killed cannot tell its workers to go."""

    def watch() -> None:
        if (parent := multiprocessing.parent_process()) is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, name="khabar-crew-parent", daemon=True).start()


def _each(work: Callable[[Given], Made], given: Sequence[Given]) -> list[Made]:
    return [work(one) for one in given]
