"""What signing a text costs, beside datasketch and rensa, from text to signature in turns."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.copies.corpus import Press
from benchmarks.machine import cpu_seconds
from tasks.stories.signing import SHINGLE_WORDS, sign
from tasks.stories.words import word_hashes

PEERS = Path(__file__).with_name("peers.py")
DOCUMENT_WORDS = 564
OURS, PEER = "Khabar", "datasketch"  # the one that we measure ourselves by


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """CPU microseconds a document, one a turn."""

    documents: int
    shingle_words: int
    english: dict[str, tuple[float, ...]]  # by contestant
    others: dict[str, float]  # ours, by language: the median
    versions: tuple[str, ...]  # of the peers

    def times(self, contestant: str) -> float:
        """How many times as long as ours a contestant takes: the median over the turns."""
        turns = zip(self.english[contestant], self.english[OURS], strict=True)
        return median(theirs / ours for theirs, ours in turns)


def measure(press: Press, home: Path, *, documents: int, turns: int, peers: str | None) -> Signing:
    """Sign the same English documents in turns; the first turn warms up."""
    texts = list(islice(_documents(press, "en"), documents))
    found: dict[str, list[float]] = {OURS: []}
    versions: list[str] = []
    with _peers(peers, texts, home) as process:
        if process:
            told = _answer(process)
            versions = told["versions"]
            found |= {name: [] for name in told["contestants"]}
        for _ in range(turns + 1):
            found[OURS].append(_ours(texts))
            for name in list(found)[1:]:
                found[name].append(_theirs(process, name, texts))
    others = {}
    for language in ("hi", "bn", "ur"):
        strange = list(islice(_documents(press, language), max(20, documents // 4)))
        others[language] = median([_ours(strange) for _ in range(turns + 1)][1:])
    return Signing(
        documents=documents,
        shingle_words=SHINGLE_WORDS,
        english={name: tuple(those[1:]) for name, those in found.items()},
        others=others,
        versions=tuple(versions),
    )


def _documents(press: Press, language: str) -> Iterator[str]:
    """Texts of exactly so many words, cut from the press's; each is read by all."""
    number, words = 0, []
    while True:
        piece = press.piece(number)
        number += 1
        if piece.language != language or (language == "en" and not piece.text.isascii()):
            continue
        words += piece.text.split()
        while len(words) >= DOCUMENT_WORDS:
            chosen = words[:DOCUMENT_WORDS]
            words = words[DOCUMENT_WORDS:]
            if len(word_hashes(" ".join(chosen))) == DOCUMENT_WORDS:  # no 3.5, no one-sided
                yield " ".join(chosen)


def _ours(texts: list[str]) -> float:
    began = cpu_seconds()
    for text in texts:
        sign(text)
    return 1e6 * (cpu_seconds() - began) / len(texts)


def _theirs(process: subprocess.Popen[str] | None, name: str, texts: list[str]) -> float:
    assert process
    assert process.stdin
    print(name, file=process.stdin, flush=True)
    told = _answer(process)
    if told["words"] != DOCUMENT_WORDS * len(texts):
        raise SystemExit(f"{name} read other words than we do: {told['words']}")
    return float(1e6 * told["cpu_seconds"] / len(texts))


@contextmanager
def _peers(
    python: str | None, texts: list[str], home: Path
) -> Iterator[subprocess.Popen[str] | None]:
    if python is None:
        yield None
        return
    given = home / "texts.json"
    given.write_text(json.dumps(texts), "utf-8")
    command = [python, str(PEERS), "sign", str(given), str(SHINGLE_WORDS)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


def _answer(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout
    line = process.stdout.readline()
    if not line:
        raise SystemExit("the peers' interpreter ended: see its message above")
    told: dict[str, Any] = json.loads(line)
    return told


def index_memory(python: str, count: int) -> dict[str, Any]:
    """What datasketch's LSH index holds with so many signatures, in a process of its own."""
    command = [python, str(PEERS), "fill", str(count)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told
