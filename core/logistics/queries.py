from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, any_, func, or_, select

from core.kernel import clock
from core.kernel.ids import LocationId
from core.kernel.money import Money
from core.kernel.page import Page, PageAsk
from core.kernel.texts import pick
from core.logistics import gazetteer, policy
from core.logistics.errors import TrackingNotFound
from core.logistics.models import Band, Service, Tracking, TrackingEvent, Zone
from core.logistics.types import (
    Milestone,
    Piece,
    RateCard,
    Scan,
    ShippingOffer,
    Surcharges,
    TrackedScan,
    TrackingDetail,
    TrackingId,
)
from core.platform import reference
from core.platform.db import session


def list_cards(
    location_ids: Iterable[LocationId],
    country: str,
    chain: Sequence[str],
    *,
    on: date | None = None,
    postal_code: str = "",
) -> dict[LocationId, list[RateCard]]:
    """Give the rate cards in force that serve a country from each location, in the services' order.

    `on` is today where it is not said; a `postal_code` of a remote area brings its surcharge. Kept as reference
    data.
    """
    asked = (frozenset(location_ids), country, tuple(chain), on or clock.today(), postal_code)
    return reference.kept(
        ("shipping_services", "shipping_zones", "shipping_bands"),
        ("cards", *asked),
        lambda: _read_cards(*asked),
    )


def _read_cards(
    location_ids: Iterable[LocationId], country: str, chain: Sequence[str], day: date, postal_code: str
) -> dict[LocationId, list[RateCard]]:
    in_force = (
        (Service.valid_from.is_(None)) | (Service.valid_from <= day),
        (Service.valid_to.is_(None)) | (Service.valid_to >= day),
    )
    rows = (
        session()
        .execute(
            select(Service, Zone)
            .join(Zone, Zone.service_id == Service.id)
            .where(Service.location_id.in_(set(location_ids)), any_(Zone.countries) == country, *in_force)
            .order_by(Service.location_id, Service.position)
        )
        .all()
    )
    bands = _bands([zone.id for _, zone in rows])
    cards: dict[LocationId, list[RateCard]] = {}
    for service, zone in rows:
        cards.setdefault(LocationId(service.location_id), []).append(
            _card(service, zone, bands.get(zone.id, ()), chain, postal_code)
        )
    return cards


def offers(
    cards: Sequence[RateCard], pieces: Sequence[Piece], goods: dict[str, Money], today: date
) -> list[ShippingOffer]:
    """Give what each card asks for the pieces; cards that can't carry them are left out.

    `goods` holds the goods' value by currency, for thresholds of free shipping.
    """
    found = []
    for card in cards:
        minor = policy.price_minor(card, pieces)
        if minor is not None:
            found.append(_offer(card, pieces, minor, goods.get(card.currency), today))
    return found


