"""One log: readable lines on a terminal, JSON elsewhere; levels, a request id, and no secrets.

`setup("web")` is called once when a process starts. Everything logged afterwards, through `get()` or through
the standard library, takes the same shape. `bound(request_id=...)` names what the lines within belong to.
"""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from contextlib import AbstractContextManager
from typing import Any, TextIO
from uuid import uuid4

import structlog
from structlog.typing import EventDict, Processor

from core.platform.settings import settings

SECRET_NAMES = re.compile(r"passw|secret|token|authorization|cookie|signature|(api|private)_?key", re.I)
PASSWORD_IN_URL = re.compile(r"(?<=://)([^:/@\s]*):[^/@\s]+(?=@)")
MASK = "•••"
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


def setup(process: str, stream: TextIO | None = None) -> None:
    """Make this process log to its standard output, each line under the process's name."""
    target = stream or sys.stdout
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(target)
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


def bound(**values: object) -> AbstractContextManager[None]:
    """Put values on every line logged within, in this thread of work."""
    return structlog.contextvars.bound_contextvars(**values)


def request_id() -> str | None:
    """Give the id that follows a click into its jobs; None outside any request."""
    found = structlog.contextvars.get_contextvars().get("request_id")
    return str(found) if found else None


def new_request_id() -> str:
    """Make an id for a request that came without one."""
    return uuid4().hex[:16]


def masked(value: Any) -> Any:
    """Give a value without its secrets: entries with telling names and passwords in addresses."""
    if isinstance(value, str):
        return PASSWORD_IN_URL.sub(rf"\1:{MASK}", value)
    if isinstance(value, Mapping):
        return {key: MASK if SECRET_NAMES.search(str(key)) else masked(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [masked(entry) for entry in value]
    return value


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
        as_line = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
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
