"""Counting what a page asks the database: a page's budget of statements is part of its promise."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

FRAMES = ("SAVEPOINT", "ROLLBACK TO", "RELEASE")


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements that are sent while the block lasts, but for those that frame a test's transaction."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(FRAMES):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def own(sent: list[str]) -> list[str]:
    """Leave out what a process asks for every half minute: its sites, ways to pay, and whether it shows a demo."""
    seldom = ("FROM sites", "FROM payment_methods", "FROM kept_keys")
    return [one for one in sent if not any(table in one for table in seldom)]
