"""Flash sales turn by themselves, at their moment, and the nightly proof fails where books disagree."""

from pathlib import Path

import pytest
from sqlalchemy import text

from core.flash_sales import queries
from core.flash_sales.types import FlashState
from core.inventory import queries as inventory
from core.kernel import clock
from core.platform.db import reading, session, transaction
from tests.conftest import Later
from tests.factories import flash, purchases
from tests.factories.queues import queue
from tests.factories.shop import Shop
from workers import flash_sales


def test_what_is_due_turns_once(shop: Shop, later: Later) -> None:
    sale = flash.make_scheduled(shop, starts_in=flash.HOUR)
    assert flash_sales.turn_flash_sales() == "turned 0, units brought home 0"
    later(flash.HOUR)
    assert flash_sales.turn_due(clock.now()) == 1
    assert flash_sales.turn_due(clock.now()) == 0
    assert flash.look(sale.id).state == FlashState.LIVE


def test_stray_units_are_brought_home(shop: Shop) -> None:
    sale = flash.make_live(shop)
    purchase = purchases.make_placed_purchase(shop, {"LAMP-BLACK": 1})
    flash.end(sale)
    purchases.expire(purchase)
    assert flash_sales.turn_flash_sales() == "turned 0, units brought home 1"
    with reading():
        assert inventory.list_unproven() == []


def test_a_sale_that_cannot_turn_keeps_no_other(shop: Shop, later: Later) -> None:
    broken = flash.make_scheduled(shop, starts_in=flash.HOUR)
    fine = flash.make_scheduled(shop, "BULB", starts_in=flash.HOUR)
    with transaction():
        session().execute(
            text("UPDATE flash_sale_prices SET currency = 'XXX' WHERE sale_id = :id AND currency = 'EUR'"),
            {"id": broken.id},
        )
    later(flash.HOUR)
    assert flash_sales.turn_due(clock.now()) == 1
    with reading():
        state = text("SELECT state FROM flash_sales WHERE id = :id")
        assert session().scalar(state, {"id": broken.id}) == FlashState.SCHEDULED
    assert flash.look(fine.id).state == FlashState.LIVE


def test_the_nightly_proof_fails_where_books_disagree(shop: Shop) -> None:
    flash.make_live(shop)
    assert flash_sales.prove_stock() == "unproven 0"
    with transaction():
        session().execute(text("UPDATE stock_levels SET on_hand = on_hand + 1"))
    with pytest.raises(flash_sales.StockUnproven):
        flash_sales.prove_stock()


def test_each_turn_proves_the_counters_of_sales_that_are_on(shop: Shop, later: Later, tmp_path: Path) -> None:
    with queue(tmp_path):
        sale = flash.make_scheduled(shop, starts_in=flash.HOUR)
        other = flash.make_scheduled(shop, "BULB", starts_in=flash.HOUR)
        flash_sales.turn_flash_sales()
        with reading():
            assert queries.find_counted(sale) is None
        later(flash.HOUR)
        flash_sales.turn_flash_sales()
        with reading():
            counted = [queries.find_counted(one) for one in (sale, other)]
        assert [one and one.left for one in counted] == [3, 3]


def test_a_counter_that_cannot_be_proven_keeps_no_sale_from_its_turn(shop: Shop, later: Later) -> None:
    sale = flash.make_scheduled(shop, starts_in=flash.HOUR)
    later(flash.HOUR)
    assert (
        flash_sales.turn_flash_sales() == "turned 1, units brought home 0"
    )  # there is no queue service here
    assert flash.look(sale.id).state == FlashState.LIVE
    assert flash_sales.count_again() == 0
