"""The prices a page has shown, carried along by its forms.

Only prices that somebody has really looked at count as seen: one that changes between the page and the click
still gets its notice.
"""

import re
from collections.abc import Mapping

from markupsafe import Markup

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
    return {VariantId(int(id)): Money(int(minor), currency) for id, minor in _PRICE.findall(shown)}
