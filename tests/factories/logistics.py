from collections.abc import Sequence

from core.inventory import service as inventory
from core.kernel.ids import LocationId
from core.logistics import service
from core.logistics.types import NewZone

NEAR = ("DE", "FR", "PL")
FAR = ("US", "CH", "GB", "RU", "BY", "JP", "KW", "AU")


def make_location(*, code: str, country: str, time_zone: str = "UTC", kind: str = "warehouse") -> LocationId:
    """Open a place that holds goods. The caller opens the transaction."""
    return inventory.open_location(
        code=code,
        kind=kind,
        names={"en": f"{code.title()} warehouse", "de": f"Lager {code.title()}"},
        country=country,
        address={"country": country, "city": code.title()},
        time_zone=time_zone,
    )


def make_service(
    *,
    code: str,
    location_id: LocationId,
    currency: str,
    divisor: int,
    zones: Sequence[NewZone],
    position: int = 0,
    handling_days: int = 1,
    max_weight_g: int = 30_000,
    max_side_mm: int = 1500,
) -> None:
    """Add a shipping service. The caller opens the transaction."""
    service.add_service(
        code=code,
        carrier="Crane & Sons",
        names={"en": code.title().replace("-", " "), "de": f"{code} (DE)"},
        location_id=location_id,
        currency=currency,
        divisor=divisor,
        max_weight_g=max_weight_g,
        max_side_mm=max_side_mm,
        handling_days=handling_days,
        position=position,
        zones=zones,
    )


def make_services(shenzhen: LocationId, warsaw: LocationId) -> None:
    """Add post and express from Shenzhen, and parcel from Warsaw, free over 100 euros nearby."""
    post = ((500, "4.00"), (2_000, "9.00"), (5_000, "20.00"), (30_000, "90.00"))
    express = ((500, "18.00"), (5_000, "45.00"), (30_000, "160.00"))
    make_service(
        code="crane-post",
        location_id=shenzhen,
        currency="USD",
        divisor=8000,
        handling_days=2,
        zones=[NewZone("world", NEAR + FAR, post, (10, 20))],
    )
    make_service(
        code="crane-express",
        location_id=shenzhen,
        currency="USD",
        divisor=5000,
        position=1,
        zones=[NewZone("world", tuple({*NEAR, *FAR} - {"RU", "BY"}), express, (3, 5))],
    )
    near = ((1_000, "4.90"), (5_000, "8.90"), (30_000, "24.90"))
    far = ((1_000, "12.00"), (5_000, "25.00"), (30_000, "80.00"))
    make_service(
        code="stork-parcel",
        location_id=warsaw,
        currency="EUR",
        divisor=6000,
        zones=[NewZone("near", NEAR, near, (2, 4), free_over="100.00"), NewZone("far", FAR, far, (5, 10))],
    )
