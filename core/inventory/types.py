from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.kernel.ids import LocationId, VariantId

POOL = "pool"  # the kind of a location that is one
FEW_LEFT = 5  # units up to which pages say that few are left


class MovementKind(StrEnum):
    OPENING = "opening"
    RECEIPT = "receipt"
    CORRECTION = "correction"
    RESERVE = "reserve"
    RELEASE = "release"
    SALE = "sale"
    POOL = "pool"


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
    """Units of a variant at a location; those of an open pool are at the pool's home, and `pool_id` names it."""

    variant_id: VariantId
    location_id: LocationId
    on_hand: int
    reserved: int
    pool_id: LocationId | None = None

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class Wish:
    """Units wanted of a variant from a location or pool, for one order line."""

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


@dataclass(frozen=True, slots=True)
class PoolFigures:
    """Where the units of a pool are, by its ledger, its level and its reservations.

    `promised` is what order lines hold or have taken off the shelf: reserved + sold.
    """

    moved_in: int = 0
    given_back: int = 0
    sold: int = 0
    reserved: int = 0
    left: int = 0
    promised: int = 0

    @property
    def adds_up(self) -> bool:
        """Say whether every unit that was moved in is accounted for, once."""
        there = self.sold + self.reserved + self.left + self.given_back
        return self.moved_in == there and self.promised == self.sold + self.reserved
