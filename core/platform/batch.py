"""Rows of many rooms, written by one statement.

Inside `gathered()` what rooms write with `insert` is kept until the block ends and then sent at once, so that an
order with its lines, taxes, reservations, ledger, payment, history and events costs one round trip. Outside of
it `insert` writes at once. Every room still names its own rows and nobody else's.

The rows travel as one JSON document per table, so the text of the statement depends on which tables and columns
are written and not on how many rows: the driver prepares it once per connection.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import text

from core.platform.composed import Composed
from core.platform.db import Model, read_rows, session, write

Rows = list[dict[str, Any]]
Shape = tuple[tuple[str, tuple[str, ...]], ...]


class OddRows(ValueError):
    """Rows of one table do not name the same columns."""


@dataclass
class Change:
    """A change that rides along: SQL with RETURNING, what it needs, and who judges what came of it."""

    name: str
    sql: str
    values: Mapping[str, Any]
    judge: Callable[[list[Any]], None]


@dataclass
class Batch:
    """What is written when the block ends."""

    rows: dict[str, Rows] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    ids: dict[str, list[int]] = field(default_factory=dict)

    def shape(self) -> Shape:
        return tuple((table, tuple(rows[0])) for table, rows in self.rows.items())


@contextmanager
def gathered(**counts: int) -> Iterator[None]:
    """Keep what rooms write while the block lasts, and send it as one statement at its end.

    Nothing that was kept can be read before. An exception drops it all. `counts` says how many ids of which
    tables `new_ids` will be asked for, so that all are taken at once.
    """
    lent = session()
    lent.info["batch"] = Batch(ids=new_ids(**counts))
    try:
        yield
        batch: Batch = lent.info["batch"]
    finally:
        del lent.info["batch"]
    _send(batch)


def insert(table: type[Model], rows: Sequence[dict[str, Any]]) -> None:
    """Write rows that all name the same columns by their keys; at once, or with the batch that is open."""
    if not rows:
        return
    if any(row.keys() != rows[0].keys() for row in rows):
        raise OddRows(table.__tablename__)
    batch: Batch | None = session().info.get("batch")
    if batch is None:
        _send(Batch({table.__tablename__: list(rows)}))
        return
    kept = batch.rows.setdefault(table.__tablename__, [])
    if kept and kept[0].keys() != rows[0].keys():
        raise OddRows(table.__tablename__)
    kept.extend(rows)


def change(name: str, sql: str, values: Mapping[str, Any], judge: Callable[[list[Any]], None]) -> None:
    """Make a change that returns one column, `told`; `judge` is given the values, and may refuse."""
    batch: Batch | None = session().info.get("batch")
    made = Change(name, sql, values, judge)
    if batch is None:
        _send(Batch(changes=[made]))
    else:
        batch.changes.append(made)


def is_open() -> bool:
    """Say whether rows are kept for a batch just now."""
    return "batch" in session().info


def new_ids(**counts: int) -> dict[str, list[int]]:
    """Take ids of tables for rows that name one another, before they are written; one statement."""
    batch: Batch | None = session().info.get("batch")
    if batch is not None and all(len(batch.ids.get(table, ())) >= count for table, count in counts.items()):
        return {table: [batch.ids[table].pop(0) for _ in range(count)] for table, count in counts.items()}
    asked = {table: count for table, count in counts.items() if count}
    if not asked:
        return {}
    (found,) = read_rows(_ids_of(tuple(asked)), asked)
    return {table: list(found[place]) for place, table in enumerate(asked)}


@lru_cache(maxsize=64)
def _ids_of(tables: tuple[str, ...]) -> Composed:
    """Write the statement that takes ids; the names are those of our own tables."""
    each = [
        f"ARRAY(SELECT nextval('{table}_id_seq') FROM generate_series(1, CAST(:{table} AS int)))"  # noqa: S608
        for table in tables
    ]
    return Composed(text(f"SELECT {', '.join(each)}"))


def _send(batch: Batch) -> None:
    if not batch.rows and not batch.changes:
        return
    changes = tuple((change.name, change.sql) for change in batch.changes)
    statement = _statement(batch.shape(), changes)
    values = {f"rows_{table}": json.dumps(rows, default=str) for table, rows in batch.rows.items()}
    for made in batch.changes:
        values.update(made.values)
    (told,) = write(statement, values)
    for place, made in enumerate(batch.changes):
        made.judge(told[place] or [])


@lru_cache(maxsize=256)
def _statement(shape: Shape, changes: tuple[tuple[str, str], ...]) -> Composed:
    """Write the statement of a shape; the names are those of our own tables and columns, never a visitor's."""
    parts = [f"changed_{name} AS ({sql})" for name, sql in changes]
    parts += [_insertion(table, columns) for table, columns in shape]
    told = [f"(SELECT array_agg(told) FROM changed_{name})" for name, _ in changes]  # noqa: S608
    return Composed(text(f"WITH {', '.join(parts)} SELECT {', '.join(told or ['1'])}"))


def _insertion(table: str, columns: Sequence[str]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    rows = f"json_populate_recordset(NULL::{table}, CAST(:rows_{table} AS json))"
    return f"new_{table} AS (INSERT INTO {table} ({names}) SELECT {names} FROM {rows})"  # noqa: S608
