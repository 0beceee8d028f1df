"""What shoppers want to send back to a merchant."""

from flask import Blueprint, Response, render_template, url_for

from core.returns import queries
from web.shared.asking import page_ask
from web.shared.guard import members
from web.shared.private_photo import as_private_photo
from web.shared.return_words import REASONS
from web.shared.signed_in import member_of


def register(merchant: Blueprint) -> None:
    """Open this area."""
    merchant.add_url_rule("/returns", "returns_list", list_returns)
    merchant.add_url_rule("/returns/<number>", "returns_show", show)
    merchant.add_url_rule("/returns/<number>/photos/<int:photo_id>", "returns_photo", photo)


@members
def list_returns() -> str:
    """List the merchant's returns, the newest first."""
    page = queries.list_returns_of_merchant(member_of().merchant_id, page_ask())
    return render_template("merchant/returns/list.html", page=page)


@members
def show(number: str) -> str:
    """Show what a shopper wants to send back, and why."""
    found = queries.get_return_of_merchant(member_of().merchant_id, number)
    order = url_for("merchant.orders_show", number=found.order_number)
    return render_template("merchant/returns/show.html", found=found, reasons=REASONS, order_href=order)


@members
def photo(number: str, photo_id: int) -> Response:
    """Give a photo of what goes back to the merchant that sold it."""
    found = queries.get_return_of_merchant(member_of().merchant_id, number)
    return as_private_photo(queries.read_photo(found, photo_id))
