"""The prices a page has shown, carried along by its forms.

Only prices that somebody has really looked at count as seen: one that changes between the page and the click
still gets its notice.
"""

import re
from collections.abc import Mapping
from itertools import islice

from markupsafe import Markup

from core.cart.types import MOST_LINES
from core.checkout.types import Quote
from core.kernel.ids import VariantId
from core.kernel.money import Money, exponents

FIELD = "seen"
_PRICE = re.compile(r"(\d{1,18}):(\d{1,18})")


def seen_field(quote: Quote) -> Markup:
    """Give the hidden field that says which prices stand on a page."""
    shown = " ".join(f"{row.variant.id}:{row.unit.minor}" for row in quote.rows if row.unit is not None)
    return Markup('<input type="hidden" name="{}" value="{} {}">').format(FIELD, quote.ask.currency, shown)


def read_seen(form: Mapping[str, str]) -> dict[VariantId, Money]:
    """Read the prices that stood on the page a form was sent from; nonsense is nothing."""
    currency, _, shown = form.get(FIELD, "").partition(" ")
    if currency not in exponents():
        return {}
    # No page shows more prices than a cart has lines, and each of them is written down.
    prices = islice(_PRICE.finditer(shown), MOST_LINES)
    return {VariantId(int(price[1])): Money(int(price[2]), currency) for price in prices}
