from collections.abc import Sequence
from datetime import timedelta

from core.checkout.errors import NotPayable, WayToPayGone
from core.flash_sales import service as flash_sales
from core.inventory import service as inventory
from core.inventory.errors import StockShort
from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor
from core.kernel.ids import OrderLineId, PaymentId, PurchaseId
from core.orders import queries as orders
from core.orders import service as order_service
from core.orders.types import PurchaseState
from core.payments import queries as payments
from core.payments import service as payment_service
from core.payments.types import GatewayStatus, PaymentDetail, PaymentState
from core.platform import batch, db
from core.sites import queries as sites

SLOW_PAYMENT = timedelta(hours=24)


def settle_payment(payment_id: PaymentId, told: GatewayStatus) -> PaymentState | None:
    """Bring a gateway's word home: the one way a purchase gets paid, whoever arrives first.

    Browser, webhook, job and retry all end here; under the purchase's lock only the first of them moves
    anything. Money for a purchase that expired takes its stock again, or goes back if the stock is gone;
    money for one that is paid or canceled already goes back. Gives the payment's new state, None if no news.
    """
    payment = payments.get_payment(payment_id)
    order_service.hold_purchase(payment.purchase_id)
    with batch.gathered():
        state = payment_service.apply_status(payment_id, told, by=SYSTEM)
        is_paid = state == PaymentState.CAPTURED and _pay(payment)
    if state == PaymentState.CAPTURED and not is_paid:
        _take_late_money(payment)
    elif state == PaymentState.PENDING:
        order_service.keep_waiting(payment.purchase_id, clock.now() + SLOW_PAYMENT)
    return state


def pay_again(purchase_id: PurchaseId, *, gateway: str, by: Actor) -> PaymentId:
    """Open another payment for a purchase that still waits, and let go of those before.

    Raises NotPayable, and WayToPayGone where the site does not take its amount by this gateway.
    """
    order_service.hold_purchase(purchase_id)
    purchase = orders.get_purchase(purchase_id)
    if purchase.state != PurchaseState.PLACED:
        raise NotPayable(state=purchase.state.value)
    site = sites.get_site(purchase.site_id)
    offers = payments.list_methods_for(site, purchase.total)
    if gateway not in {method.gateway for method in offers}:
        raise WayToPayGone(gateway=gateway)
    payment_service.abandon_open_payments(purchase_id)
    return payment_service.open_payment(purchase_id, purchase.total, gateway=gateway, by=by)


def _pay(payment: PaymentDetail) -> bool:
    """Mark a purchase as paid, with its stock and its other payments; False where it does not wait any more."""
    if not order_service.pay_purchase(payment.purchase_id, by=SYSTEM):
        return False
    inventory.confirm(orders.list_line_ids(payment.purchase_id))
    payment_service.abandon_open_payments(payment.purchase_id)
    return True


def _take_late_money(payment: PaymentDetail) -> None:
    if not _revive(payment.purchase_id, orders.list_line_ids(payment.purchase_id)):
        payment_service.request_refund(payment.id, payment.amount, cause=f"late:{payment.number}", by=SYSTEM)


def _revive(purchase_id: PurchaseId, line_ids: Sequence[OrderLineId]) -> bool:
    purchase = orders.get_standing(purchase_id)
    if purchase.state != PurchaseState.EXPIRED:
        return False
    try:
        with db.attempt():
            inventory.retake(line_ids, cause=purchase.number, by=SYSTEM)
            flash_sales.retake_shares(line_ids)
    except StockShort:
        return False
    order_service.revive_purchase(purchase_id, by=SYSTEM)
    return True
