"""What shoppers want to send back, as operators see it."""

from flask import Blueprint, Response, render_template, url_for

from core.returns import queries
from web.shared.asking import page_ask
from web.shared.guard import operators
from web.shared.private_photo import as_private_photo
from web.shared.return_words import REASONS


def register(admin: Blueprint) -> None:
    """Open this area."""
    admin.add_url_rule("/returns", "returns_list", list_returns)
    admin.add_url_rule("/returns/<number>", "returns_show", show)
    admin.add_url_rule("/returns/<number>/photos/<int:photo_id>", "returns_photo", photo)


@operators
def list_returns() -> str:
    """List every return, the newest first."""
    return render_template("admin/returns/list.html", page=queries.list_returns(page_ask()))


@operators
def show(number: str) -> str:
    """Show one return."""
    found = queries.get_return_for_operator(number)
    order = url_for("admin.orders_show", number=found.purchase_number)
    return render_template("admin/returns/show.html", found=found, reasons=REASONS, order_href=order)


@operators
def photo(number: str, photo_id: int) -> Response:
    """Give a photo of what goes back."""
    return as_private_photo(queries.read_photo(queries.get_return_for_operator(number), photo_id))
