"""Sessions: reading is free, writing is deliberate.

`session()` gives the session in force. An edge (a view, a job, a command) lends a reading session with
`reading()` and writes inside `transaction()`; a flush outside one raises WriteOutsideTransaction.
Transactions never nest, and opening one first gives the reading connection back, so that nobody
holds two.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Executable, MetaData, create_engine, event, text
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError, TimeoutError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import NullPool

from core.platform import pooling, ringing
from core.platform.composed import Composed
from core.platform.settings import settings


class Model(DeclarativeBase):
    """Base of every table; constraints are named alike everywhere."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


OUTAGES = (OperationalError, InterfaceError, TimeoutError)  # what a database that is away raises
NONSENSE = DataError  # what no column can hold: a NUL in a text, a number beyond all numbers


class WriteOutsideTransaction(RuntimeError):
    """Somebody changed a row without saying `with transaction():`."""


class NestedTransaction(RuntimeError):
    """A transaction was opened inside another: edges commit, rooms never do."""


class NoSession(RuntimeError):
    """Nobody lent a session: wrap the edge in `reading()` or `transaction()`."""


_current: ContextVar[Session | None] = ContextVar("session", default=None)
_bound: Connection | None = None
_engine: Engine | None = None
_reading: Engine | None = None
_apart: Engine | None = None

TRIES = 4  # of what may be given up by the database because others waited for it in a circle
Answer = TypeVar("Answer")

APART_SECONDS = 2.0  # after which a statement of something secondary is given up
APART_CONNECTIONS = 4  # per process, and none beyond: what is secondary never takes what buying needs


def engine() -> Engine:
    """Give this process's engine, made at the first call."""
    global _engine
    if _engine is None:
        _engine = connect(settings().database_url)
    return _engine


def connect(url: str, *, pooled: bool = True, seconds: float = 0, **options: Any) -> Engine:
    """Make an engine for a URL; any postgres URL is read by psycopg 3, in UTC.

    `seconds` is the most that a statement may take; 0 lets it take as long as it needs.
    """
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            url = "postgresql+psycopg://" + url.removeprefix(scheme)
    pool: dict[str, Any] = (
        {"pool_size": 8, "max_overflow": 8, "pool_timeout": 5} if pooled else {"poolclass": NullPool}
    )
    limit = f" -c statement_timeout={int(seconds * 1000)}" if seconds else ""
    arguments = {"connect_timeout": 5, "options": f"-c timezone=UTC{limit}"}
    # What a statement was about stays out of its errors, because they are logged: addresses, tokens, hashes.
    made = create_engine(url, connect_args=arguments, hide_parameters=True, **{**pool, **options})
    if pooled:
        pooling.ask_the_rested(made)
    return made


def forget_engine() -> None:
    """Drop this process's engines and their connections: after a fork, and between tests."""
    global _engine, _reading, _apart
    for made in (_engine, _apart):
        if made is not None:
            made.dispose()
    _engine = _reading = _apart = None
    ringing.hang_up()


@contextmanager
def bound_to(connection: Connection) -> Iterator[None]:
    """Run every session on one connection whose outer transaction the caller rolls back: for tests."""
    global _bound
    _bound = connection
    try:
        yield
    finally:
        _bound = None


def session() -> Session:
    """Give the session in force; raises NoSession where nobody lent one."""
    current = _current.get()
    if current is None:
        raise NoSession
    return current


def read_rows(statement: Executable | Composed, values: Mapping[str, Any] | None = None) -> list[Any]:
    """Read plain columns past the mapper, which is the cheapest way; what waits to be written is written first."""
    lent = session()
    lent.flush()
    if isinstance(statement, Composed):
        return statement.ask(lent.connection(), values or {})
    return list(lent.connection().execute(statement, values or {}).all())


def write(statement: Composed, values: Mapping[str, Any]) -> list[Any]:
    """Send a change past the mapper, after what waits to be written, and give the rows that it returns.

    Raises WriteOutsideTransaction. Objects of the session stay as they are.
    """
    if not is_writing():
        raise WriteOutsideTransaction
    return read_rows(statement, values)


def is_writing() -> bool:
    """Say whether a transaction is open here."""
    current = _current.get()
    return current is not None and bool(current.info.get("writing"))


