"""Sending the shopper to pay: called after placing and again whenever the purchase still waits."""

from flask import flash, request, url_for
from flask_babel import gettext as _

from core.orders import queries as orders
from core.orders.types import PurchaseStanding, PurchaseState
from core.payments import service
from core.payments.gateways.registry import gateway
from core.payments.types import PaymentDetail, PaymentState
from core.platform import log
from core.platform.db import reading, transaction
from core.platform.http import OutageError
from core.platform.settings import settings
from web.shared.pages import href
from web.shared.site import current_language, current_site, site_url

OWN_MACHINE = {"localhost", "127.0.0.1", "[::1]"}


def start_payment(payment: PaymentDetail) -> str:
    """Give the address where the shopper goes to pay, opening the payment at its gateway the first time.

    That is the order's page where there is nothing to pay, or where the gateway is out of reach: from there
    the shopper can try again. Asks the gateway over the network, so never inside a transaction.
    """
    with reading():
        purchase = orders.get_standing(payment.purchase_id)
    if payment.state != PaymentState.CREATED or purchase.state != PurchaseState.PLACED:
        return page_of(purchase)
    try:
        return payment.pay_url or _open(payment, purchase)
    except OutageError as problem:
        log.get(__name__).warning("the gateway is away", payment=payment.number, problem=str(problem))
        flash(
            _(
                "This way to pay does not answer at the moment, and nothing was charged. Try again, or choose another."
            ),
            "warning",
        )
        return page_of(purchase)


def order_page(payment: PaymentDetail) -> str:
    """Give the page of the order that a payment is for."""
    with reading():
        return page_of(orders.get_standing(payment.purchase_id))


def page_of(purchase: PurchaseStanding) -> str:
    """Give the page of a purchase."""
    return href("orders.show", number=purchase.number)


def _open(payment: PaymentDetail, purchase: PurchaseStanding) -> str:
    opened = gateway(payment.gateway).create(
        number=payment.number,
        amount=payment.amount,
        return_url=_browsers_address() + href("paying.come_back", token=payment.token),
        webhook_url=site_url(current_site()) + url_for("webhooks.hear", gateway=payment.gateway),
        language=current_language(),
        title=purchase.number,
        email=purchase.email,
    )
    with transaction():
        return service.attach_session(payment.id, opened)


def _browsers_address() -> str:
    """Give the shop's address as the shopper's browser knows it, if that is a name of ours.

    The cookies of the shopper are kept under that name, and it may be reached through another port than the
    one we listen on. Any other name is only a claim: then the site's own address stands.
    """
    name = request.host if request.host.endswith("]") else request.host.rsplit(":", 1)[0]
    is_ours = name == current_site().host or name in {*OWN_MACHINE, *settings().trusted_hosts}
    return request.host_url.rstrip("/") if is_ours else site_url(current_site())
