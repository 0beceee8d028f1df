from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.checkout import service as checkout
from core.checkout.errors import NotPayable, WayToPayGone
from core.kernel.ids import PaymentId
from core.orders import queries as orders
from core.orders.types import PurchaseStanding, PurchaseState
from core.payments import queries, service
from core.payments.gateways import registry
from core.payments.gateways.asking import ask_gateway
from core.payments.types import PaymentDetail, PaymentState
from core.platform import log
from core.platform.db import reading, transaction
from core.platform.http import OutageError
from web.shared import words
from web.shared.guard import public
from web.shared.respond import see_other
from web.shared.signed_in import actor
from web.storefront.area import area
from web.storefront.paying.starting import order_page, page_of, start_payment

paying = area("paying", __name__)
webhooks = Blueprint("webhooks", __name__)

LARGEST_WORD = 256 * 1024


@paying.after_request
def keep_private(response: Response) -> Response:
    """Keep the ways to and from a payment out of every cache."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


@paying.get("/checkout/pay/<token>")
@public
def go(token: str) -> Response:
    """Send the shopper to the gateway, opening the payment there the first time; again leads to the same place."""
    return see_other(start_payment(queries.get_payment_by_token(token)))


@paying.get("/checkout/return/<token>")
@public
def come_back(token: str) -> Response:
    """Welcome the shopper back from the gateway: ask how it went, settle it and show the order."""
    payment = queries.get_payment_by_token(token)
    if payment.reference:
        _settle(payment)
    with reading():
        payment, purchase = queries.get_payment(payment.id), orders.get_standing(payment.purchase_id)
    _say_if_it_goes_back(payment, purchase)
    return see_other(page_of(purchase))


@paying.post("/checkout/return/<token>")
@public
def pay_again(token: str) -> Response:
    """Send the shopper to pay a purchase that still waits: by its payment that is open, else by a new one."""
    last = queries.list_payments_of(queries.get_payment_by_token(token).purchase_id)[-1]
    if last.reference:
        _settle(last)
    try:
        return see_other(start_payment(_payment_to_start(last.id)))
    except (NotPayable, WayToPayGone) as refusal:
        flash(words.sentence(refusal), "warning")
        return see_other(order_page(last))


@webhooks.post("/payments/webhooks/<gateway>")
@public(signed=True)
def hear(gateway: str) -> tuple[str, int]:
    """Keep the word of a gateway that signed it; what follows is for a job, so that the answer is quick."""
    if not registry.is_listening(gateway):
        abort(404)
    request.max_content_length = LARGEST_WORD
    body = request.get_data()
    event = registry.gateway(gateway).parse_webhook(dict(request.headers), body)
    with transaction():
        service.hear(gateway, event, {"body": body.decode()})
    return "", 200


def _settle(payment: PaymentDetail) -> None:
    try:
        told = ask_gateway(payment)
    except OutageError as problem:  # a job goes on asking
        log.get(__name__).warning("the gateway is away", payment=payment.number, problem=str(problem))
        return
    with transaction():
        checkout.settle_payment(payment.id, told)


def _payment_to_start(last_id: PaymentId) -> PaymentDetail:
    with reading():
        last = queries.get_payment(last_id)
    wished = request.form.get("gateway", last.gateway)[:32]
    may_go_on = last.state not in {PaymentState.DECLINED, PaymentState.VOIDED}
    if may_go_on and (wished == last.gateway or last.state != PaymentState.CREATED):
        return last
    with transaction():
        payment_id = checkout.pay_again(last.purchase_id, gateway=wished, by=actor())
        return queries.get_payment(payment_id)


def _say_if_it_goes_back(payment: PaymentDetail, purchase: PurchaseStanding) -> None:
    """Tell what the order's page can't: that this payment came, and that it goes back."""
    is_paid = purchase.state == PurchaseState.PAID
    if payment.state == PaymentState.CAPTURED and (payment.refunded or not is_paid):
        flash(_("This order was closed or paid already, so this payment goes back to you."), "warning")
