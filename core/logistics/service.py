from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from core.kernel import clock
from core.kernel.ids import LocationId
from core.kernel.money import Money
from core.kernel.texts import Texts
from core.logistics import policy
from core.logistics.errors import TrackingNotFound
from core.logistics.events import TariffsChanged, TrackingMoved
from core.logistics.models import Band, Service, Tracking, TrackingEvent, Zone
from core.logistics.queries import scan_of
from core.logistics.types import Milestone, NewZone, Scan, Surcharges, TrackingId
from core.platform import locks, outbox
from core.platform.db import session

NO_SURCHARGES = Surcharges()


def add_service(
    *,
    code: str,
    carrier: str,
    names: Texts,
    location_id: LocationId,
    currency: str,
    divisor: int,
    max_weight_g: int,
    max_side_mm: int,
    handling_days: int,
    position: int,
    zones: Sequence[NewZone],
    surcharges: Surcharges = NO_SURCHARGES,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> None:
    """Add a shipping service with its zone × weight table; net prices in `currency`, volumetric kg = cm³ / divisor.

    Both days of its validity are inside; a new rate is a new service with the day after the last one's end.
    """
    service = Service(
        code=code,
        carrier=carrier,
        names=dict(names),
        location_id=location_id,
        currency=currency,
        divisor=divisor,
        max_weight_g=max_weight_g,
        max_side_mm=max_side_mm,
        handling_days=handling_days,
        position=position,
        fuel_bp=surcharges.fuel_bp,
        handling_minor=surcharges.handling,
        remote_minor=surcharges.remote,
        min_minor=surcharges.least,
        max_minor=surcharges.most,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    session().add(service)
    session().flush()
    for zone in zones:
        _add_zone(service, zone)
    outbox.record(TariffsChanged(location_id=location_id))


def follow(
    carrier: str, number: str, *, origin: str, destination: str, expected_by: date | None = None
) -> TrackingId:
    """Follow a waybill from now on; one that is followed already goes on being so."""
    now = clock.now()
    row = insert(Tracking).values(
        carrier=carrier, number=number, origin=origin, destination=destination, expected_by=expected_by,
        milestone=Milestone.BOOKED, followed_at=now, next_ask_at=now + policy.FIRST_ASK,
    )  # fmt: skip
    session().execute(row.on_conflict_do_nothing(index_elements=["carrier", "number"]))
    same = select(Tracking.id).where(Tracking.carrier == carrier, Tracking.number == number)
    return TrackingId(session().scalars(same).one())


def hear(carrier: str, number: str, scans: Sequence[Scan]) -> int:
    """Keep what a carrier says of a parcel, each thing once; gives how much of it was news.

    Raises TrackingNotFound for a waybill that nobody follows. A parcel that has arrived is asked after no more.
    """
    tracking = _locked(carrier, number)
    news = sum(_keep(tracking, scan) for scan in scans)
    tracking.quiet_asks = 0 if news else tracking.quiet_asks + 1
    tracking.next_ask_at = clock.now() + policy.rest_before_ask(tracking.quiet_asks)
    if news:
        _move(tracking)
    return news


def put_off_ask(tracking_id: TrackingId) -> None:
    """Leave a carrier in peace for a while that could not be asked."""
    tracking = locks.row(Tracking, tracking_id)
    if tracking is not None:
        tracking.quiet_asks += 1
        tracking.next_ask_at = clock.now() + policy.rest_before_ask(tracking.quiet_asks)


def _keep(tracking: Tracking, scan: Scan) -> bool:
    row = insert(TrackingEvent).values(
        tracking_id=tracking.id, milestone=scan.milestone, at=scan.at, place=scan.place, country=scan.country,
        time_zone=scan.time_zone, code=scan.code, fingerprint=policy.fingerprint(scan),
    )  # fmt: skip
    kept = session().execute(row.on_conflict_do_nothing().returning(TrackingEvent.id))
    return kept.scalar_one_or_none() is not None


def _move(tracking: Tracking) -> None:
    known = select(TrackingEvent).where(TrackingEvent.tracking_id == tracking.id)
    scans = [scan_of(event) for event in session().scalars(known)]
    tracking.milestone = policy.milestone_after(scans)
    tracking.last_event_at = max(scan.at for scan in scans)
    tracking.is_finished = tracking.milestone == Milestone.DELIVERED
    outbox.record(TrackingMoved(tracking_id=tracking.id, milestone=tracking.milestone))


def _locked(carrier: str, number: str) -> Tracking:
    found = locks.matching(Tracking, Tracking.carrier == carrier, Tracking.number == number)
    if not found:
        raise TrackingNotFound(number=number)
    return found[0]


def _add_zone(service: Service, new: NewZone) -> None:
    free_over = None if new.free_over is None else Money.of(new.free_over, service.currency).minor
    fastest, slowest = new.transit_days
    zone = Zone(
        service_id=service.id,
        code=new.code,
        countries=list(new.countries),
        transit_min=fastest,
        transit_max=slowest,
        free_over_minor=free_over,
        remote_prefixes=list(new.remote_prefixes),
    )
    session().add(zone)
    session().flush()
    session().add_all(
        Band(zone_id=zone.id, up_to_g=up_to_g, price_minor=Money.of(price, service.currency).minor)
        for up_to_g, price in new.bands
    )
