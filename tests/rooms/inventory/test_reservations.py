"""Units promised to order lines: all or none, given back once, taken off the shelf once."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from core.inventory import queries, service
from core.inventory.errors import StockShort
from core.inventory.types import MovementKind, StockLevel, Wish
from core.kernel.actor import SYSTEM
from core.kernel.ids import LocationId
from core.kernel.states import IllegalMove
from core.platform.db import reading, transaction
from tests.factories.shop import Shop
from tests.witness import facts, newest_fact, refused, unchanged

SOON = datetime(2030, 1, 1, tzinfo=UTC)


def reserve(*wishes: Wish) -> None:
    with transaction():
        service.reserve(wishes, expires_at=SOON, cause="ORD-1", by=SYSTEM)


def wish(shop: Shop, line: int, sku: str, place: LocationId, quantity: int) -> Wish:
    return Wish(line, shop.variants[sku], place, quantity)


def confirm(*lines: int) -> None:
    with transaction():
        service.confirm(lines)


def release(*lines: int) -> None:
    with transaction():
        service.release(lines, cause="ORD-1", by=SYSTEM)


def retake(*lines: int) -> None:
    with transaction():
        service.retake(lines, cause="ORD-1", by=SYSTEM)


def deduct(*lines: int) -> None:
    with transaction():
        service.deduct(lines, cause="ORD-1", by=SYSTEM)


def levels(shop: Shop, *skus: str) -> Sequence[tuple[int, int]]:
    with reading():
        found: list[StockLevel] = queries.list_levels_everywhere([shop.variants[sku] for sku in skus])
        assert queries.list_unproven() == []
    return [(level.on_hand, level.reserved) for level in found]


def test_promised_units_stay_on_the_shelf_and_are_not_available(shop: Shop) -> None:
    mark = newest_fact()
    reserve(wish(shop, 1, "MUG", shop.warsaw, 4), wish(shop, 2, "LAMP-WHITE", shop.shenzhen, 5))
    assert levels(shop, "MUG") == [(25, 4)]
    assert levels(shop, "LAMP-WHITE") == [(5, 5)]
    assert facts(mark) == [
        ("AvailabilityChanged", {"variant_ids": sorted([shop.variants["MUG"], shop.variants["LAMP-WHITE"]])})
    ]


def test_all_units_are_promised_or_none(shop: Shop) -> None:
    with refused(StockShort) as told:
        reserve(wish(shop, 1, "MUG", shop.warsaw, 4), wish(shop, 2, "LAMP-WHITE", shop.shenzhen, 6))
    assert told.value.facts == {"variant_id": shop.variants["LAMP-WHITE"], "wanted": 6, "available": 5}


def test_what_one_has_another_cannot_have(shop: Shop) -> None:
    reserve(wish(shop, 1, "LAMP-WHITE", shop.shenzhen, 4))
    with refused(StockShort):
        reserve(wish(shop, 2, "LAMP-WHITE", shop.shenzhen, 2))
    reserve(wish(shop, 3, "LAMP-WHITE", shop.shenzhen, 1))
    assert levels(shop, "LAMP-WHITE") == [(5, 5)]


def test_there_is_nothing_where_nothing_ever_lay(shop: Shop) -> None:
    with refused(StockShort) as told:
        reserve(wish(shop, 1, "MUG", shop.shenzhen, 1))
    assert told.value.facts["available"] == 0


def test_given_back_units_are_available_again_and_given_back_once(shop: Shop) -> None:
    reserve(wish(shop, 1, "MUG", shop.warsaw, 4))
    mark = newest_fact()
    release(1)
    assert levels(shop, "MUG") == [(25, 0)]
    assert facts(mark) == [("AvailabilityChanged", {"variant_ids": [shop.variants["MUG"]]})]
    with unchanged():
        release(1)


def test_confirmed_units_are_kept_and_may_still_be_given_back(shop: Shop) -> None:
    reserve(wish(shop, 1, "MUG", shop.warsaw, 4))
    confirm(1)
    with unchanged():
        confirm(1)
    assert levels(shop, "MUG") == [(25, 4)]
    release(1)
    assert levels(shop, "MUG") == [(25, 0)]


def test_sold_units_leave_the_shelf_once(shop: Shop) -> None:
    reserve(wish(shop, 1, "MUG", shop.warsaw, 4))
    confirm(1)
    deduct(1)
    assert levels(shop, "MUG") == [(21, 0)]
    with unchanged():
        deduct(1)
    with reading():
        newest = queries.list_movements(shop.variants["MUG"])[0]
    assert (newest.kind, newest.on_hand_delta, newest.reserved_delta) == (MovementKind.SALE, -4, -4)


def test_units_that_were_not_paid_do_not_leave_the_shelf(shop: Shop) -> None:
    reserve(wish(shop, 1, "MUG", shop.warsaw, 4))
    with refused(IllegalMove):
        deduct(1)


def test_units_that_left_the_shelf_are_not_given_back_by_a_release(shop: Shop) -> None:
    reserve(wish(shop, 1, "MUG", shop.warsaw, 4))
    confirm(1)
    deduct(1)
    with refused(IllegalMove):
        release(1)


def test_released_units_are_taken_again_while_they_last(shop: Shop) -> None:
    reserve(wish(shop, 1, "LAMP-WHITE", shop.shenzhen, 5))
    release(1)
    mark = newest_fact()
    retake(1)
    assert levels(shop, "LAMP-WHITE") == [(5, 5)]
    assert facts(mark) == [("AvailabilityChanged", {"variant_ids": [shop.variants["LAMP-WHITE"]]})]
    release(1)
    reserve(wish(shop, 2, "LAMP-WHITE", shop.shenzhen, 1))
    with refused(StockShort):
        retake(1)
    assert levels(shop, "LAMP-WHITE") == [(5, 1)]


def test_only_released_units_can_be_taken_again(shop: Shop) -> None:
    reserve(wish(shop, 1, "MUG", shop.warsaw, 4))
    with refused(IllegalMove):
        retake(1)


def test_a_line_has_one_reservation(shop: Shop) -> None:
    reserve(wish(shop, 1, "MUG", shop.warsaw, 4))
    with unchanged(), pytest.raises(IntegrityError):
        reserve(wish(shop, 1, "MUG", shop.warsaw, 4))


def test_lines_without_a_reservation_change_nothing(shop: Shop) -> None:
    with unchanged():
        confirm(77)
        release(77)
        deduct(77)
        retake(77)
    assert levels(shop, "MUG") == [(25, 0)]