@contextmanager
def reading() -> Iterator[Session]:
    """Lend a session for reading; inside a transaction it is the transaction's own."""
    if _current.get() is not None:
        yield session()
        return
    opened = _open(writing=False)
    token = _current.set(opened)
    try:
        yield opened
    finally:
        _current.reset(token)
        if opened.in_transaction():  # else nothing was asked, and there is nothing to give back
            opened.close()


@contextmanager
def reading_apart(seconds: float | None = None) -> Iterator[Session]:
    """Lend a session for reading what is secondary: on few connections of its own, whose statements end soon.

    With `seconds` they end sooner still. The session that was lent before gives its connection back, so that nobody
    holds two.
    """
    lent = _current.get()
    if lent is not None:
        if lent.info.get("writing"):
            raise NestedTransaction
        lent.close()
    opened = _open(writing=False, apart=True)
    token = _current.set(opened)
    try:
        with _limited(opened, seconds):
            yield opened
    finally:
        _current.reset(token)
        opened.close()


@contextmanager
def _limited(opened: Session, seconds: float | None) -> Iterator[None]:
    """Have the database end statements after so many seconds, and after as many as ever afterwards."""
    if seconds is None or _bound is not None:
        yield
        return
    connection = opened.connection()
    connection.execute(text(f"SET statement_timeout = {int(seconds * 1000)}"))
    try:
        yield
    finally:
        if not connection.invalidated:
            connection.execute(text("RESET statement_timeout"))


@contextmanager
def transaction() -> Iterator[Session]:
    """Open a transaction: commits at the end, rolls back on any exception, never nests."""
    lent = _current.get()
    if lent is not None:
        if lent.info.get("writing"):
            raise NestedTransaction
        lent.close()
    opened = _open(writing=True)
    token = _current.set(opened)
    try:
        with opened.begin():
            yield opened
        if _bound is None and "rings" in opened.info:
            ringing.ring(opened.info["rings"])
    finally:
        _current.reset(token)
        opened.close()


def persistently(act: Callable[[], Answer]) -> Answer:
    """Do an act in a transaction, again where the database broke a deadlock by giving it up; a few times at most."""
    for _attempt in range(TRIES - 1):
        try:
            with transaction():
                return act()
        except DBAPIError as problem:
            if not retryable(problem):
                raise
    with transaction():
        return act()


def ring(channel: str) -> None:
    """Wake who listens on a channel once this transaction has committed."""
    session().info.setdefault("rings", set()).add(channel)


def start_over() -> None:
    """Let the session in force be read from again after a statement in it failed."""
    session().rollback()


@contextmanager
def attempt() -> Iterator[None]:
    """Try a part of a transaction: an exception undoes that part alone and travels on."""
    with session().begin_nested():
        yield


def is_reachable() -> bool:
    """Say whether the database answers."""
    try:
        with engine().connect() as connection:
            connection.execute(text("select 1"))
    except OUTAGES:
        return False
    return True


def retryable(problem: DBAPIError) -> bool:
    """Say whether a failed transaction may simply be tried again (deadlock or serialization failure)."""
    return getattr(problem.orig, "sqlstate", None) in {"40001", "40P01"}


def _open(*, writing: bool, apart: bool = False) -> Session:
    if _bound is not None:
        return Session(_bound, join_transaction_mode="create_savepoint", info={"writing": writing})
    if writing:
        return Session(engine(), info={"writing": True})
    return Session(_engine_apart() if apart else _engine_reading(), info={"writing": False})


def _engine_reading() -> Engine:
    """Give the engine without transactions: each statement sees what is committed either way, at two trips less."""
    global _reading
    if _reading is None:
        _reading = engine().execution_options(isolation_level="AUTOCOMMIT")
    return _reading


def _engine_apart() -> Engine:
    global _apart
    if _apart is None:
        few: dict[str, Any] = {"pool_size": APART_CONNECTIONS, "max_overflow": 0, "pool_timeout": 0.5}
        apart = connect(settings().database_url, seconds=APART_SECONDS, **few)
        _apart = apart.execution_options(isolation_level="AUTOCOMMIT")
    return _apart


@event.listens_for(Session, "before_flush")
def _refuse_to_write_while_reading(opened: Session, *_: object) -> None:
    if not opened.info.get("writing", True) and (opened.new or opened.dirty or opened.deleted):
        raise WriteOutsideTransaction


@event.listens_for(Session, "do_orm_execute")
def _refuse_bulk_writes_while_reading(state: Any) -> None:
    writes = state.is_insert or state.is_update or state.is_delete
    if writes and not state.session.info.get("writing", True):
        raise WriteOutsideTransaction