def list_trackings(ids: Iterable[TrackingId]) -> dict[TrackingId, TrackingDetail]:
    """Give what is known of waybills, with everything that happened to their parcels."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = list(session().scalars(select(Tracking).where(Tracking.id.in_(wanted))))
    events: dict[int, list[TrackingEvent]] = {row.id: [] for row in rows}
    found = select(TrackingEvent).where(TrackingEvent.tracking_id.in_(events))
    for event in session().scalars(found.order_by(TrackingEvent.at, TrackingEvent.id)):
        events[event.tracking_id].append(event)
    return {TrackingId(row.id): _tracking(row, events[row.id]) for row in rows}


def get_tracking(tracking_id: TrackingId) -> TrackingDetail:
    """Give one waybill; raises TrackingNotFound."""
    found = list_trackings([tracking_id]).get(tracking_id)
    if found is None:
        raise TrackingNotFound(id=tracking_id)
    return found


def list_due_trackings(now: datetime, limit: int) -> list[TrackingId]:
    """List waybills whose carriers are to be asked now, the longest waiting first."""
    due = select(Tracking.id).where(Tracking.is_finished.is_(False), Tracking.next_ask_at <= now)
    return [TrackingId(id) for id in session().scalars(due.order_by(Tracking.next_ask_at).limit(limit))]


def list_stuck_trackings(ask: PageAsk) -> Page[TrackingDetail]:
    """List waybills of which nothing was heard for longer than is usual where they are, the longest silence first."""
    silent = select(Tracking.id).where(_is_silent())
    ids = silent.order_by(_last_heard(), Tracking.id).offset(ask.offset).limit(ask.size)
    found = [TrackingId(id) for id in session().scalars(ids)]
    known = list_trackings(found)
    return Page([known[id] for id in found], ask, count_stuck_trackings())


def count_stuck_trackings() -> int:
    """Count waybills of which nothing was heard for longer than is usual where they are."""
    return session().scalar(select(func.count()).select_from(Tracking).where(_is_silent())) or 0


def _is_silent() -> ColumnElement[bool]:
    """Say in SQL what policy.is_stuck says of one waybill."""
    now = clock.now()
    on_the_way = (one for one in Milestone if one != Milestone.DELIVERED)
    return or_(
        *(
            (Tracking.milestone == one) & (_last_heard() < now - policy.patience_with(one))
            for one in on_the_way
        )
    )


def _last_heard() -> ColumnElement[datetime]:
    return func.coalesce(Tracking.last_event_at, Tracking.followed_at)


def _tracking(row: Tracking, events: Sequence[TrackingEvent]) -> TrackingDetail:
    milestone = Milestone(row.milestone)
    return TrackingDetail(
        id=TrackingId(row.id),
        carrier=row.carrier,
        number=row.number,
        origin=row.origin,
        destination=row.destination,
        milestone=milestone,
        scans=tuple(TrackedScan(scan_of(event), gazetteer.point_of(event.country)) for event in events),
        start=gazetteer.point_of(row.origin),
        end=gazetteer.point_of(row.destination),
        is_stuck=policy.is_stuck(milestone, row.last_event_at or row.followed_at, clock.now()),
        is_finished=row.is_finished,
    )


def scan_of(event: TrackingEvent) -> Scan:
    """Give an event as its carrier told it."""
    return Scan(Milestone(event.milestone), event.at, event.place, event.country, event.time_zone, event.code)


def _offer(
    card: RateCard, pieces: Sequence[Piece], minor: int, goods: Money | None, today: date
) -> ShippingOffer:
    is_free = card.free_over_minor is not None and goods is not None and goods.minor >= card.free_over_minor
    first, last = policy.arrival(card, today)
    return ShippingOffer(
        service_code=card.service_code,
        carrier=card.carrier,
        name=card.name,
        names=card.names,
        price=Money(0 if is_free else minor, card.currency),
        chargeable_g=policy.chargeable_g(pieces, card.divisor),
        arrives_from=first,
        arrives_to=last,
        is_free=is_free,
        free_over=None if card.free_over_minor is None else Money(card.free_over_minor, card.currency),
        handling_days=card.handling_days,
        transit_days=card.transit_days,
    )


def _bands(zone_ids: Sequence[int]) -> dict[int, tuple[tuple[int, int], ...]]:
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    for band in session().scalars(
        select(Band).where(Band.zone_id.in_(zone_ids)).order_by(Band.zone_id, Band.up_to_g)
    ):
        found[band.zone_id] = (*found.get(band.zone_id, ()), (band.up_to_g, band.price_minor))
    return found


def _card(
    service: Service, zone: Zone, bands: tuple[tuple[int, int], ...], chain: Sequence[str], postal_code: str
) -> RateCard:
    remote = service.remote_minor if policy.is_remote(postal_code, zone.remote_prefixes) else 0
    return RateCard(
        service_code=service.code,
        carrier=service.carrier,
        name=pick(service.names, chain),
        names=dict(service.names),
        location_id=LocationId(service.location_id),
        currency=service.currency,
        divisor=service.divisor,
        max_weight_g=service.max_weight_g,
        max_side_mm=service.max_side_mm,
        handling_days=service.handling_days,
        transit_days=(zone.transit_min, zone.transit_max),
        bands=bands,
        free_over_minor=zone.free_over_minor,
        surcharges=Surcharges(
            service.fuel_bp, remote, service.handling_minor, service.min_minor, service.max_minor
        ),
    )
