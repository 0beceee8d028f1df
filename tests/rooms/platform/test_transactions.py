"""Reading is free, writing is deliberate, and an edge opens one transaction at a time."""

import pytest
from sqlalchemy import text, update

from core.merchants.models import Merchant
from core.platform import db, throttle
from core.platform.composed import Composed
from core.platform.db import (
    NestedTransaction,
    NoSession,
    WriteOutsideTransaction,
    is_writing,
    reading,
    session,
    transaction,
)
from core.platform.throttle import Window
from tests.factories.merchants import make_merchant
from tests.witness import attempt_undone, unchanged, undone

HOUR = throttle.timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("db")


def counted() -> int:
    with reading():
        return session().query(Window).count()


def test_nobody_has_a_session_without_asking_for_one() -> None:
    with pytest.raises(NoSession):
        session()


def test_a_transaction_keeps_what_was_written() -> None:
    with transaction():
        throttle.count("test", "kept", window=HOUR)
    assert counted() == 1


def test_a_transaction_forgets_everything_after_an_error() -> None:
    with unchanged(), undone():
        throttle.count("test", "gone", window=HOUR)


def test_a_change_outside_a_transaction_is_a_bug() -> None:
    with transaction():
        id = make_merchant()
    with unchanged(), reading():
        session().get_one(Merchant, id).name = "Other"
        with pytest.raises(WriteOutsideTransaction):
            session().flush()


def test_a_bulk_change_outside_a_transaction_is_a_bug() -> None:
    with unchanged(), reading(), pytest.raises(WriteOutsideTransaction):
        session().execute(update(Merchant).values(name="Other"))
    with unchanged(), reading(), pytest.raises(WriteOutsideTransaction):
        throttle.count("test", "x", window=HOUR)
    with unchanged(), reading(), pytest.raises(WriteOutsideTransaction):
        db.write(Composed(update(Merchant.metadata.tables["merchants"]).values(name="Other")), {})


def test_transactions_do_not_nest() -> None:
    with transaction(), pytest.raises(NestedTransaction), transaction():
        raise AssertionError("never reached")


def test_reading_within_a_transaction_is_the_transactions_own() -> None:
    with transaction() as outer, reading() as inner:
        assert inner is outer
        assert is_writing()
    assert not is_writing()


def test_a_transaction_within_a_reading_session_has_its_own_and_gives_the_other_back() -> None:
    with reading() as outer:
        with transaction() as inner:
            assert inner is not outer
            throttle.count("test", "x", window=HOUR)
        assert session() is outer
        assert session().query(Window).count() == 1


def test_an_attempt_that_fails_undoes_itself_alone() -> None:
    with transaction():
        throttle.count("test", "before", window=HOUR)
        with attempt_undone():
            throttle.count("test", "within", window=HOUR)
        throttle.count("test", "after", window=HOUR)
    with reading():
        kept = session().query(Window.key).order_by(Window.key)
        assert [key for (key,) in kept] == ["after", "before"]


def test_every_connection_speaks_utc() -> None:
    with reading():
        assert session().scalar(text("SHOW timezone")) == "UTC"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_any_postgres_address_is_read_by_the_same_driver(scheme: str) -> None:
    engine = db.connect(f"{scheme}://someone@/somewhere?host=/nowhere", pooled=False)
    assert engine.url.drivername == "postgresql+psycopg"


def test_the_database_is_asked_whether_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    assert db.is_reachable()
    monkeypatch.setattr(db, "_engine", db.connect("postgresql://x@/x?host=/nowhere", pooled=False))
    assert not db.is_reachable()
