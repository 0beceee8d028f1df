from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.kernel.ids import MediaId, MerchantId, OrderLineId, ProductId, SiteId
from core.kernel.texts import Texts

ReviewId = NewType("ReviewId", int)
QuestionId = NewType("QuestionId", int)


class SaidState(StrEnum):
    """Where something that was said stands: `pending` waits for an operator."""

    PENDING = "pending"
    PUBLISHED = "published"
    REJECTED = "rejected"


class Kind(StrEnum):
    """What is voted on, reported and moderated."""

    REVIEW = "review"
    QUESTION = "question"


class HeldFor(StrEnum):
    """Why something waits for an operator."""

    PHOTOS = "photos"
    WORDS = "words"


class RejectReason(StrEnum):
    """Why an operator does not publish something; shown to its author."""

    OFF_TOPIC = "off_topic"
    PERSONAL_DATA = "personal_data"
    ADVERTISING = "advertising"
    OFFENSIVE = "offensive"
    PICTURES = "pictures"
    UNTRUE = "untrue"


class ReportReason(StrEnum):
    """What a reader finds wrong with something published."""

    OFF_TOPIC = "off_topic"
    ADVERTISING = "advertising"
    OFFENSIVE = "offensive"
    UNTRUE = "untrue"


class Sort(StrEnum):
    HELPFUL = "helpful"
    NEWEST = "newest"


class Speaker(StrEnum):
    """Who answered a question."""

    MERCHANT = "merchant"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Rating:
    """How a product or merchant is rated: how many reviews, and the mean of their stars times a hundred."""

    count: int
    average: int


@dataclass(frozen=True, slots=True)
class RatingSummary:
    """A rating in full: `histogram` counts one to five stars, `aspects` are ratings by code."""

    rating: Rating
    histogram: tuple[int, int, int, int, int]
    aspects: Mapping[str, Rating]


@dataclass(frozen=True, slots=True)
class Author:
    """Who said it, as everybody may know: a name they chose, else the first letter of their own; a country or ""."""

    name: str
    initial: str
    country: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the merchant (or the operator) said to it."""

    text: str
    language: str
    at: datetime
    edited_at: datetime | None
    speaker: Speaker = Speaker.MERCHANT


@dataclass(frozen=True, slots=True)
class ReviewText:
    """What a shopper says: stars from one to five, overall and per aspect code."""

    stars: int
    aspects: Mapping[str, int]
    title: str
    text: str
    language: str
    author_name: str
    photos: Sequence[MediaId] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """A review as readers see it; `titles` and `labels` are those of the goods bought, in every language."""

    id: ReviewId
    product_id: ProductId
    line_id: OrderLineId
    author: Author
    stars: int
    aspects: Mapping[str, int]
    title: str
    text: str
    language: str
    labels: Texts
    photos: tuple[MediaId, ...]
    state: SaidState
    reason: str
    version: int
    helpful: int
    written_at: datetime
    edited_at: datetime | None
    reply: Reply | None


@dataclass(frozen=True, slots=True)
class ReviewAsk:
    """Which published reviews of a product are wanted; those in `first_language` come before the others."""

    product_id: ProductId
    first_language: str
    stars: int | None = None
    with_photos: bool = False
    language: str = ""
    sort: Sort = Sort.HELPFUL


@dataclass(frozen=True, slots=True)
class Question:
    """A question as readers see it, with its answer once there is one."""

    id: QuestionId
    product_id: ProductId
    author: Author
    text: str
    language: str
    state: SaidState
    reason: str
    version: int
    helpful: int
    asked_at: datetime
    answer: Reply | None


@dataclass(frozen=True, slots=True)
class Reviewable:
    """A bought line as its shopper may review it: `aspects` are what its goods are rated on, `review` what was said."""

    line_id: OrderLineId
    product_id: ProductId
    titles: Texts
    labels: Texts
    slug: str
    media_id: MediaId | None
    site_id: SiteId
    bought_at: datetime
    aspects: tuple[str, ...]
    may_write: bool
    may_edit: bool
    review: Review | None


@dataclass(frozen=True, slots=True)
class AboutProduct:
    """Something said, in a list over several products: exactly one of the two, and the product it is about."""

    product_title: str
    product_slug: str
    review: Review | None = None
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Something an operator may have to decide on; `held_for` says why it waits, `reports` counts by reason."""

    kind: Kind
    about: AboutProduct
    merchant_id: MerchantId
    held_for: tuple[str, ...]
    reports: Mapping[str, int]

    @property
    def said(self) -> Review | Question:
        said = self.about.review or self.about.question
        assert said is not None
        return said


@dataclass(frozen=True, slots=True)
class Said:
    """Everything of a person that this room keeps, as plain values, for an export of their data."""

    reviews: tuple[Mapping[str, object], ...] = ()
    questions: tuple[Mapping[str, object], ...] = ()
    helpful: tuple[Mapping[str, object], ...] = ()
    reports: tuple[Mapping[str, object], ...] = ()
