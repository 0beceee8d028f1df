from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import any_, select

from core.kernel.ids import LocationId
from core.kernel.money import Money
from core.kernel.texts import pick
from core.logistics import policy
from core.logistics.models import Band, Service, Zone
from core.logistics.types import Piece, RateCard, ShippingOffer
from core.platform.db import session


def list_cards(
    location_ids: Iterable[LocationId], country: str, chain: Sequence[str]
) -> dict[LocationId, list[RateCard]]:
    """Give the rate cards that serve a country from each location, in the services' order."""
    rows = (
        session()
        .execute(
            select(Service, Zone)
            .join(Zone, Zone.service_id == Service.id)
            .where(Service.location_id.in_(set(location_ids)), any_(Zone.countries) == country)
            .order_by(Service.location_id, Service.position)
        )
        .all()
    )
    bands = _bands([zone.id for _, zone in rows])
    cards: dict[LocationId, list[RateCard]] = {}
    for service, zone in rows:
        cards.setdefault(LocationId(service.location_id), []).append(
            _card(service, zone, bands.get(zone.id, ()), chain)
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
    )


def _bands(zone_ids: Sequence[int]) -> dict[int, tuple[tuple[int, int], ...]]:
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    for band in session().scalars(
        select(Band).where(Band.zone_id.in_(zone_ids)).order_by(Band.zone_id, Band.up_to_g)
    ):
        found[band.zone_id] = (*found.get(band.zone_id, ()), (band.up_to_g, band.price_minor))
    return found


def _card(service: Service, zone: Zone, bands: tuple[tuple[int, int], ...], chain: Sequence[str]) -> RateCard:
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
    )
