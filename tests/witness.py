"""What a test may see behind the doors: the facts that were told, and whether any row changed at all."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from sqlalchemy import select, text

from core.kernel.refusal import Refusal
from core.platform.db import Model, attempt, reading, session, transaction
from core.platform.outbox import Message
from tests.database import know_every_table

Fact = tuple[str, dict[str, Any]]


def newest_fact() -> int:
    """Give a mark to list facts from."""
    with reading():
        return session().scalar(select(Message.id).order_by(Message.id.desc()).limit(1)) or 0


def facts(since: int = 0) -> list[Fact]:
    """List the facts that were told after a mark, in order."""
    with reading():
        told = select(Message.name, Message.payload).where(Message.id > since).order_by(Message.id)
        return [(name, payload) for name, payload in session().execute(told)]


def everything() -> dict[str, str | None]:
    """Give the digest of every table's rows."""
    know_every_table()
    digests = " UNION ALL ".join(_digest(name) for name in sorted(Model.metadata.tables))
    with reading():
        return dict(session().execute(text(digests)).all())


def _digest(table: str) -> str:
    rows = "md5(string_agg(t::text, '|' ORDER BY t::text))"
    return f"SELECT '{table}', {rows} FROM {table} t"  # noqa: S608 - our own names


@contextmanager
def refused(refusal: type[Refusal]) -> Iterator[pytest.ExceptionInfo[Refusal]]:
    """Expect a refusal, and that it leaves every row of every table as it was."""
    before = everything()
    with pytest.raises(refusal) as told:
        yield told
    assert everything() == before


@contextmanager
def unchanged() -> Iterator[None]:
    """Expect that every row of every table stays as it was."""
    before = everything()
    yield
    assert everything() == before


class _Undo(Exception):
    """The end of something that is not to last."""


@contextmanager
def undone() -> Iterator[None]:
    """Write in a transaction that fails at its end."""
    with suppress(_Undo), transaction():
        yield
        raise _Undo


@contextmanager
def attempt_undone() -> Iterator[None]:
    """Try a part of a transaction that fails at its end."""
    with suppress(_Undo), attempt():
        yield
        raise _Undo
