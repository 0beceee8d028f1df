from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.kernel.ids import VariantId
from core.kernel.money import Money


class PriceOrigin(StrEnum):
    EXPLICIT = "explicit"
    PROPOSED = "proposed"
    WINDOW = "window"  # for a while, as in a flash sale


@dataclass(frozen=True, slots=True)
class Price:
    """A price in force: gross or net as the site shows prices; `fx` and `rule` say how it came about."""

    variant_id: VariantId
    amount: Money
    origin: PriceOrigin
    fx: str
    rule: str


@dataclass(frozen=True, slots=True)
class Reduction:
    """A price that may be announced as reduced: `was` is struck through, `percent` is rounded down from it.

    With `is_prior_price`, `was` is the lowest price of the thirty days before the reduction, as the law of the
    site's country wants it; else it is the merchant's list price.
    """

    variant_id: VariantId
    now: Money
    was: Money
    is_prior_price: bool

    @property
    def percent(self) -> int:
        return (self.was.minor - self.now.minor) * 100 // self.was.minor


@dataclass(frozen=True, slots=True)
class PastPrice:
    """A price as it came into force: a line of the history."""

    at: datetime
    minor: int
