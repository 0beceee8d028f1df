"""Orders told again in bulk stand in every table as those do that shoppers placed themselves."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from cli.bench.world import past
from core.inventory import queries as inventory
from core.kernel.ids import AccountId
from core.kernel.page import PageAsk
from core.orders import queries as orders
from core.orders.types import OrderState, PurchaseState
from core.platform.db import reading
from tests.database import as_superuser
from tests.factories.purchases import make_paid_purchase, make_placed_purchase
from tests.factories.shop import Shop

MANY = 100


@pytest.fixture
def door(committed_shop: Shop) -> Iterator[psycopg.Connection[Any]]:
    """Give a superuser's connection to a shop in which two purchases wait for their payment."""
    make_placed_purchase(committed_shop)
    make_placed_purchase(committed_shop, {"HONEY": 3})
    with as_superuser() as opened:
        yield opened


def count(door: psycopg.Connection[Any], what: str) -> int:
    row = door.execute(b"select count(*) from " + what.encode()).fetchone()
    assert row is not None
    return int(row[0])


def levels(door: psycopg.Connection[Any]) -> list[tuple[int, ...]]:
    return door.execute("select id, on_hand, reserved from stock_levels order by id").fetchall()


def test_each_copy_has_all_the_rows_of_its_model(door: psycopg.Connection[Any]) -> None:
    written = {table: table for table in past.OF_PAST if table != "stock_movements"}
    written["audit_entries"] += " where subject_kind in ('purchases', 'orders', 'payments')"
    before = {rows: count(door, rows) for rows in written.values()}
    sold = count(door, "stock_movements where kind = 'reserve'")
    shelves = count(door, "(select distinct variant_id from stock_movements where kind = 'reserve') s")
    past.fill(door, MANY)
    for rows, there in before.items():
        assert count(door, rows) == there + there * MANY // 2, rows
    assert count(door, "stock_movements where kind in ('reserve', 'sale')") == sold + 2 * sold * MANY // 2
    assert count(door, "stock_movements where actor = 'bench'") == shelves


def test_copies_hang_together_as_their_models_do(door: psycopg.Connection[Any]) -> None:
    past.fill(door, MANY)
    row = door.execute(
        "select number from purchases where id = %s", [past.FIRST + 98 * past.APART]
    ).fetchone()
    assert row is not None
    (number,) = row
    with reading():
        copy = orders.get_purchase_for_operator(number)
    assert copy.state == PurchaseState.PAID
    assert [order.number for order in copy.orders] == [f"{number}-{place}" for place in (1, 2)]
    assert {order.state for order in copy.orders} == {OrderState.DELIVERED}
    assert sum(order.total.minor for order in copy.orders) == copy.total.minor
    assert count(door, "order_tax_lines t join order_lines l on l.id = t.order_line_id"
                       " where l.order_id <> t.order_id") == 0  # fmt: skip
    keys = door.execute(
        "select conrelid::regclass::text, a.attname, confrelid::regclass::text from pg_constraint c"
        " join pg_attribute a on a.attrelid = conrelid and a.attnum = conkey[1]"
        " where contype = 'f' and conrelid = any(%s::regclass[]) and cardinality(conkey) = 1",
        [list(past.OF_PAST)],
    ).fetchall()
    assert len(keys) > 10
    for table, column, other in keys:
        lost = f"{table} t where {column} is not null and not exists (select from {other} o where o.id = t.{column})"
        assert count(door, lost) == 0, (table, column)


def test_the_books_prove_the_levels_which_stay_as_they_were(door: psycopg.Connection[Any]) -> None:
    before = levels(door)
    past.fill(door, MANY)
    assert levels(door) == before
    with reading():
        assert inventory.list_unproven() == []


def test_shoppers_see_theirs_newest_first(door: psycopg.Connection[Any]) -> None:
    past.fill(door, MANY)
    with reading():
        mine = orders.list_purchases_of_shopper(AccountId(past.FIRST + 1), PageAsk(1, 10))
    assert mine.total == past.EACH * 3 // 4
    assert [card.placed_at for card in mine.items] == sorted(
        (card.placed_at for card in mine.items), reverse=True
    )


def test_constraints_and_indexes_are_there_again(door: psycopg.Connection[Any]) -> None:
    asked = "select indexrelid::regclass::text, indisunique from pg_index" \
            " where indrelid = any(%s::regclass[]) order by 1"  # fmt: skip
    before = door.execute(asked, [list(past.OF_PAST)]).fetchall()
    past.fill(door, MANY)
    assert door.execute(asked, [list(past.OF_PAST)]).fetchall() == before


def test_the_next_purchase_gets_numbers_nobody_has(
    committed_shop: Shop, door: psycopg.Connection[Any]
) -> None:
    past.fill(door, MANY)
    make_paid_purchase(committed_shop)
    with reading():
        assert inventory.list_unproven() == []


def test_a_world_without_orders_stays_as_it_is(committed_shop: Shop, door: psycopg.Connection[Any]) -> None:
    door.execute("update purchases set state = 'expired'")
    past.fill(door, MANY)
    assert count(door, "purchases") == 2
