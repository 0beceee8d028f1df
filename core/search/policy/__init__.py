"""Decisions of finding: stock words, standing, small prices. Pure; words are in `words`, spelling in `spelling`."""

from core.inventory.types import FEW_LEFT
from core.kernel.money import Money, exponent
from core.search.types import Stock

LEVELS = (1, 2, 3)  # of the category tree

SYNONYMS = "synonyms"  # the edition of groups of synonyms
MAKING = 2  # raised whenever the index is to be written anew, by what a product is made into
SMALL_PRICES = {
    "USD": 20, "EUR": 20, "GBP": 15, "CHF": 20, "CAD": 25, "AUD": 30, "PLN": 80, "RUB": 1500,
}  # fmt: skip
FLOORS = (3, 10, 30, 100)  # sold in ninety days: from there on documents are in tier 1, 2, 3 and 4
ENOUGH = 300  # of what a search finds, the best-selling, where so many of them sell at all
USUAL_RATING, WEIGHT_OF_USUAL = 35, 5  # tenths of a star; as if so many reviews had said so before


def edition_of(site_id: int) -> str:
    """Name the edition of what a site's listings count."""
    return f"listings:{site_id}"


def stock_of(available: int) -> Stock:
    """Say how much is left as a word."""
    if available <= 0:
        return Stock.SOLD_OUT
    return Stock.FEW_LEFT if available <= FEW_LEFT else Stock.IN_STOCK


def small_price(currency: str) -> Money | None:
    """Give what counts as a small price in a currency, if the trade has a habit there."""
    whole = SMALL_PRICES.get(currency)
    return None if whole is None else Money(whole * 10 ** exponent(currency), currency)


def standing_of(rating: int, reviews: int) -> int:
    """Give what products are sorted by for their rating (tenths of a star): one lucky review is not the best.

    The mean with a few usual ratings added (a Bayesian average), times ten; nothing without reviews.
    """
    if not reviews:
        return 0
    return 10 * (rating * reviews + USUAL_RATING * WEIGHT_OF_USUAL) // (reviews + WEIGHT_OF_USUAL)


def tier_of(sold: int) -> int:
    """Give the tier of what sells so well; 0 is for what hardly sells."""
    return sum(sold >= floor for floor in FLOORS)


def discount_of(now: int, was: int | None) -> int:
    """Give how many whole percent a price lies below the list price; never more than it does."""
    return 0 if was is None or was <= now else (was - now) * 100 // was
