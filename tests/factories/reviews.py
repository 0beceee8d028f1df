"""Bought goods in the hands of who bought them, and what is said about goods. Each opens its own transactions."""

from collections.abc import Mapping, Sequence

from core.fulfillment import service as fulfillment
from core.kernel.ids import MediaId, OrderLineId
from core.orders.types import LineSnapshot
from core.platform.db import transaction
from core.reviews import service
from core.reviews.types import QuestionId, ReviewId, ReviewText
from tests.cast import Person
from tests.factories import purchases as make
from tests.factories.shop import Shop

WORDS = "A calm, warm light. It dims smoothly and looks better than on the photos."
QUESTION = "Does the lamp come with a plug for Europe?"


def make_held_lines(
    shop: Shop, wants: Mapping[str, int] | None = None, *, by: Person | None = None, site: str = "eu"
) -> tuple[LineSnapshot, ...]:
    """Buy goods of one merchant and have them handed over: the lines are ready for a review."""
    person = by or shop.cast.shopper
    purchase = make.make_paid_purchase(
        shop, wants or {"LAMP-BLACK": 1}, site=site, account_id=person.account_id, by=person.actor
    )
    for order in purchase.orders:
        with transaction():
            fulfillment.start(order.id, by=shop.cast.merchant.actor)
        with transaction():
            fulfillment.hand_over(order.id, by=shop.cast.merchant.actor)
    return tuple(line for order in purchase.orders for line in order.lines)


def said(
    *,
    stars: int = 5,
    text: str = WORDS,
    title: str = "A good lamp",
    language: str = "en",
    aspects: Mapping[str, int] | None = None,
    author_name: str = "",
    photos: Sequence[MediaId] = (),
) -> ReviewText:
    """Give what a shopper may say."""
    return ReviewText(stars, aspects or {"quality": stars}, title, text, language, author_name, photos)


def write(
    shop: Shop, line_id: OrderLineId, words: ReviewText, *, by: Person | None = None, version: int = 0
) -> ReviewId:
    """Say it."""
    person = by or shop.cast.shopper
    with transaction():
        return service.write_review(person.account_id, line_id, words, version=version, by=person.actor)


def make_review(
    shop: Shop,
    *,
    by: Person | None = None,
    sku: str = "LAMP-BLACK",
    site: str = "eu",
    words: ReviewText | None = None,
) -> ReviewId:
    """Buy something, have it handed over and review it."""
    line = make_held_lines(shop, {sku: 1}, by=by, site=site)[0]
    return write(shop, line.id, words or said(), by=by)


def make_question(
    shop: Shop, *, by: Person | None = None, text: str = QUESTION, product: str = "lamp"
) -> QuestionId:
    """Ask about a product on the European site."""
    person = by or shop.cast.shopper
    with transaction():
        return service.ask_question(
            person.account_id,
            shop.products[product],
            text,
            site_id=shop.sites["eu"].id,
            language="en",
            country="DE",
            author_name="",
            by=person.actor,
        )
