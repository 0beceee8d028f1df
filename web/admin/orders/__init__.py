"""Purchases, as operators see and cancel them."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.checkout import queries as checkout_queries
from core.checkout import service as checkout
from core.invoices import queries as invoices
from core.orders import queries
from core.orders.types import PurchaseState
from core.payments import queries as payments
from core.platform.db import reading, transaction
from web.documents.download import as_download
from web.documents.papers import paper_of
from web.shared.asking import page_ask
from web.shared.guard import operators
from web.shared.respond import see_other
from web.shared.signed_in import actor


def register(admin: Blueprint) -> None:
    """Open this area."""
    admin.add_url_rule("/orders", "orders_list", list_purchases)
    admin.add_url_rule("/orders/<number>", "orders_show", show)
    admin.add_url_rule("/orders/<number>/invoices/<invoice_number>", "orders_paper", paper)
    admin.add_url_rule("/orders/<number>/cancellation", "orders_cancel", cancel, methods=["POST"])


@operators
def list_purchases() -> str:
    """List purchases by number, e-mail address and state."""
    search, state = request.args.get("search", ""), request.args.get("state", "")
    known = state if state in set(PurchaseState) else ""
    page = queries.list_purchases(page_ask(), search=search, state=known)
    return render_template(
        "admin/orders/list.html", page=page, search=search, state=known, states=list(PurchaseState)
    )


@operators
def show(number: str) -> str:
    """Show a purchase with its orders, payments and refunds."""
    purchase = queries.get_purchase_for_operator(number)
    return render_template(
        "admin/orders/show.html",
        purchase=purchase,
        payments=payments.list_payments_of(purchase.id),
        refunds=payments.list_refunds_of(purchase.id),
        consents=checkout_queries.list_consents(purchase.id),
        papers=invoices.list_invoices_of(order.id for order in purchase.orders),
    )


@operators
def paper(number: str, invoice_number: str) -> Response:
    """Give the paper of an invoice or a credit note."""
    with reading():
        purchase = queries.get_purchase_for_operator(number)
        invoice = invoices.get_invoice_of_orders([order.id for order in purchase.orders], invoice_number)
    return as_download(paper_of(invoice), f"{invoice.number}.pdf")


@operators
def cancel(number: str) -> Response:
    """Cancel one order of a purchase before its fulfillment."""
    purchase = queries.get_purchase_for_operator(number)
    order = next((order for order in purchase.orders if order.number == request.form.get("order")), None)
    if order is not None:
        reason = request.form.get("reason", "").strip()[:200] or "operator"
        with transaction():
            checkout.cancel_order(
                order.id, version=request.form.get("version", type=int), reason=reason, by=actor()
            )
        flash(_("Order %(number)s is canceled.", number=order.number), "success")
    return see_other(url_for("admin.orders_show", number=purchase.number))
