from collections.abc import Collection, Mapping, Sequence
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
class UnitsWanted:
    """Units that a line wants of a pool, and what the line is called in the shopper's language."""

    pool_id: LocationId
    units: int
    title: str
    label: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What a counter answers: whether it holds the units now, and how many are left where they are too few.

    Neither is where there is no counter, or it does not answer: one may go on.
    """

    is_held: bool = False
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A counter as a proof finds it: its epoch, empty where there is none, and the tokens of who has taken."""

    epoch: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """What is left of a pool by its level, the tokens of takes it knows, and the counter's epoch just then."""

    epoch: str
    left: int
    known: Collection[str]


@dataclass(frozen=True, slots=True)
class Counted:
    """What a counter says is left, None where it has run out, and what its proofs found.

    `off` is how many units more it said than there were when it last said something wrong, `off_at`.
    """

    left: int | None
    proven_at: datetime
    off: int
    off_at: datetime | None


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
