"""Running one server for the length of a block, without the launcher: for tests and for single commands."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from cli.servers import places
from cli.servers.program import Program, kill_group

SECONDS_TO_START = 60
SECONDS_TO_STOP = 10


@contextmanager
def running(program: Program, data: Path, is_ready: Callable[[], bool]) -> Iterator[None]:
    """Start a program over a data folder, wait until it is ready, and stop it at the end of the block."""
    data.mkdir(parents=True, exist_ok=True)
    places.make_private(places.sockets_folder(data))
    output = data / f"{program.name}.log"
    with output.open("wb") as file:
        process = program.spawn(file)
    try:
        _wait_until_ready(program, process, is_ready, output)
        yield
    finally:
        _stop(program, process)
        for folder in (places.sockets_folder(data) / program.name, places.sockets_folder(data)):
            with suppress(OSError):  # another server may still have its socket there
                folder.rmdir()


def _wait_until_ready(
    program: Program, process: "subprocess.Popen[bytes]", is_ready: Callable[[], bool], output: Path
) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            said = output.read_text(errors="replace").strip().splitlines()[-5:]
            raise click.ClickException(f"{program.name} did not start: {' | '.join(said)}")
        time.sleep(0.02)


def _stop(program: Program, process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.send_signal(program.stop_with)
    with suppress(subprocess.TimeoutExpired):
        process.wait(SECONDS_TO_STOP)
    kill_group(process)
    process.wait()
