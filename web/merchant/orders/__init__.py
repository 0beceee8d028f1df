"""A merchant's orders: see them, begin to pick them, hand them to the carrier."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.fulfillment import queries as parcels
from core.fulfillment import service as fulfillment
from core.invoices import queries as invoices
from core.kernel.ids import OrderLineId
from core.orders import queries
from core.orders.types import OrderDetail, OrderState
from core.platform.db import reading, transaction
from web.documents.download import as_download
from web.documents.papers import paper_of
from web.shared.asking import page_ask
from web.shared.guard import members
from web.shared.respond import see_other
from web.shared.signed_in import actor, member_of

SHOWN = [state for state in OrderState if state not in {OrderState.PLACED, OrderState.EXPIRED}]


def register(merchant: Blueprint) -> None:
    """Open this area."""
    merchant.add_url_rule("/orders", "orders_list", list_orders)
    merchant.add_url_rule("/orders/<number>", "orders_show", show)
    merchant.add_url_rule("/orders/<number>/fulfillment", "orders_fulfill", start, methods=["POST"])
    merchant.add_url_rule("/orders/<number>/invoices/<invoice_number>", "orders_paper", paper)
    merchant.add_url_rule("/orders/<number>/handover", "orders_hand_over", hand_over, methods=["POST"])


@members
def list_orders() -> str:
    """List the merchant's orders, by state."""
    state = request.args.get("state", "")
    known = state if state in SHOWN else ""
    page = queries.list_orders_of_merchant(member_of().merchant_id, page_ask(), state=known)
    return render_template("merchant/orders/list.html", page=page, state=known, states=SHOWN)


@members
def show(number: str) -> str:
    """Show one order with what is needed to send it."""
    order = queries.get_order_of_merchant(member_of().merchant_id, number)
    address = queries.get_address_of_order(member_of().merchant_id, number)
    gift = queries.get_gift_of_order(member_of().merchant_id, number)
    return render_template(
        "merchant/orders/show.html",
        order=order,
        address=address,
        gift=gift,
        parcels=parcels.list_parcels_of([order.id])[order.id],
        left=parcels.left_of(order),
        papers=invoices.list_invoices_of([order.id])[order.id],
    )


@members
def paper(number: str, invoice_number: str) -> Response:
    """Give the paper of an invoice or a credit note of the merchant's order."""
    with reading():
        order = queries.get_order_of_merchant(member_of().merchant_id, number)
        invoice = invoices.get_invoice_of_orders([order.id], invoice_number)
    return as_download(paper_of(invoice), f"{invoice.number}.pdf")


@members
def start(number: str) -> Response:
    """Begin to pick an order: from now on it can't be canceled."""
    order = queries.get_order_of_merchant(member_of().merchant_id, number)
    with transaction():
        fulfillment.start(order.id, by=actor())
    flash(_("Fulfillment of %(number)s has begun.", number=order.number), "success")
    return see_other(url_for("merchant.orders_show", number=order.number))


@members
def hand_over(number: str) -> Response:
    """Note that a parcel was handed to its carrier: the units typed, or all that is left of the order."""
    order = queries.get_order_of_merchant(member_of().merchant_id, number)
    with transaction():
        fulfillment.hand_over(order.id, units=_units(order), by=actor())
        is_whole = queries.get_order(order.id).state == OrderState.SHIPPED
    if is_whole:
        flash(_("Order %(number)s is on its way.", number=order.number), "success")
    else:
        flash(_("A parcel of %(number)s is on its way.", number=order.number), "success")
    return see_other(url_for("merchant.orders_show", number=order.number))


def _units(order: OrderDetail) -> dict[OrderLineId, int] | None:
    """Read how many units of each line are in the parcel; None where the form did not ask."""
    typed = {line.id: request.form.get(f"units-{line.id}", "") for line in order.lines}
    if not any(typed.values()):
        return None
    return {
        id: int(told) if told.isascii() and told.isdigit() else -1
        for id, told in typed.items()
        if told != "0"
    }
