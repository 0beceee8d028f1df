"""Waiting for the outbox: the database rings at commit, and silence ends by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from core.platform import outbox
from core.platform.line import open_line


class DatabaseOutage(Exception):
    """The database went away or does not do as asked; whoever works on it pauses and begins again."""


class Bell:
    """A connection that hears when facts were recorded, or whatever else rings on a channel."""

    def __init__(self, channel: str = outbox.CHANNEL) -> None:
        try:
            self._connection = open_line(5)
            self._connection.execute(f"LISTEN {channel}")
        except psycopg.Error as problem:
            raise DatabaseOutage(type(problem).__name__) from problem

    def wait(self, seconds: float) -> bool:
        """Wait until facts are recorded, at most so long; says whether the bell rang."""
        try:
            return any(True for _ in self._connection.notifies(timeout=seconds, stop_after=1))
        except psycopg.Error as problem:
            raise DatabaseOutage(type(problem).__name__) from problem

    def __enter__(self) -> "Bell":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()


@contextmanager
def outages_told() -> Iterator[None]:
    """Turn every complaint of the database within into DatabaseOutage."""
    try:
        yield
    except SQLAlchemyError as problem:
        raise DatabaseOutage(str(problem).partition("\n")[0]) from problem
