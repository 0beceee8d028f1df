from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from core.kernel.ids import LocationId
from core.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Piece:
    """Some equal pieces to be sent: grams and packed millimeters of one."""

    weight_g: int
    dimensions_mm: tuple[int, int, int]
    quantity: int


@dataclass(frozen=True, slots=True)
class Surcharges:
    """What comes on top of a band's price, in the card's minor units, and between which amounts the freight stays.

    Fuel (basis points of the band's price) and a remote area's fee are freight and kept between `least` and `most`;
    `handling` is for packing, whatever the freight.
    """

    fuel_bp: int = 0
    remote: int = 0
    handling: int = 0
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class RateCard:
    """A service as it serves one address: net prices by weight band, working days to the door."""

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
    surcharges: Surcharges = field(default_factory=Surcharges)


@dataclass(frozen=True, slots=True)
class ShippingOffer:
    """What a service asks for some pieces to a country: net, in the card's currency, with days of arrival.

    Those follow from working days: so many to hand it over, and the least and most on the way.
    """

    service_code: str
    carrier: str
    name: str
    names: Mapping[str, str]
    price: Money
    chargeable_g: int
    arrives_from: date
    arrives_to: date
    is_free: bool
    free_over: Money | None = None
    handling_days: int = 0
    transit_days: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class NewZone:
    """Countries that a service serves alike; prices and threshold are decimal amounts in its currency.

    Postal codes that begin with a remote prefix bear the service's surcharge for remote areas.
    """

    code: str
    countries: tuple[str, ...]
    bands: tuple[tuple[int, str], ...]
    transit_days: tuple[int, int]
    free_over: str | None = None
    remote_prefixes: tuple[str, ...] = ()


TrackingId = NewType("TrackingId", int)


class Milestone(StrEnum):
    """What happened to a parcel, in our words, in the order in which it usually does."""

    BOOKED = "booked"
    ACCEPTED = "accepted"
    CUSTOMS_OUT = "customs_out"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    CUSTOMS_IN = "customs_in"
    CUSTOMS_CLEARED = "customs_cleared"
    OUT_FOR_DELIVERY = "out_for_delivery"
    EXCEPTION = "exception"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class Scan:
    """One thing a carrier says of a parcel: when (UTC), where, on whose clock, and its own code for it."""

    milestone: Milestone
    at: datetime
    place: str
    country: str
    time_zone: str
    code: str


@dataclass(frozen=True, slots=True)
class CarrierWord:
    """What a carrier tells by itself: a waybill's number and what happened to its parcel."""

    number: str
    scans: tuple[Scan, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the globe, in degrees; north and east are positive."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class TrackedScan:
    """A scan with where it was on the globe, as far as we know."""

    scan: Scan
    point: Point | None


@dataclass(frozen=True, slots=True)
class TrackingDetail:
    """How far a parcel is; `scans` begin with the oldest. `is_stuck` says that nothing was heard for too long."""

    id: TrackingId
    carrier: str
    number: str
    origin: str
    destination: str
    milestone: Milestone
    scans: tuple[TrackedScan, ...]
    start: Point | None
    end: Point | None
    is_stuck: bool
    is_finished: bool
