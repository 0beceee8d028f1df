"""Words, stock words and what is a small price. Pure."""

import re
import unicodedata

from core.kernel.money import Money, exponent
from core.search.types import Stock

FEW = 5
MOST_WORDS = 8
LONGEST_WORD = 64
SMALL_PRICES = {
    "USD": 20, "EUR": 20, "GBP": 15, "CHF": 20, "CAD": 25, "AUD": 30, "PLN": 80, "RUB": 1500,
}  # fmt: skip


def stock_of(available: int) -> Stock:
    """Say how much is left as a word."""
    if available <= 0:
        return Stock.SOLD_OUT
    return Stock.FEW_LEFT if available <= FEW else Stock.IN_STOCK


def words_of(query: str) -> tuple[str, ...]:
    """Give the words of a query, eight at most; what is no letter at all stays, since SKUs hold signs."""
    words = query.replace("\x00", " ").split()
    return tuple(word[:LONGEST_WORD] for word in dict.fromkeys(words))[:MOST_WORDS]


def word_start(word: str) -> str | None:
    """Give a regular expression for the beginning of a word in running text.

    "red" is not meant to find "covered". None where a script has no spaces between words, or where the word does not
    begin with a letter or digit: there any place will do.
    """
    if not word[0].isalnum() or any(_is_spaceless(letter) for letter in word):
        return None
    return rf"\m{re.escape(word)}"


def _is_spaceless(letter: str) -> bool:
    return letter.isalpha() and unicodedata.east_asian_width(letter) in "WF"


def small_price(currency: str) -> Money | None:
    """Give what counts as a small price in a currency, if the trade has a habit there."""
    whole = SMALL_PRICES.get(currency)
    return None if whole is None else Money(whole * 10 ** exponent(currency), currency)
