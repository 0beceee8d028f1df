from dataclasses import dataclass
from enum import StrEnum

from core.kernel.ids import AccountId, CartId, SiteId, VariantId
from core.kernel.money import Money

MOST_OF_ONE = 99
MOST_LINES = 60


class CartState(StrEnum):
    OPEN = "open"
    ORDERED = "ordered"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class CartLine:
    """A variant in a cart; `seen` is the price that the shopper saw last, if any."""

    variant_id: VariantId
    quantity: int
    seen: Money | None


@dataclass(frozen=True, slots=True)
class CartDetail:
    """An open cart and its lines, in the order they came.

    `returned_of` is the number of the purchase whose goods came back into it, because nobody paid.
    """

    id: CartId
    token: str
    site_id: SiteId
    account_id: AccountId | None
    lines: tuple[CartLine, ...]
    returned_of: str = ""

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)
