from collections.abc import Sequence

from core.kernel.ids import LocationId
from core.kernel.money import Money
from core.kernel.texts import Texts
from core.logistics.models import Band, Service, Zone
from core.logistics.types import NewZone
from core.platform.db import session


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
) -> None:
    """Add a shipping service with its zone × weight table; net prices in `currency`, volumetric kg = cm³ / divisor."""
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
    )
    session().add(service)
    session().flush()
    for zone in zones:
        _add_zone(service, zone)


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
    )
    session().add(zone)
    session().flush()
    session().add_all(
        Band(zone_id=zone.id, up_to_g=up_to_g, price_minor=Money.of(price, service.currency).minor)
        for up_to_g, price in new.bands
    )
