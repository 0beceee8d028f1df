"""Row and advisory locks, always taken in one order, so that nobody waits in a circle."""

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Select, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm.attributes import InstrumentedAttribute
from sqlalchemy.sql.elements import ColumnElement

from core.platform.db import Model, session

Row = TypeVar("Row", bound=Model)

_ANEW = {"populate_existing": True}


def rows(kind: type[Row], ids: Iterable[int]) -> dict[int, Row]:
    """Lock rows by id, in id order, and read them anew; ids that do not exist are missing from the answer."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    found = session().scalars(_by_ids(kind), {"ids": wanted}, execution_options=_ANEW)
    return {row.id: row for row in found}


def row(kind: type[Row], id: int) -> Row | None:
    """Lock one row by id and read it anew; None where there is none."""
    found = rows_of(kind, kind.id, id)  # type: ignore[attr-defined]
    return found[0] if found else None


def rows_of(kind: type[Row], column: InstrumentedAttribute[Any], value: object) -> list[Row]:
    """Lock the rows with a value in a column, in id order, and read them anew, by a statement composed once."""
    locked = _with_value(kind, column)
    return list(session().scalars(locked, {"value": value}, execution_options=_ANEW))


@lru_cache
def _with_value(kind: type[Model], column: InstrumentedAttribute[Any]) -> Select[Any]:
    mine = select(kind).where(column == bindparam("value"))
    return mine.order_by(kind.__table__.c.id).with_for_update()


@lru_cache
def _by_ids(kind: type[Model]) -> Select[Any]:
    key = kind.__table__.c.id
    wanted = key.in_(bindparam("ids", expanding=True))
    return select(kind).where(wanted).order_by(key).with_for_update()


def matching(
    kind: type[Row],
    *conditions: ColumnElement[bool],
    order: Sequence[InstrumentedAttribute[Any]] = (),
    limit: int | None = None,
    skip_locked: bool = False,
) -> list[Row]:
    """Lock the rows that meet the conditions, in id order or the one that is said.

    `skip_locked` leaves those that others hold.
    """
    by = order or (kind.id,)  # type: ignore[attr-defined]
    locked = (
        select(kind).where(*conditions).order_by(*by).limit(limit).with_for_update(skip_locked=skip_locked)
    )
    return list(session().scalars(locked, execution_options=_ANEW))


def advisory(*names: str) -> None:
    """Hold named locks until the transaction ends, taken in one order whoever names them."""
    numbers = sorted(
        int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True) for name in names
    )
    held = func.unnest(bindparam("numbers", numbers, ARRAY(BigInteger))).column_valued("number")
    session().execute(select(func.pg_advisory_xact_lock(held)))


def be_quick(*, lock_seconds: int, statement_seconds: int) -> None:
    """Let this transaction fail rather than wait longer than this for a lock or a statement."""
    lock = func.set_config("lock_timeout", f"{lock_seconds}s", True)
    session().execute(select(lock, func.set_config("statement_timeout", f"{statement_seconds}s", True)))
