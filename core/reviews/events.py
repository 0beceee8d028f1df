from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class ReviewsChanged(Event):
    """A review of a product became public, changed or stopped being public; its rating is to be counted anew."""

    product_id: int


@dataclass(frozen=True, kw_only=True)
class ProductRatingChanged(Event):
    """The rating of a product over all sites is another now; `average` is the mean of the stars times a hundred."""

    product_id: int
    count: int
    average: int


@dataclass(frozen=True, kw_only=True)
class ReviewDecided(Event):
    """An operator published or rejected a review; `version` tells one decision on it from the next."""

    review_id: int
    state: str
    reason: str
    version: int


@dataclass(frozen=True, kw_only=True)
class ReviewReplied(Event):
    """A merchant replied to a review for the first time."""

    review_id: int


@dataclass(frozen=True, kw_only=True)
class QuestionPublished(Event):
    """A question can be read by everybody; the merchant is to answer it."""

    question_id: int


@dataclass(frozen=True, kw_only=True)
class QuestionRejected(Event):
    """An operator does not publish a question."""

    question_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class QuestionAnswered(Event):
    """A question was answered for the first time."""

    question_id: int
