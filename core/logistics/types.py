from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.kernel.ids import LocationId
from core.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Piece:
    """Some equal pieces to be sent: grams and packed millimeters of one."""

    weight_g: int
    dimensions_mm: tuple[int, int, int]
    quantity: int


@dataclass(frozen=True, slots=True)
class RateCard:
    """A service as it serves one country: net prices by weight band, working days to the door."""

    service_code: str
    carrier: str
    name: str
    names: Mapping[str, str]
    location_id: LocationId
    currency: str
    divisor: int
    max_weight_g: int
    max_side_mm: int
    handling_days: int
    transit_days: tuple[int, int]
    bands: tuple[tuple[int, int], ...]
    free_over_minor: int | None


@dataclass(frozen=True, slots=True)
class ShippingOffer:
    """What a service asks for some pieces to a country: net, in the card's currency, with days of arrival."""

    service_code: str
    carrier: str
    name: str
    names: Mapping[str, str]
    price: Money
    chargeable_g: int
    arrives_from: date
    arrives_to: date
    is_free: bool


@dataclass(frozen=True, slots=True)
class NewZone:
    """Countries that a service serves alike; prices and threshold are decimal amounts in its currency."""

    code: str
    countries: tuple[str, ...]
    bands: tuple[tuple[int, str], ...]
    transit_days: tuple[int, int]
    free_over: str | None = None
