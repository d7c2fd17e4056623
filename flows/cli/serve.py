"""`khabar serve`: the server with its UI, the schedules and a worker."""

from __future__ import annotations

import signal
import threading

import click

from flows.serving import serve
from tasks.settings import configure, has_server_password
from warehouse.errors import BadInput

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@click.command(epilog="Example: khabar serve --port 4200, then open http://127.0.0.1:4200")
@click.option("--port", type=click.IntRange(1, 65535), default=4200, show_default=True)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Listen here; other than loopback wants PREFECT_SERVER_API_AUTH_STRING.",
)
def command(port: int, host: str) -> None:
    """Run the Prefect server with its UI, the schedules and a worker until Ctrl-C."""
    if host not in LOOPBACK and not has_server_password():
        raise BadInput(
            f"--host {host}",
            "would let everyone who reaches this machine run code on it",
            "set PREFECT_SERVER_API_AUTH_STRING=user:password first",
        )
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    serve(configure(), host=host, port=port, stopping=stopping)
