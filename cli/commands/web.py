"""`entrepot web`: the web server."""

import ctypes
import logging
import multiprocessing
from contextlib import suppress
from importlib import import_module

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from cli.servers.lent import with_servers
from core.platform import log
from core.platform.settings import settings

THREADS = 8  # per process: as many as it may hold database connections without waiting
ARENAS = 2  # of malloc in a process: with one for each thread it keeps 12 MB more
M_ARENA_MAX = -8  # what glibc calls that
WAITING = 64  # requests that a process takes in before the rest waits in the backlog


@click.command()
@click.option("--application", default="web.wsgi:app", hidden=True, help="What to serve instead of the shop.")
@with_servers
def command(application: str) -> None:
    """Serve the pages."""
    log.setup("web")
    _have_few_arenas()
    _load(application)
    chosen = settings()
    Granian(
        application,
        address=chosen.host,
        port=chosen.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=chosen.web_workers,
        blocking_threads=THREADS,
        backpressure=WAITING,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=2,
        log_level=LogLevels.debug if chosen.log_level == "DEBUG" else LogLevels.warning,
        log_dictconfig=_log_as_everybody(),
    ).serve()


def _have_few_arenas() -> None:
    """Tell the C library, and so the workers that are forked from here; another one than glibc has no such word."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)


def _load(application: str) -> None:
    """Import what is served before workers are forked: they share its memory, and a new one need not wait for it."""
    if multiprocessing.get_start_method() == "fork":
        import_module(application.partition(":")[0])


class _Calm(logging.Filter):
    """Drops the advice to use as few threads as there are cores: ours wait for the database most of the time."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "Configuration allows spawning" not in record.getMessage()


def _log_as_everybody() -> dict[str, object]:
    """Give granian's logger no handler of its own: its lines go where all lines go."""
    ours = {"handlers": [], "filters": ["calm"], "propagate": True}
    loggers = {name: dict(ours) for name in ("_granian", "granian.access")}
    return {"formatters": {}, "handlers": {}, "filters": {"calm": {"()": _Calm}}, "loggers": loggers}
