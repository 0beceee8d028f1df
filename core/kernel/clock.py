"""The only clock: instants are aware UTC, dates belong to a named zone."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """Give this instant in UTC."""
    return _told.get() or datetime.now(UTC)


def today(zone: str = "UTC") -> date:
    """Give the calendar day it is now in a zone."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def standing_at(instant: datetime) -> Iterator[None]:
    """Let the clock stand at another instant inside the block, so that the demo world has lived a while."""
    token = _told.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(token)
