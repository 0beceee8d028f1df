from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from core.accounts import queries
from core.fulfillment import queries as parcels
from core.notifications import queries as notifications
from core.orders import queries as orders
from core.wishlists import queries as wishlists
from core.wishlists.types import Keeper
from web.shared.guard import shoppers
from web.shared.pages import href
from web.shared.signed_in import shopper
from web.storefront.account.blueprint import account
from web.storefront.tracking.page import standing_of


@account.get("/account")
@shoppers
def show() -> str:
    """Show the ways to everything that is the shopper's, each with what matters of it now."""
    person = shopper()
    return render_template(
        "storefront/account/home.html",
        name=person.name or person.email,
        email=person.email,
        ways=_ways(),
        parcel=_newest_parcel(),
    )


def _newest_parcel() -> dict[str, Any] | None:
    """Give where the parcel is that was sent to the shopper last."""
    numbers = orders.list_recent_orders_of_shopper(shopper().account_id)
    found = parcels.find_newest_parcel_of(numbers)
    if found is None:
        return None
    number = numbers[found.order_id]
    return {
        "standing": standing_of(found),
        "order": number,
        "href": href("orders.parcel", number=number, parcel_number=found.number),
    }


def _ways() -> list[dict[str, Any]]:
    person = shopper()
    unread = notifications.count_unread_notes_of(person.account_id)
    wished = sum(card.count for card in wishlists.list_wishlists_of(Keeper(person.account_id)))
    saved = queries.list_addresses_of(person.account_id)
    is_guarded = queries.find_second_step(person.account_id) is not None
    return [
        _way(_("Orders"), _("Follow your parcels and read what you bought."), "orders.mine", "package"),
        _way(
            _("Messages from us"),
            ngettext("%(num)s unread message", "%(num)s unread messages", unread) if unread
            else _("You have read everything."),
            "account.list_notes", "bell",
        ),
        _way(
            _("Wish lists"),
            ngettext("%(num)s product", "%(num)s products", wished) if wished else _("Nothing on them yet."),
            "wishlists.show", "heart",
        ),
        _way(
            _("Addresses"),
            ", ".join(saved[0].address.lines()[:2]) if saved
            else _("Save an address, and checkout offers it next time."),
            "account.list_addresses", "map-pin",
        ),
        _way(_("Profile"), _("Name, language, currency and country"), "account.edit_profile", "settings"),
        _way(
            _("Log-in and security"),
            _("The two-step log-in is on.") if is_guarded else _("The two-step log-in is off."),
            "account.show_security", "shield-check",
        ),
        _way(_("What we tell you"), _("By mail and here on the site"), "account.show_choices", "mail"),
        _way(_("Your data"), _("Copy, consents and deletion"), "account.show_privacy", "lock"),
    ]  # fmt: skip


def _way(title: str, text: str, endpoint: str, icon: str) -> dict[str, Any]:
    return {"title": title, "text": text, "href": href(endpoint), "icon": icon}
