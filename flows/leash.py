"""Runs a command that ends when the process that started it has gone, however that went.

A `kill -9` of `khabar serve` or `khabar ingest` cannot stop their servers, and a server
that was left behind would hold the port and the database of the next.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

LOOK_SECONDS = 1.0
STOP_SECONDS = 20.0


def leashed(command: list[str]) -> list[str]:
    """The command line that runs `command` on a leash held by this process."""
    return [sys.executable, "-m", "flows.leash", str(os.getpid()), *command]


def main(holder: int, command: list[str]) -> int:
    """Run the command until it ends, a signal comes, or `holder` is no longer our parent."""
    child = subprocess.Popen(command)  # noqa: S603 - what our own code asked for
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: child.send_signal(signal.SIGINT))
    while os.getppid() == holder:
        try:
            return child.wait(LOOK_SECONDS)
        except subprocess.TimeoutExpired:
            continue
    child.send_signal(signal.SIGINT)
    until = time.monotonic() + STOP_SECONDS
    while child.poll() is None and time.monotonic() < until:
        time.sleep(LOOK_SECONDS / 10)
    child.kill()
    return child.wait()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
