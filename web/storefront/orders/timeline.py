"""The life of an order as its shopper reads it: what happened, what goes on now, and what is still to come."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.orders.types import HistoryEntry, OrderDetail, OrderState
from web.shared import filters

HAPPENED = {
    "place": _l("Order placed"),
    "pay": _l("Payment received"),
    "revive": _l("Payment received"),
    "start_fulfillment": _l("The merchant packs your parcel"),
    "ship": _l("Handed to the carrier"),
    "deliver": _l("Delivered"),
    "expire": _l("Expired without payment"),
    "abandon": _l("Canceled"),
    "cancel": _l("Canceled"),
}
ENDS = {"expire", "abandon", "cancel"}
ICONS = {
    "place": "receipt", "pay": "credit-card", "revive": "credit-card", "start_fulfillment": "package",
    "ship": "truck-delivery", "deliver": "home",
}  # fmt: skip
STEPS = (OrderState.PLACED, OrderState.PAID, OrderState.FULFILLING, OrderState.SHIPPED, OrderState.DELIVERED)


def timeline_of(order: OrderDetail) -> list[dict[str, Any]]:
    """List the entries for `components/timeline.html`."""
    happened = [_entry(entry, order) for entry in order.history if entry.move in HAPPENED]
    return [*happened, *_ahead(order)]


def _entry(entry: HistoryEntry, order: OrderDetail) -> dict[str, Any]:
    shown = {
        "title": str(HAPPENED[entry.move]),
        "at": filters.moment(entry.at),
        "state": "stopped" if entry.move in ENDS else "done",
        "note": order.shipping.carrier if entry.move == "ship" else "",
    }
    return shown | ({"icon": ICONS[entry.move]} if entry.move in ICONS else {})


def _ahead(order: OrderDetail) -> list[dict[str, Any]]:
    """List what is still to come; the first of it goes on now. Nothing comes after an end."""
    if order.state not in STEPS:
        return []
    first, last = order.shipping.arrives_from, order.shipping.arrives_to
    expected = _("Expected %(days)s", days=filters.days_between(first, last))
    ahead = [
        (_("Payment"), ""),
        (_("Packing"), ""),
        (_("Handing over to the carrier"), ""),
        (_("Delivery"), expected),
    ]
    left = ahead[STEPS.index(order.state) :]
    return [
        {"title": title, "note": note, "state": "todo" if place else "now"}
        for place, (title, note) in enumerate(left)
    ]
