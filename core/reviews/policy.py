"""Who may review what, what is public at once, and what ratings are made of. Pure."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from core.kernel.refusal import Refusal
from core.kernel.states import Machine
from core.orders.types import OrderState
from core.reviews import errors
from core.reviews.types import HeldFor, Rating, ReviewText, SaidState

SAID = Machine(
    publish=({SaidState.PENDING, SaidState.REJECTED}, SaidState.PUBLISHED),
    reject=({SaidState.PENDING, SaidState.PUBLISHED}, SaidState.REJECTED),
)

# Handed over is enough: not every carrier tells of the delivery, and a parcel that never comes deserves words too.
REVIEWABLE = frozenset({OrderState.SHIPPED, OrderState.DELIVERED})

EDITABLE = timedelta(days=30)
MOST_PHOTOS = 6
LEAST_TEXT, MOST_TEXT = 20, 5000
LEAST_QUESTION, MOST_QUESTION = 10, 500
MOST_REPLY = 2000
MOST_TITLE, MOST_NAME = 120, 40

COMMON_ASPECTS = ("as_described", "quality", "delivery")
ASPECTS: Mapping[str, tuple[str, ...]] = {
    "fashion": ("as_described", "quality", "fit", "delivery"),
    "electronics": ("as_described", "quality", "ease_of_use", "delivery"),
    "pantry-gifts": ("as_described", "taste", "freshness", "delivery"),
}

_CONTACT = re.compile(
    r"https?://|www\.|[\w.+-]+@[\w-]+\.\w+|\b[\w-]+\.(?:com|net|org|ru|cn|shop|info|biz|xyz)\b"
    r"|(?<!\d)\+?\d(?:[ ().-]{0,2}\d){8,}",
    re.IGNORECASE,
)


def aspects_of(top_category: str) -> tuple[str, ...]:
    """List what goods of a top category are rated on besides the overall stars."""
    return ASPECTS.get(top_category, COMMON_ASPECTS)


def may_write(state: OrderState) -> bool:
    """Say whether the goods of an order are far enough on their way to be reviewed."""
    return state in REVIEWABLE


def may_edit(written_at: datetime, now: datetime) -> bool:
    """Say whether the author may still change a review."""
    return now - written_at <= EDITABLE


def check_review(said: ReviewText, aspects: Iterable[str]) -> None:
    """Refuse stars, words or photos outside of their bounds; aspects that the goods do not have are refused too."""
    for refusal in complaints_of(said, aspects):
        raise refusal


def complaints_of(said: ReviewText, aspects: Iterable[str]) -> list[Refusal]:
    """List everything that is wrong with a review, so that its author hears of all at once."""
    found: list[Refusal] = []
    rated = (said.stars, *said.aspects.values())
    if not all(1 <= stars <= 5 for stars in rated) or set(said.aspects) - set(aspects):
        found.append(errors.StarsMissing())
    if len(said.text.strip()) < LEAST_TEXT:
        found.append(errors.TextTooShort(least=LEAST_TEXT))
    for text, most in ((said.text, MOST_TEXT), (said.title, MOST_TITLE)):
        if len(text) > most:
            found.append(errors.TextTooLong(most=most))
    if len(said.photos) > MOST_PHOTOS:
        found.append(errors.TooManyPhotos(most=MOST_PHOTOS))
    return found


def check_question(text: str) -> None:
    """Refuse a question too short or too long to be one."""
    _check_length(text, LEAST_QUESTION, MOST_QUESTION)


def check_reply(text: str) -> None:
    """Refuse a merchant's words that are none, too many, or lead away from the shop."""
    _check_length(text, 1, MOST_REPLY)
    if needs_eyes(text):
        raise errors.ReplyUnfit


def held_for(*texts: str, photos: int = 0) -> tuple[HeldFor, ...]:
    """List why something must wait for an operator; nothing means that it is public at once."""
    reasons = [HeldFor.PHOTOS] if photos else []
    return (*reasons, HeldFor.WORDS) if needs_eyes(*texts) else tuple(reasons)


def needs_eyes(*texts: str) -> bool:
    """Say whether texts hold a contact, a link, or a word that a person should look at first."""
    joined = "\n".join(texts)
    return bool(_CONTACT.search(joined) or _flagged().search(joined.casefold()))


def mean(count: int, total: int) -> Rating:
    """Give the rating of `count` reviews whose stars sum up to `total`; halves of a hundredth round up."""
    return Rating(count, (200 * total + count) // (2 * count) if count else 0)


def initial_of(name: str) -> str:
    """Give the first letter of a name, all that a reader learns of it."""
    return next((sign.upper() for sign in name if sign.isalpha()), "")


def _check_length(text: str, least: int, most: int) -> None:
    if len(text.strip()) < least:
        raise errors.TextTooShort(least=least)
    if len(text) > most:
        raise errors.TextTooLong(most=most)


@cache
def _flagged() -> re.Pattern[str]:
    raw = json.loads((Path(__file__).parent / "data" / "flagged_words.json").read_text(encoding="utf-8"))
    spaced = [
        rf"\b{re.escape(word)}" for language, words in raw.items() for word in words if language != "zh"
    ]
    return re.compile("|".join([*spaced, *map(re.escape, raw.get("zh", []))]))
