from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.kernel.ids import LocationId, ProductId, SiteId, VariantId
from core.kernel.money import Money

FlashSaleId = NewType("FlashSaleId", int)


class FlashState(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    LIVE = "live"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class FlashTerms:
    """What an operator decides: units set aside, units per shopper, instants in UTC, prices as the site shows them.

    `per_second` is how many shoppers are let in each second, 0 for as many as come; who was let in has
    `minutes` to order.
    """

    home_id: LocationId | None = None
    units: int = 0
    per_shopper: int = 1
    per_second: int = 0
    minutes: int = 10
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    prices: Sequence[Money] = ()


@dataclass(frozen=True, slots=True)
class FlashSale:
    """A flash sale as the house reads it."""

    id: FlashSaleId
    site_id: SiteId
    variant_id: VariantId
    product_id: ProductId
    state: FlashState
    terms: FlashTerms
    pool_id: LocationId | None
    version: int

    @property
    def has_queue(self) -> bool:
        """Say whether shoppers are let in one after another."""
        return self.terms.per_second > 0


@dataclass(frozen=True, slots=True)
class Unproven:
    """A sale whose books contradict one another; `facts` says what each says."""

    sale_id: FlashSaleId
    what: str
    facts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Turn:
    """When somebody may buy, in seconds since 1970, and how long that is from now."""

    at: float
    seconds: float

    @property
    def has_come(self) -> bool:
        return self.seconds <= 0


class PoolWord(StrEnum):
    """How much of a pool is left, the way pages say it."""

    PLENTY = "plenty"
    UNDER_HALF = "under-half"
    FEW = "few"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Moved:
    """A line of a sale's history."""

    at: datetime
    kind: str
    by: str
    what: str
