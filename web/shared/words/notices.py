"""What a quote says beside a line of the cart."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from core.kernel.money import Money
from web.shared import filters


def notice(code: str, facts: Mapping[str, Any]) -> str:
    """Say a notice of a quote in the language of the page."""
    shown = {
        name: filters.money(value) if isinstance(value, Money) else value for name, value in facts.items()
    }
    return _NOTICES[code](shown)


def _short(facts: Mapping[str, Any]) -> str:
    return ngettext("Only one unit is left.", "Only %(num)s units are left.", facts["available"])


def _limited(facts: Mapping[str, Any]) -> str:
    return ngettext(
        "In this flash sale each shopper may have one unit.",
        "In this flash sale each shopper may have %(num)s units.",
        facts["most"],
    )


_NOTICES: dict[str, Any] = {
    "gone": lambda _facts: _("This is not offered here any more. Please take it out of your cart."),
    "sold_out": lambda _facts: _("This has sold out. Please take it out of your cart."),
    "short": _short,
    "limited": _limited,
    "repriced": lambda facts: _("You changed the currency: %(before)s is now %(now)s.", **facts),
    "price_changed": lambda facts: _("The price changed from %(before)s to %(now)s.", **facts),
    "not_served": lambda facts: _("Nothing delivers the goods of %(merchant)s to this country.", **facts),
}
