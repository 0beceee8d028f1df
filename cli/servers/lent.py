"""The servers, lent to a single command: the running launcher's, or its own for as long as it lasts."""

import functools
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from cli.servers import places, postgres, valkey
from cli.servers.lock import AlreadyRunning, held
from core.platform import settings as configuration
from core.platform.settings import settings

P = ParamSpec("P")
R = TypeVar("R")
NOTE = "servers.json"


def with_servers(command: Callable[P, R]) -> Callable[P, R]:
    """Decorate a command that needs the database or the queue: it finds both in the settings."""

    @functools.wraps(command)
    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        with lent():
            return command(*args, **kwargs)

    return within


@contextmanager
def lent() -> Iterator[None]:
    """Have a database and a queue in the settings for the length of the block."""
    data = settings().data
    if settings().database_url and settings().redis_url:
        yield
        return
    with ExitStack() as borrowed:
        try:
            borrowed.enter_context(held(data))
        except AlreadyRunning:
            configuration.export(**_written_down(data))
        else:
            configuration.export(**_started(data, borrowed))
        yield


def write_down(data: Path, addresses: dict[str, str]) -> None:
    """Note the running servers' addresses for commands that come later."""
    (places.run_folder(data) / NOTE).write_text(json.dumps(addresses))


def _written_down(data: Path) -> dict[str, str]:
    try:
        addresses: dict[str, str] = json.loads((places.run_folder(data) / NOTE).read_text())
    except FileNotFoundError:
        raise click.ClickException("Entrepot is just starting on this data: try again when it is ready")
    return addresses


def _started(data: Path, borrowed: ExitStack) -> dict[str, str]:
    addresses = {}
    if not settings().database_url:
        addresses["DATABASE_URL"] = borrowed.enter_context(postgres.start(data))
    if not settings().redis_url:
        addresses["REDIS_URL"] = borrowed.enter_context(valkey.start(data))
    return addresses
