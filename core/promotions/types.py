from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.kernel.ids import AccountId, SiteId
from core.kernel.texts import Texts

OfferId = NewType("OfferId", int)


class OfferState(StrEnum):
    DRAFT = "draft"
    LIVE = "live"
    ENDED = "ended"


class Standing(StrEnum):
    """How an account and an offer stand to one another.

    `IN_LINE` was accepted and is written down within a second; `CLAIMED` is written down; `FREE` may claim.
    """

    FREE = "free"
    IN_LINE = "in-line"
    CLAIMED = "claimed"
    NONE_LEFT = "none-left"
    NOT_YET = "not-yet"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Terms:
    """What an offer says and promises: words by language, how many coupons, and when they may be claimed (UTC).

    Without a beginning it begins when it is published, without an end it lasts until somebody ends it.
    """

    names: Texts
    quota: int
    descriptions: Texts = field(default_factory=dict)
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer of coupons; `claimed` are those that are written down."""

    id: OfferId
    site_id: SiteId
    code: str
    state: OfferState
    version: int
    terms: Terms
    claimed: int
    moves: tuple[str, ...] = ()

    @property
    def left(self) -> int:
        return self.terms.quota - self.claimed


@dataclass(frozen=True, slots=True)
class Coupon:
    """A coupon that an account claimed, or is in line for: then it has no position yet."""

    offer: Offer
    standing: Standing
    claimed_at: datetime | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A claim that was accepted and waits to be written down; `entry` is its place in the line.

    `epoch` is the offer's when it was accepted: a later one says that the line knew too little.
    """

    entry: str
    place: str
    offer_id: OfferId
    account_id: AccountId
    epoch: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a batch: by place who has a coupon and who came too late; and the places that knew too little."""

    entries: tuple[str, ...]
    claimed: Mapping[str, tuple[AccountId, ...]]
    late: Mapping[str, tuple[AccountId, ...]]
    outdated: frozenset[str]


@dataclass(frozen=True, slots=True)
class Change:
    """One line of an offer's history."""

    at: datetime
    by: str
    action: str
