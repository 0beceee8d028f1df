from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from web.shared.pages import href
from web.storefront.area import area

account = area("account", __name__)


@account.context_processor
def frame() -> dict[str, Any]:
    """Give what every page of the account needs."""
    return {"personal": True, "account_nav": account_nav}


@account.after_request
def keep_private(response: Response) -> Response:
    """Keep these pages out of every cache: they are one person's."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def account_nav() -> list[dict[str, Any]]:
    """List the pages of the account in groups; the page that is open is marked."""
    groups = _nav_groups()
    here = request.path.rstrip("/")
    paths = (path for _title, entries in groups for _text, path, _icon in entries)
    best = max((path for path in paths if here.startswith(path)), key=len, default="")
    return [
        {
            "title": title,
            "links": [
                {"text": text, "href": path, "icon": icon, "current": path == best}
                for text, path, icon in entries
            ],
        }
        for title, entries in groups
    ]


def _nav_groups() -> list[tuple[str, list[tuple[str, str, str]]]]:
    return [
        ("", [(_("Overview"), href("account.show"), "user")]),
        (
            _("Purchases"),
            [
                (_("Orders"), href("orders.mine"), "package"),
                (_("Returns"), href("orders.my_returns"), "receipt-refund"),
                (_("Conversations"), href("orders.my_talks"), "message-circle"),
                (_("Reviews"), href("reviews.mine"), "star"),
                (_("Questions"), href("reviews.my_questions"), "message-circle"),
            ],
        ),
        (
            _("For later"),
            [
                (_("Wish lists"), href("wishlists.show"), "heart"),
                (_("Back in stock"), href("account.list_alerts"), "clock"),
                (_("My coupons"), href("account.list_coupons"), "tag"),
                (_("Recently viewed"), href("wishlists.recent"), "history"),
            ],
        ),
        (
            _("About you"),
            [
                (_("Messages from us"), href("account.list_notes"), "bell"),
                (_("Profile"), href("account.edit_profile"), "settings"),
                (_("Addresses"), href("account.list_addresses"), "map-pin"),
                (_("Log-in and security"), href("account.show_security"), "shield-check"),
                (_("What we tell you"), href("account.show_choices"), "mail"),
                (_("Your data"), href("account.show_privacy"), "lock"),
            ],
        ),
    ]
