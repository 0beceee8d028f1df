"""A parcel is announced to its carrier, followed, and delivers its order; each thing a carrier says counts once."""

from datetime import timedelta
from itertools import count

import pytest

from core.fulfillment import queries, service
from core.fulfillment.errors import NotInTheOrder
from core.fulfillment.events import ParcelHandedOver
from core.fulfillment.reactions import note_progress_of_parcel
from core.fulfillment.types import ParcelDetail
from core.kernel import clock
from core.kernel.actor import GUEST
from core.kernel.ids import OrderId
from core.kernel.page import PageAsk
from core.kernel.states import IllegalMove
from core.logistics import service as logistics
from core.logistics.carriers.registry import carrier
from core.logistics.carriers.sandbox.client import SandboxCarrier
from core.logistics.events import TrackingMoved
from core.logistics.types import Milestone, Scan
from core.orders.types import OrderState
from core.platform.db import reading, transaction
from core.platform.http import OutageError
from core.switches import service as switches
from core.switches.queries import list_trips
from core.switches.types import Feature
from tests.conftest import Later
from tests.factories.purchases import make_fulfilling_order, make_shipped_order, order_of
from tests.factories.shop import Shop
from workers import parcels as jobs


def parcels_of(order_id: OrderId) -> list[ParcelDetail]:
    with reading():
        return queries.list_parcels_of([order_id])[order_id]


def announce(order_id: OrderId) -> ParcelDetail:
    parcel = parcels_of(order_id)[-1]
    jobs.announce_parcel(ParcelHandedOver(parcel_id=parcel.id))
    return parcels_of(order_id)[-1]


def hear(parcel: ParcelDetail, *scans: Scan) -> int:
    assert parcel.tracking is not None
    with transaction():
        news = logistics.hear(parcel.carrier, parcel.tracking.number, scans)
    tracking = parcels_of(parcel.order_id)[0].tracking
    assert tracking is not None
    if news:
        with transaction():
            note_progress_of_parcel(TrackingMoved(tracking_id=tracking.id, milestone=tracking.milestone))
    return news


def scan(milestone: Milestone, hours: int = 0) -> Scan:
    at = clock.now().replace(microsecond=0) + timedelta(hours=hours)
    return Scan(milestone, at, "Leipzig", "DE", "Europe/Berlin", milestone.value)


def test_an_order_travels_in_one_parcel_and_is_followed_under_the_carriers_number(shop: Shop) -> None:
    order = make_shipped_order(shop)
    parcel = announce(order.id)
    assert parcel.units == {line.id: line.quantity for line in order.lines}
    assert parcel.tracking is not None
    assert parcel.tracking.number.startswith("LX")
    assert announce(order.id).tracking == parcel.tracking


def test_several_parcels_ship_an_order_with_the_last_of_them(shop: Shop) -> None:
    order = make_fulfilling_order(shop, {"MUG": 3})
    line = order.lines[0]
    with transaction():
        service.hand_over(order.id, units={line.id: 1}, by=GUEST)
    assert order_of(order).state == OrderState.FULFILLING
    with pytest.raises(NotInTheOrder), transaction():
        service.hand_over(order.id, units={line.id: 3}, by=GUEST)
    with transaction():
        service.hand_over(order.id, by=GUEST)
    assert order_of(order).state == OrderState.SHIPPED
    assert [parcel.units for parcel in parcels_of(order.id)] == [{line.id: 1}, {line.id: 2}]
    with pytest.raises(IllegalMove), transaction():
        service.hand_over(order.id, by=GUEST)


def test_the_same_word_twice_is_one_event_and_delivery_is_the_end(shop: Shop) -> None:
    order = make_shipped_order(shop)
    parcel = announce(order.id)
    accepted, delivered = scan(Milestone.ACCEPTED), scan(Milestone.DELIVERED, hours=5)
    assert hear(parcel, accepted) == 1
    assert hear(parcel, accepted, delivered) == 1
    assert order_of(order).state == OrderState.DELIVERED
    assert hear(parcel, scan(Milestone.ARRIVED, hours=6)) == 1
    tracking = parcels_of(order.id)[0].tracking
    assert tracking is not None
    assert tracking.milestone == Milestone.DELIVERED
    assert order_of(order).state == OrderState.DELIVERED


