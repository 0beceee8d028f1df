"""The ways to pay that a shopper may choose from, in words."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.kernel.money import Money
from core.kernel.texts import pick
from core.payments import queries
from core.payments.types import PaymentMethod
from web.shared.site import current_chain, current_site

NAMES = {"sandbox": _l("Test payment"), "stripe": _l("Card, wallet and more")}


def ways_to_pay(amount: Money) -> list[dict[str, Any]]:
    """List the ways to pay an amount here for `components/field.html`, the preferred one first."""
    return shown_ways(queries.list_methods_for(current_site(), amount))


def shown_ways(offers: Sequence[PaymentMethod]) -> list[dict[str, Any]]:
    """Name ways to pay for `components/field.html`, in their order."""
    return [{"value": method.gateway, "title": name_of(method), "note": _note(method)} for method in offers]


def preferred(ways: Sequence[dict[str, Any]], gateway: str) -> str:
    """Give the way to mark: the one used before where it is offered, else the first."""
    offered = [str(way["value"]) for way in ways]
    return gateway if gateway in offered else next(iter(offered), "")


def name_of(method: PaymentMethod) -> str:
    """Give a way to pay the site's own name for it, or ours."""
    own = pick(method.names, current_chain()) if any(method.names.values()) else ""
    return own or str(NAMES.get(method.gateway, method.gateway))


def _note(method: PaymentMethod) -> str:
    return _("On the protected page of Stripe") if method.gateway == "stripe" else ""
