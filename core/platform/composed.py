"""Statements that the driver is asked itself.

SQLAlchemy writes the text of a composed statement once per process, and is out of the way afterwards: to send what
it has compiled already costs it several times what psycopg takes for sending, waiting and reading. Its connection,
its transaction, its errors and its events stay what they are.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import psycopg
from psycopg.raw_cursor import RawCursor
from psycopg.rows import tuple_row
from sqlalchemy import Connection, Executable
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

CURSOR = "cursor of composed statements"
Turn = Callable[[Any], Any]


class NotOneText(ValueError):
    """The text of a statement depends on its values, as that of `in_` does, or a column wants a value of Python's."""


@dataclass(frozen=True, slots=True)
class Place:
    """One of the values that a statement is sent with, and what turns it into what the driver takes."""

    name: str
    is_asked: bool
    value: Any
    turn: Turn | None

    def fill(self, values: Mapping[str, Any]) -> Any:
        if not self.is_asked:
            return self.value
        value = values[self.name]
        return self.turn(value) if self.turn else value


class Composed:
    """A statement that is composed once per process, for `read_rows` and `write`.

    Its rows are named tuples. Its text may not depend on values, so several are asked for by `= any(…)`.
    """

    def __init__(self, statement: Executable) -> None:
        self._statement: Any = statement
        self._sql = ""
        self._places: tuple[Place, ...] = ()
        self._types: Sequence[Any] = ()
        self._make: Callable[[Sequence[Any]], Any] | None = None

    def ask(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Send it over a connection that SQLAlchemy lent; raises what SQLAlchemy would."""
        if not self._sql:
            self._compile()
        sent = [place.fill(values) for place in self._places]
        cursor = _cursor_of(connection)
        for tell in connection.dispatch.before_cursor_execute:
            tell(connection, cursor, self._sql, self._named(sent), None, False)
        try:
            cursor.execute(self._sql, sent)
            return self._read(cursor)
        except psycopg.Error as problem:
            connection._handle_dbapi_exception(problem, self._sql, self._named(sent), None, None)
        except BaseException as problem:
            connection._handle_dbapi_exception(problem, None, None, None, None)

    def _named(self, sent: Sequence[Any]) -> dict[str, Any]:
        return {place.name: value for place, value in zip(self._places, sent, strict=True)}

    def _compile(self) -> None:
        """Have the text written, with a number for each place of a value."""
        compiled: Any = self._statement.compile(dialect=_dialect())
        prefetched = getattr(compiled, "insert_prefetch", ()) or getattr(compiled, "update_prefetch", ())
        if compiled.post_compile_params or prefetched:
            raise NotOneText(str(compiled))
        self._places = tuple(_place(compiled.binds[name]) for name in compiled.positiontup or ())
        self._types = [column[3] for column in compiled._result_columns]
        self._sql = compiled.string

    def _read(self, cursor: "RawCursor[Any]") -> list[Any]:
        """Give the rows of an answer; what makes them is found out with the first one."""
        if cursor.pgresult is None or not cursor.pgresult.nfields:
            return []
        if self._make is None:
            self._make = _maker(cursor.description or (), self._types)
        return list(map(self._make, cursor.fetchall()))


@cache
def _dialect() -> PGDialect_psycopg:
    return PGDialect_psycopg(dbapi=psycopg, paramstyle="numeric_dollar")


def _cursor_of(connection: Connection) -> "RawCursor[Any]":
    """Give the cursor of a connection, which all composed statements share: each is read to its end at once."""
    found: RawCursor[Any] | None = connection.info.get(CURSOR)
    if found is None:
        driver: Any = connection.connection.driver_connection
        found = connection.info[CURSOR] = RawCursor(driver, row_factory=tuple_row)
    return found


def _place(parameter: Any) -> Place:
    turn = parameter.type.dialect_impl(_dialect()).bind_processor(_dialect())
    if parameter.required:
        return Place(parameter.key, is_asked=True, value=None, turn=turn)
    value = parameter.effective_value
    return Place(parameter.key, is_asked=False, value=turn(value) if turn else value, turn=None)


def _maker(columns: Sequence[Any], types: Sequence[Any]) -> Callable[[Sequence[Any]], Any]:
    """Give what makes a row of an answer's values."""
    row = namedtuple("Row", [column.name for column in columns], rename=True)  # type: ignore[misc]
    make = partial(tuple.__new__, row)
    turns = [
        kind.dialect_impl(_dialect()).result_processor(_dialect(), column.type_code)
        for kind, column in zip(types, columns, strict=bool(types))
    ]
    if not any(turns):
        return make

    def turned(values: Sequence[Any]) -> Any:
        return make([turn(value) if turn else value for turn, value in zip(turns, values, strict=True)])

    return turned