def test_a_parcel_is_stuck_when_nothing_is_heard_of_it(shop: Shop, later: Later) -> None:
    parcel = announce(make_shipped_order(shop).id)
    hear(parcel, scan(Milestone.CUSTOMS_IN))
    later(timedelta(days=8))
    tracking = parcels_of(parcel.order_id)[0].tracking
    assert tracking is not None
    assert tracking.is_stuck


def stuck() -> list[str]:
    with reading():
        found = queries.list_stuck_parcels(PageAsk())
        assert found.total == queries.count_stuck_parcels() == len(found.items)
        return [parcel.number for parcel in found.items]


def test_silent_parcels_are_listed_until_something_is_heard(shop: Shop, later: Later) -> None:
    booked, at_customs = (announce(make_shipped_order(shop).id) for _ in range(2))
    hear(at_customs, scan(Milestone.CUSTOMS_IN, hours=1))
    assert stuck() == []
    later(timedelta(days=4))
    assert stuck() == [booked.number]
    later(timedelta(days=4))
    assert stuck() == [booked.number, at_customs.number]
    hear(booked, scan(Milestone.ARRIVED))
    assert stuck() == [at_customs.number]
    hear(at_customs, scan(Milestone.DELIVERED))
    later(timedelta(days=30))
    assert stuck() == [booked.number]


def test_the_sandbox_carrier_takes_its_time(shop: Shop, later: Later) -> None:
    parcel = announce(make_shipped_order(shop).id)
    assert parcel.tracking is not None
    assert [one.milestone for one in carrier("sandbox").fetch(parcel.tracking.number)] == [Milestone.ACCEPTED]
    later(timedelta(hours=1))  # at the default pace a day takes a minute
    told = carrier("sandbox").fetch(parcel.tracking.number)
    assert told[-1].milestone == Milestone.DELIVERED
    assert [one.at for one in told] == sorted(one.at for one in told)
    assert jobs.ask_after_parcels() == f"asked 1, news {len(told)}"


@pytest.mark.parametrize(("is_slow", "problem"), [(False, "OutageError"), (True, "slow")])
def test_a_carrier_that_fails_or_dawdles_is_let_go_and_asked_again_when_it_has_rested(
    shop: Shop, later: Later, monkeypatch: pytest.MonkeyPatch, is_slow: bool, problem: str
) -> None:
    for _ in range(7):
        announce(make_shipped_order(shop).id)
    later(timedelta(hours=1))
    gate = switches.gate(Feature.TRACKING, "sandbox")
    waited, asked = [0.0], list[str]()
    monkeypatch.setattr(gate, "_now", lambda: waited[0])

    def fetch(_: SandboxCarrier, number: str) -> list[Scan]:
        asked.append(number)
        if not is_slow:
            raise OutageError("no answer", None)
        waited[0] += 6
        return []

    with monkeypatch.context() as patch:
        patch.setattr(SandboxCarrier, "fetch", fetch)
        assert jobs.ask_after_parcels() == "asked 7, news 0"
    assert len(asked) == 5  # of the others it was not asked
    assert not gate.is_open
    switches.write_down_trips(transaction)
    with reading():
        (trip,) = list_trips()
    assert (trip.feature, trip.failed + trip.slow, trip.problem) == (
        Feature.TRACKING,
        5,
        f"sandbox: {problem}",
    )
    assert jobs.ask_after_parcels() == "asked 0, news 0"  # all are put off
    later(timedelta(hours=2))
    waited[0] += timedelta(hours=2).total_seconds()
    answer = jobs.ask_after_parcels()
    assert answer.startswith("asked 7, news ")
    assert not answer.endswith(" 0")
    assert gate.is_open


def test_a_slow_carrier_does_not_hold_up_the_turn(
    shop: Shop, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        announce(make_shipped_order(shop).id)
    later(timedelta(hours=1))
    moments = count(step=jobs.ASKING_SECONDS * 0.6)
    monkeypatch.setattr(jobs, "monotonic", lambda: next(moments))
    assert jobs.ask_after_parcels().startswith("asked 1,")
    assert jobs.ask_after_parcels().startswith("asked 1,")
    assert jobs.ask_after_parcels() == "asked 0, news 0"
