from datetime import UTC, datetime

import pytest

from core.inventory import queries, service
from core.inventory.errors import LocationNotFound, StockShort
from core.inventory.types import MovementKind, StockLevel, Wish
from core.kernel.actor import SYSTEM
from core.kernel.ids import LocationId
from core.platform.db import reading, transaction
from tests.factories.shop import Shop
from tests.witness import facts, newest_fact, refused, unchanged


def change(shop: Shop, sku: str, place: LocationId, delta: int, key: str = "count:1") -> bool:
    with transaction():
        return service.change_stock(
            shop.variants[sku],
            place,
            delta,
            kind=MovementKind.CORRECTION,
            cause="counted",
            source_key=key,
            by=SYSTEM,
        )


def level(shop: Shop, sku: str, place: LocationId) -> StockLevel:
    with reading():
        return next(
            found
            for found in queries.list_levels_everywhere([shop.variants[sku]])
            if found.location_id == place
        )


def test_stock_is_read_per_site_in_its_order_of_preference(shop: Shop) -> None:
    bulb = shop.variants["BULB"]
    with reading():
        on_global = queries.list_levels([bulb], shop.sites["global"].id)[bulb]
        on_eu = queries.list_levels([bulb], shop.sites["eu"].id)[bulb]
    assert [found.location_id for found in on_global] == [shop.shenzhen, shop.warsaw]
    assert [found.location_id for found in on_eu] == [shop.warsaw, shop.shenzhen]
    assert [found.available for found in on_eu] == [30, 40]


def test_a_change_moves_the_shelf_and_is_told(shop: Shop) -> None:
    mark = newest_fact()
    assert change(shop, "MUG", shop.warsaw, -3)
    assert level(shop, "MUG", shop.warsaw).on_hand == 22
    assert facts(mark) == [("AvailabilityChanged", {"variant_ids": [shop.variants["MUG"]]})]
    with reading():
        newest = queries.list_movements(shop.variants["MUG"])[0]
    assert (newest.kind, newest.on_hand_delta, newest.reserved_delta, newest.cause) == (
        MovementKind.CORRECTION,
        -3,
        0,
        "counted",
    )


def test_the_same_change_again_changes_nothing(shop: Shop) -> None:
    change(shop, "MUG", shop.warsaw, 10)
    with unchanged():
        assert not change(shop, "MUG", shop.warsaw, 10)


def test_there_is_never_less_on_the_shelf_than_was_promised(shop: Shop) -> None:
    with transaction():
        service.reserve(
            [Wish(1, shop.variants["MUG"], shop.warsaw, 20)],
            expires_at=datetime(2030, 1, 1, tzinfo=UTC),
            cause="test",
            by=SYSTEM,
        )
    with refused(StockShort) as told:
        change(shop, "MUG", shop.warsaw, -6)
    assert told.value.facts == {"variant_id": shop.variants["MUG"], "wanted": 6, "available": 5}
    assert change(shop, "MUG", shop.warsaw, -5, key="count:2")


def test_goods_may_come_to_a_place_where_they_never_lay(shop: Shop) -> None:
    assert change(shop, "MUG", shop.shenzhen, 7)
    assert level(shop, "MUG", shop.shenzhen).available == 7
    with refused(StockShort):
        change(shop, "HONEY", shop.shenzhen, -1, key="count:2")


def test_locations_are_found_by_code_and_read_in_a_language(shop: Shop) -> None:
    with reading():
        assert queries.get_location_id("warsaw") == shop.warsaw
        found = queries.list_locations(("de", "en"))
        with pytest.raises(LocationNotFound):
            queries.get_location_id("atlantis")
    assert (found[shop.warsaw].name, found[shop.warsaw].country) == ("Lager Warsaw", "PL")


def test_the_books_of_the_shop_are_right(shop: Shop) -> None:
    with reading():
        assert queries.list_unproven() == []


def test_no_stock_lies_where_there_is_no_location(shop: Shop) -> None:
    with refused(LocationNotFound), transaction():
        service.change_stock(
            shop.variants["BULB"],
            LocationId(999_999),
            1,
            kind=MovementKind.RECEIPT,
            cause="",
            source_key="x",
            by=SYSTEM,
        )
