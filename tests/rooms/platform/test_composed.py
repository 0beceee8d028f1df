"""A composed statement is the driver's to send, and all else is as if SQLAlchemy had sent it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import BigInteger, Numeric, any_, bindparam, cast, func, insert, literal, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlalchemy.exc import DBAPIError, IntegrityError

from core.catalog.models import Product
from core.platform import pooling
from core.platform.composed import Composed, NotOneText
from core.platform.db import (
    WriteOutsideTransaction,
    connect,
    is_writing,
    read_rows,
    reading,
    session,
    transaction,
    write,
)
from core.platform.settings import settings
from core.platform.throttle import Window
from tests.factories.shop import Shop
from tests.statements import counted
from tests.witness import unchanged

WINDOWS = Window.metadata.tables["throttle_windows"]
MOMENT = datetime(2026, 1, 1, 12, 30, 0, 7, tzinfo=UTC)
WINDOW = {"scope": "composed", "key": "a", "starts_at": MOMENT, "count": 3}
MADE = insert(WINDOWS).values({name: bindparam(name) for name in WINDOW})


def test_rows_are_those_that_the_mapper_would_read(shop: Shop) -> None:
    columns = select(Product.__table__).where(Product.id == any_(bindparam("ids", type_=ARRAY(BigInteger))))
    with reading():
        ids = list(session().scalars(select(Product.id)))
        expected = session().execute(columns.order_by(Product.id), {"ids": ids}).all()
        found = read_rows(Composed(columns.order_by(Product.id)), {"ids": ids})
    assert found == [tuple(row) for row in expected]
    assert [row.titles for row in found] == [row.titles for row in expected]
    assert found[0]._fields == expected[0]._fields


def test_values_of_every_kind_come_back_as_they_went(shop: Shop) -> None:
    given = {
        "number": cast(bindparam("number"), Numeric(12, 4)),
        "moment": cast(bindparam("moment"), TIMESTAMP(timezone=True)),
        "document": bindparam("document", type_=JSONB),
        "nothing": cast(bindparam("nothing"), BigInteger),
        "words": literal(r"50% of \ $1 :x"),
    }
    asked = {"number": 1, "moment": MOMENT, "document": {"a": [1, None]}, "nothing": None}
    statement = select(*(value.label(name) for name, value in given.items()))
    with reading():
        assert [tuple(row) for row in session().execute(statement, asked)] == read_rows(
            Composed(statement), asked
        )


def test_a_text_with_names_is_sent_as_well(shop: Shop) -> None:
    twice = Composed(text("select :a || :b || :a as said, 7 % 4 as left"))
    with reading():
        (row,) = read_rows(twice, {"a": "x", "b": "y"})
        assert (row.said, row.left) == ("xyx", 3)
        assert read_rows(twice, {"a": "-", "b": "y"}) == [("-y-", 3)]


def test_it_is_counted_with_its_values_in_the_order_of_their_places(shop: Shop) -> None:
    with reading(), counted() as sent:
        read_rows(Composed(select(func.upper(bindparam("word")))), {"word": "a"})
    assert len(sent) == 1
    assert "$1" in sent[0]


def test_a_change_is_made_in_the_transaction_and_gives_what_it_returns(shop: Shop) -> None:
    changed = update(WINDOWS).where(WINDOWS.c.scope == "composed").values(count=WINDOWS.c.count + 1)
    with transaction():
        assert write(Composed(MADE), WINDOW) == []
        assert write(Composed(changed.returning(WINDOWS.c.count, WINDOWS.c.starts_at)), {}) == [(4, MOMENT)]
        assert session().scalar(select(Window.count).where(Window.scope == "composed")) == 4


def test_what_waits_is_written_first(shop: Shop) -> None:
    with transaction():
        session().add(Window(**WINDOW))
        kept = Composed(select(Window.key).where(Window.scope == bindparam("scope")))
        assert [row.key for row in read_rows(kept, {"scope": "composed"})] == ["a"]


def test_a_change_outside_a_transaction_is_a_bug(shop: Shop) -> None:
    with unchanged(), reading(), pytest.raises(WriteOutsideTransaction):
        write(Composed(MADE), WINDOW)
    assert not is_writing()


def test_a_text_that_depends_on_its_values_is_refused(shop: Shop) -> None:
    one_of = Composed(select(Window.key).where(Window.scope.in_(bindparam("scopes", expanding=True))))
    with reading(), pytest.raises(NotOneText):
        read_rows(one_of, {"scopes": ["a", "b"]})


def test_a_value_that_is_not_given_is_missed(shop: Shop) -> None:
    with reading(), pytest.raises(KeyError):
        read_rows(Composed(select(Window.key).where(Window.scope == bindparam("scope"))), {})


def test_what_the_database_refuses_is_raised_as_sqlalchemy_does_without_its_values(shop: Shop) -> None:
    with transaction():
        write(Composed(MADE), WINDOW)
        with pytest.raises(IntegrityError) as refused, session().begin_nested():
            write(Composed(MADE), WINDOW)
        assert read_rows(Composed(select(Window.count).where(Window.scope == "composed"))) == [(3,)]
    assert getattr(refused.value.orig, "sqlstate", "") == "23505"
    assert not refused.value.connection_invalidated
    assert "[SQL parameters hidden" in str(refused.value)


def test_a_connection_that_died_is_let_go_with_the_pool(
    committed_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pooling, "RESTED_SECONDS", 600.0)
    engine, other = connect(settings().database_url), connect(settings().database_url)
    one = Composed(select(func.pg_backend_pid().label("process")))
    with engine.connect() as connection:
        ((process,),) = one.ask(connection, {})
    with other.connect() as connection:
        assert connection.scalar(text("SELECT pg_terminate_backend(:process, 5000)"), {"process": process})
    other.dispose()
    with engine.connect() as connection, pytest.raises(DBAPIError) as fault:
        one.ask(connection, {})
    assert fault.value.connection_invalidated
    with engine.connect() as connection:
        assert one.ask(connection, {})[0].process != process
    engine.dispose()
