"""The merchant portal: what the members of a merchant see. This page is its map."""

from typing import Any

from flask import Blueprint, Flask
from flask_babel import gettext as _

from core.accounts.types import Portal
from web.merchant import home, messages, orders, products, questions, returns, reviews, size_guides, terms
from web.shared.console import add_doors, frame
from web.shared.sessions import portal_path

merchant = Blueprint("merchant", __name__, url_prefix="/merchant")
add_doors(merchant, Portal.MERCHANT)

for area in (home, orders, products, reviews, questions, messages, returns, terms, size_guides):
    area.register(merchant)


@merchant.app_context_processor
def _frame() -> dict[str, Any]:
    if portal_path() != merchant.url_prefix:
        return {}
    return frame(
        _("Merchant portal"),
        "merchant.home",
        [
            (_("Overview"), "merchant.home", "home"),
            (_("Orders"), "merchant.orders_list", "receipt"),
            (_("Products"), "merchant.products_list", "package"),
            (_("Size guides"), "merchant.size_guides", "ruler-2"),
            (_("Returns policy"), "merchant.terms", "refresh"),
            (_("Messages"), "merchant.messages_list", "mail"),
            (_("Returns"), "merchant.returns_list", "receipt-refund"),
            (_("Reviews"), "merchant.reviews_list", "star"),
            (_("Questions"), "merchant.questions_list", "message-circle"),
        ],
    )


def register(app: Flask) -> None:
    """Open the portal."""
    app.register_blueprint(merchant)
