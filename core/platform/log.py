"""One log: readable lines on a terminal, JSON elsewhere; levels, a request id, and no secrets.

`setup("web")` is called once when a process starts. Everything logged afterwards, through `get()` or through
the standard library, takes the same shape. `bound(request_id=...)` names what the lines within belong to.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import lru_cache
from multiprocessing.util import Finalize, register_after_fork
from random import getrandbits
from threading import Event, Thread
from time import sleep
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

from core.platform.settings import settings

SECRET_NAMES = re.compile(r"passw|secret|token|authorization|cookie|signature|(api|private)_?key", re.I)
PASSWORD_IN_URL = re.compile(r"(?<=://)([^:/@\s]*):[^/@\s]+(?=@)")
MASK = "•••"
GATHER_SECONDS = 0.1
CHATTERBOXES = (
    "httpx",
    "httpcore",
    "PIL",
    "urllib3",
    "fsspec",
    "fontTools",
    "rq.worker",
    "rq.cron",
    "alembic.runtime.plugins",
)


# What nobody reads of a line costs a fifth of it: who called from where, in which thread.
logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


class Gathering(logging.StreamHandler[TextIO]):
    """Writes lines of the same tenth of a second at once: each write wakes whoever reads the pipe.

    From a warning on nothing waits. A process that is killed loses what was said in its last tenth of a second.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._begin()
        register_after_fork(self, Gathering._begin)

    def _begin(self) -> None:
        """Begin with nothing said and no thread: here, and in each process that is forked from this one."""
        self._lines: list[str] = []
        self._said, self._is_writing = Event(), False
        # Of multiprocessing, because a worker that was forked by it ends without what `atexit` has to do.
        Finalize(None, self.flush, exitpriority=0)

    def emit(self, record: logging.LogRecord) -> None:
        """Take a line; called with the handler's lock held."""
        try:
            self._lines.append(self.format(record) + self.terminator)
        except Exception:
            self.handleError(record)
        if record.levelno >= logging.WARNING:
            self.flush()
        elif len(self._lines) == 1:
            self._have_written()

    def flush(self) -> None:
        """Write what was said; what cannot be written, as on a full disk, is lost and troubles nobody who spoke."""
        with self.lock or nullcontext():
            lines, self._lines = self._lines, []
            try:
                self.stream.write("".join(lines))
                self.stream.flush()
            except (OSError, ValueError):
                self._tell_loss()

    @staticmethod
    def _tell_loss() -> None:
        with suppress(OSError, ValueError, AttributeError):
            traceback.print_exc(file=sys.stderr)

    def _have_written(self) -> None:
        if not self._is_writing:
            self._is_writing = True
            Thread(target=self._write, name="log", daemon=True).start()
        self._said.set()

    def _write(self) -> None:
        while self._said.wait():
            self._said.clear()
            sleep(GATHER_SECONDS)
            self.flush()


_process = "process"


def setup(process: str, stream: TextIO | None = None, *, gathers: bool = False) -> None:
    """Make this process log to its standard output, each line under the process's name.

    One that says something at every request `gathers` its lines; it forks by `multiprocessing` or not at all.
    """
    global _process
    _process, target = process, stream or sys.stdout
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = Gathering(target) if gathers and not target.isatty() else logging.StreamHandler(target)
    handler.setFormatter(formatter(process, is_terminal=target.isatty()))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings().log_level)
    for name in CHATTERBOXES:
        logging.getLogger(name).setLevel(logging.WARNING)


def formatter(process: str, *, is_terminal: bool) -> logging.Formatter:
    """Give the formatter of every line: for handlers that somebody else makes."""
    asked = settings().log_json
    as_json = not is_terminal if asked is None else asked
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _named(process),
            *_rendering(as_json, colors=is_terminal),
        ],
    )


def get(name: str) -> Any:
    """Give the logger of a module: `log.get(__name__).info("what happened", order_id=7)`."""
    return structlog.stdlib.get_logger(name)


def process() -> str:
    """Give the name under which this process logs."""
    return _process


def bound(**values: object) -> AbstractContextManager[None]:
    """Put values on every line logged within, in this thread of work."""
    return structlog.contextvars.bound_contextvars(**values)


def request_id() -> str | None:
    """Give the id that follows a click into its jobs; None outside any request."""
    found = structlog.contextvars.get_contextvars().get("request_id")
    return str(found) if found else None


def new_request_id() -> str:
    """Make an id for a request that came without one."""
    return f"{getrandbits(64):016x}"


def masked(value: Any) -> Any:
    """Give a value without its secrets: entries with telling names and passwords in addresses."""
    if isinstance(value, str):
        return PASSWORD_IN_URL.sub(rf"\1:{MASK}", value) if "://" in value else value
    if isinstance(value, Mapping):
        return {key: MASK if _is_secret(str(key)) else masked(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [masked(entry) for entry in value]
    return value


@lru_cache(maxsize=1024)
def _is_secret(name: str) -> bool:
    return SECRET_NAMES.search(name) is not None


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
    ]


def _rendering(as_json: bool, *, colors: bool) -> list[Processor]:
    # A plain traceback, because the terminal's own one shows local variables, and with them secrets.
    readable = structlog.processors.format_exc_info
    if as_json:
        stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
        written = json.JSONEncoder(
            ensure_ascii=False, default=str
        ).encode  # json.dumps would make one for each line
        as_line = structlog.processors.JSONRenderer(serializer=lambda event, **_: written(event))
        return [stamp, readable, _mask, _ordered, as_line]
    stamp = structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False)
    return [stamp, readable, _mask, structlog.dev.ConsoleRenderer(colors=colors)]


def _ordered(_: Any, __: str, event: EventDict) -> EventDict:
    first = ("timestamp", "level", "process", "event")
    return {**{name: event[name] for name in first if name in event}, **event}


def _mask(_: Any, __: str, event: EventDict) -> MutableMapping[str, Any]:
    return dict(masked(event))


def _named(process: str) -> Processor:
    def name(_: Any, __: str, event: EventDict) -> EventDict:
        return {"process": process, **event}

    return name
