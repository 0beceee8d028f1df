from collections import Counter

from flask import abort, flash, make_response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.cart import service as carts
from core.checkout import service as checkout
from core.checkout.errors import NotPayable
from core.kernel.ids import VariantId, tidy_number
from core.kernel.refusal import Refusal
from core.kernel.states import IllegalMove
from core.orders.errors import OrderOutdated
from core.orders.types import OrderDetail, PurchaseDetail, PurchaseState
from core.platform.db import reading, transaction
from web.shared import words
from web.shared.cart_cookie import keep_cart
from web.shared.guard import public
from web.shared.pages import href
from web.shared.respond import see_other
from web.shared.signed_in import actor, shopper_id
from web.shared.site import current_site
from web.storefront.cart.mine import my_cart
from web.storefront.orders.blueprint import orders
from web.storefront.orders.opening import open_purchase
from web.storefront.orders.showing import show_purchase

REASON = "asked for by the shopper"
BACK_TO_CART = "put back into the cart"


@orders.get("/orders/<number>/cancellation")
@orders.get("/orders/<number>/goods")
@public
def go_back(number: str) -> Response:
    """Show the order to who changed the language on a page that answered a form."""
    return see_other(href("orders.show", number=number))


@orders.post("/orders/<number>/cancellation")
@public
def cancel(number: str) -> Response:
    """Cancel an order before its fulfillment, or the whole purchase while it is not paid."""
    purchase = open_purchase(number)
    order = _order_of(purchase, number)
    version = request.form.get("version", type=int)
    try:
        with transaction():
            checkout.cancel_order(order.id, version=version, reason=REASON, by=actor())
    except (IllegalMove, OrderOutdated) as late:
        return _too_late(number, late)
    if purchase.state == PurchaseState.PAID and len(purchase.orders) > 1:
        flash(_("Order %(number)s is canceled.", number=order.number), "success")
    return see_other(href("orders.show", number=purchase.number))


@orders.post("/orders/<number>/goods")
@public
def put_back(number: str) -> Response:
    """Put the goods of a purchase that came to nothing back into the cart; one that waits to be paid ends with it."""
    purchase = open_purchase(number)
    wanted: Counter[VariantId] = Counter()
    for line in (line for order in purchase.orders for line in order.lines):
        wanted[line.variant_id] += line.quantity
    try:
        with transaction():
            if purchase.state == PurchaseState.PLACED:
                checkout.withdraw_purchase(purchase.id, reason=BACK_TO_CART, by=actor())
            mine = my_cart()
            kept = carts.refill(
                current_site().id, mine.token if mine else None, wanted, account_id=shopper_id()
            )
    except NotPayable as paid:
        flash(words.sentence(paid), "warning")
        return see_other(href("orders.show", number=purchase.number))
    return keep_cart(make_response(see_other(href("cart.show"))), kept.token)


def _order_of(purchase: PurchaseDetail, number: str) -> OrderDetail:
    wanted = tidy_number(number)
    return next((order for order in purchase.orders if order.number == wanted), None) or abort(404)


def _too_late(number: str, late: Refusal) -> Response:
    if isinstance(late, IllegalMove):
        sentence = _("It is too late to cancel: this order has moved on meanwhile.")
    else:
        sentence = words.sentence(late)
    with reading():
        return show_purchase(open_purchase(number), problem=sentence, status=late.status)
