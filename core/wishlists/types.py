from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from core.kernel.ids import AccountId, ProductId, VariantId

WishlistId = NewType("WishlistId", int)
WishId = NewType("WishId", int)

MOST_LISTS = 20
MOST_WISHES = 200
LONGEST_NAME = 60
LONGEST_NOTE = 280
MOST_VIEWED = 24


@dataclass(frozen=True, slots=True)
class Keeper:
    """Whose things they are: an account's, else a browser's by its token; with neither, nobody's."""

    account_id: AccountId | None = None
    token: str = ""

    @property
    def is_nobody(self) -> bool:
        return self.account_id is None and not self.token


@dataclass(frozen=True, slots=True)
class Wish:
    """A product on a list, perhaps in one variant."""

    id: WishId
    product_id: ProductId
    variant_id: VariantId | None
    note: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class WishlistCard:
    """A list by its name; an empty name is the first list's, which pages call in their own words."""

    id: WishlistId
    name: str
    count: int
    share_token: str | None


@dataclass(frozen=True, slots=True)
class WishlistDetail:
    """A list with its wishes, the newest first."""

    card: WishlistCard
    wishes: tuple[Wish, ...]
