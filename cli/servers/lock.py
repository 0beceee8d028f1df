"""One launcher per data folder: a lock that the system lets go of with the process, whatever ends it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from cli.servers import orphans, places


class AlreadyRunning(click.ClickException):
    """Somebody else runs servers on this data folder."""


@contextmanager
def held(data: Path) -> Iterator[None]:
    """Hold the data folder for the length of the block; raises AlreadyRunning where somebody holds it.

    What an earlier holder could not take with it is stopped and removed first, and nothing of ours is left.
    """
    data.mkdir(parents=True, exist_ok=True)
    path = data / "lock"
    file = _taken(path)
    try:
        os.ftruncate(file, 0)
        os.write(file, str(os.getpid()).encode())
        orphans.stop(data)
        _clear_leftovers(data)
        places.make_private(places.sockets_folder(data))
        places.run_folder(data).mkdir()
        yield
    finally:
        _clear_leftovers(data)
        path.unlink(missing_ok=True)
        os.close(file)


def _clear_leftovers(data: Path) -> None:
    places.clear(places.sockets_folder(data))
    places.clear(places.run_folder(data))


def _taken(path: Path) -> int:
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(file, 20).decode(errors="replace") or "unknown"
            os.close(file)
            raise AlreadyRunning(f"Entrepot already runs on {path.parent} (process {holder})")
        if _is_still(file, path):
            return file
        os.close(file)  # whoever held it has removed the file meanwhile


def _is_still(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False
