"""Units held at the counter of a flash sale while its purchase is placed, and the proof that follows the level."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.checkout import service as checkout
from core.checkout.errors import LineGone, LineLimited, LineShort, QuoteChanged
from core.flash_sales import counter, queries
from core.flash_sales.events import UnitsReturned
from core.flash_sales.types import FlashSale
from core.kernel.actor import GUEST
from core.platform.db import reading, transaction
from tests.factories import flash
from tests.factories import purchases as make
from tests.factories.places import BERLIN
from tests.factories.purchases import Ready
from tests.factories.queues import queue
from tests.factories.sandbox import facts
from tests.factories.shop import Shop
from tests.statements import counted
from workers import flash_sales

LAMP = "LAMP-BLACK"


@pytest.fixture(autouse=True)
def _queue(shop: Shop, tmp_path: Path) -> Iterator[None]:
    with queue(tmp_path):
        yield


def ready_for(shop: Shop, name: str, units: int = 1) -> Ready:
    address = replace(BERLIN, street_address=f"Weg {name}")
    return make.make_ready(shop, {LAMP: units}, email=f"{name}@cast.example", address=address)


def counted_sale(shop: Shop, units: int, per_shopper: int = 1) -> FlashSale:
    sale = flash.make_live(shop, units=units, per_shopper=per_shopper)
    assert flash_sales.count_again() == 1
    return sale


def left(sale: FlashSale) -> int | None:
    with reading():
        found = queries.find_counted(sale)
    return found.left if found else None


def off(sale: FlashSale) -> int:
    with reading():
        found = queries.find_counted(sale)
    assert found is not None
    return found.off


def test_who_comes_too_late_is_told_the_name_of_the_line_for_one_statement(shop: Shop) -> None:
    sale = counted_sale(shop, units=1)
    early, late = ready_for(shop, "early"), ready_for(shop, "late")
    make.place_counted(early)
    assert left(sale) == 0
    with counted() as statements, pytest.raises(LineGone) as gone:
        make.place_counted(late)
    assert len(statements) == 1, statements
    assert "FROM purchases" in statements[0]
    with pytest.raises(LineShort) as short:  # what the database says of it
        make.place(late)
    assert (gone.value.facts, gone.value.status) == (short.value.facts, short.value.status)


def test_fewer_than_wanted_are_said_to_be_left(shop: Shop) -> None:
    counted_sale(shop, units=3, per_shopper=2)
    greedy = ready_for(shop, "greedy", 2)
    make.place_counted(ready_for(shop, "early", 2))
    with pytest.raises(LineGone) as gone:
        make.place_counted(greedy)
    assert gone.value.facts["available"] == 1


def test_the_same_click_again_has_the_first_answer_although_nothing_is_left(shop: Shop) -> None:
    sale = counted_sale(shop, units=1)
    ready = ready_for(shop, "early")
    first = make.place_counted(ready)
    flash_sales.count_again()  # the take is confirmed, and its token forgotten
    again = make.place_counted(ready)
    assert (again.number, again.is_repeat) == (first.number, True)
    assert (left(sale), off(sale)) == (0, 0)


def test_a_placing_that_is_refused_gives_its_units_back(shop: Shop) -> None:
    sale = counted_sale(shop, units=2)
    ready = ready_for(shop, "somebody")
    with pytest.raises(QuoteChanged):
        make.place_counted(replace(ready, fingerprint="another"))
    assert left(sale) == 2
    make.place_counted(ready)
    with pytest.raises(LineLimited):
        make.place_counted(ready_for(shop, "somebody"))
    assert left(sale) == 1


def test_a_purchase_is_confirmed_by_the_proof_and_differs_from_nothing(shop: Shop) -> None:
    sale = counted_sale(shop, units=5)
    for name in ("a", "b"):
        make.place_counted(ready_for(shop, name))
    assert sale.pool_id is not None
    assert len(counter.look(sale.pool_id).tokens) == 2
    flash_sales.count_again()
    assert counter.look(sale.pool_id).tokens == ()
    assert (left(sale), off(sale)) == (3, 0)


def test_units_of_purchases_that_end_reach_the_counter_by_their_own_word(shop: Shop) -> None:
    sale = counted_sale(shop, units=2)
    assert sale.pool_id is not None
    expired, withdrawn = (
        make.purchase_of(make.place_counted(ready_for(shop, name)).number) for name in ("a", "b")
    )
    make.expire(expired)
    assert left(sale) == 0
    flash_sales.count_returned_units(UnitsReturned(pool_ids=[sale.pool_id]))
    assert left(sale) == 1
    with transaction():
        checkout.withdraw_purchase(withdrawn.id, reason="", by=GUEST)
    flash_sales.count_returned_units(UnitsReturned(pool_ids=[sale.pool_id]))
    assert (left(sale), off(sale)) == (2, -1)


def test_only_what_pools_had_given_is_told(shop: Shop) -> None:
    counted_sale(shop, units=2)
    make.expire(make.make_placed_purchase(shop, {"MUG": 1}))
    assert not [name for name in facts() if name.endswith("UnitsReturned")]
    make.expire(make.make_placed_purchase(shop, {LAMP: 1, "MUG": 1}))
    assert [many for name, many in facts().items() if name.endswith("UnitsReturned")] == [1]


def test_a_counter_that_promised_too_many_learns_from_the_level(shop: Shop) -> None:
    sale = counted_sale(shop, units=2)
    late = ready_for(shop, "late")
    for name in ("a", "b"):
        make.place(ready_for(shop, name))  # past the counter, as while it was away
    assert left(sale) == 2
    with pytest.raises(LineShort) as refused:
        make.place_counted(late)
    assert type(refused.value) is LineShort
    assert left(sale) == 0
    with pytest.raises(LineGone):
        make.place_counted(late)


def test_a_lapsed_take_sells_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    sale = counted_sale(shop, units=1)
    dead, next_one = ready_for(shop, "dead"), ready_for(shop, "next")
    assert sale.pool_id is not None
    counter.take(sale.pool_id, dead.key, 1)  # and its process dies
    flash_sales.count_again()
    with pytest.raises(LineGone):
        make.place_counted(next_one)
    monkeypatch.setattr(counter, "TAKE_SECONDS", -1)
    flash_sales.count_again()
    make.place_counted(next_one)
    assert (left(sale), off(sale)) == (0, -1)
