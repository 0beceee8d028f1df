from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.kernel.ids import LocationId, VariantId

FEW_LEFT = 5  # units up to which pages say that few are left


class MovementKind(StrEnum):
    OPENING = "opening"
    RECEIPT = "receipt"
    CORRECTION = "correction"
    RESERVE = "reserve"
    RELEASE = "release"
    SALE = "sale"


class ReservationState(StrEnum):
    HELD = "held"
    CONFIRMED = "confirmed"
    RELEASED = "released"
    DEDUCTED = "deducted"


@dataclass(frozen=True, slots=True)
class StockLocation:
    """A place that holds goods; `name` in the reader's language, `names` in every one.

    `kind` is warehouse or bonded_zone.
    """

    id: LocationId
    code: str
    kind: str
    name: str
    names: Mapping[str, str]
    country: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class StockLevel:
    """Units of a variant at a location."""

    variant_id: VariantId
    location_id: LocationId
    on_hand: int
    reserved: int

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class Wish:
    """Units wanted of a variant from a location, for one order line."""

    order_line_id: int
    variant_id: VariantId
    location_id: LocationId
    quantity: int


@dataclass(frozen=True, slots=True)
class Movement:
    """A line of the ledger as people read it."""

    at: datetime
    kind: MovementKind
    on_hand_delta: int
    reserved_delta: int
    cause: str
    actor: str
