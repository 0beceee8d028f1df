"""Operators see parcels that nothing is heard of, and only operators do."""

from datetime import timedelta

from core.fulfillment import queries
from core.fulfillment.events import ParcelHandedOver
from core.platform.db import reading
from tests.conftest import Later
from tests.factories.consoles import Console
from tests.factories.purchases import make_shipped_order
from tests.factories.shop import Shop
from tests.factories.shopping import words_of
from workers import parcels as jobs


def announced(shop: Shop) -> str:
    """Ship an order and announce its parcel; gives the waybill's number."""
    order = make_shipped_order(shop)
    with reading():
        parcel = queries.list_parcels_of([order.id])[order.id][-1]
    jobs.announce_parcel(ParcelHandedOver(parcel_id=parcel.id))
    with reading():
        tracking = queries.get_parcel(parcel.id).tracking
    assert tracking is not None
    return tracking.number


def test_a_silent_parcel_is_told_on_the_overview_and_listed_with_its_order(
    shop: Shop, console: Console, later: Later
) -> None:
    waybill = announced(shop)
    assert "silent for too long" not in words_of(console.get("/").text)
    assert waybill not in console.get("/parcels").text
    later(timedelta(days=11))
    console.log_in(shop.cast.operator)
    assert "One parcel has been silent for too long." in words_of(console.get("/").text)
    page = console.get("/parcels")
    assert waybill in page.text
    assert "/admin/orders/ORD-" in page.text


def test_strangers_are_led_to_the_door(shop: Shop) -> None:
    assert shop.cast
    answer = Console("admin").get("/parcels")
    assert (answer.status_code, "/admin/login" in answer.location) == (303, True)
