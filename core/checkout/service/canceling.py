from core.cart import service as carts
from core.checkout.errors import NotPayable
from core.checkout.service.entering import carry_over
from core.flash_sales import service as flash_sales
from core.inventory import service as inventory
from core.kernel.actor import SYSTEM, Actor
from core.kernel.ids import OrderId, PurchaseId
from core.orders import queries as orders
from core.orders import service as order_service
from core.orders.types import PurchaseState
from core.payments import queries as payments
from core.payments import service as payment_service


def cancel_order(order_id: OrderId, *, version: int | None, reason: str, by: Actor) -> None:
    """Cancel an order before its fulfillment: stock is free at once and money goes back, each exactly once.

    An unpaid purchase is canceled as a whole. Raises IllegalMove where fulfillment has begun and OrderOutdated
    where the order moved since `version` was read.
    """
    purchase_id = orders.get_order(order_id).purchase_id
    order_service.hold_purchase(purchase_id)
    if orders.get_purchase(purchase_id).state == PurchaseState.PLACED:
        _abandon(purchase_id, reason=reason, by=by)
        return
    line_ids, amount = order_service.cancel_order(order_id, version=version, reason=reason, by=by)
    payment = payments.find_captured(purchase_id)
    if payment is not None and amount:
        payment_service.request_refund(payment.id, amount, cause=f"order:{order_id}:cancel", by=by)
    inventory.release(line_ids, cause=f"order {order_id} canceled", by=by)
    flash_sales.return_shares(line_ids)


def withdraw_purchase(purchase_id: PurchaseId, *, reason: str, by: Actor) -> None:
    """Cancel a purchase that is not paid, free its stock and put its goods back into the cart they came from.

    Raises NotPayable where it is paid or ended by now.
    """
    order_service.hold_purchase(purchase_id)
    state = orders.get_purchase(purchase_id).state
    if state != PurchaseState.PLACED:
        raise NotPayable(state=state.value)
    _abandon(purchase_id, reason=reason, by=by)
    bring_goods_back(purchase_id)


def bring_goods_back(purchase_id: PurchaseId) -> None:
    """Put the goods of a purchase that came to nothing, and what was entered, back into the cart they came from."""
    purchase = orders.get_purchase(purchase_id)
    back_in = carts.bring_back(purchase.cart_id, purchase.number)
    if back_in is not None:
        carry_over(purchase.cart_id, back_in)


def expire_purchase(purchase_id: PurchaseId) -> bool:
    """Give up a purchase that nobody paid in time and free its stock; False where it was paid at the last second."""
    line_ids = order_service.expire_purchase(purchase_id, by=SYSTEM)
    if not line_ids:
        return False
    payment_service.abandon_open_payments(purchase_id)
    inventory.release(line_ids, cause=f"purchase {purchase_id} expired", by=SYSTEM)
    flash_sales.return_shares(line_ids)
    return True


def _abandon(purchase_id: PurchaseId, *, reason: str, by: Actor) -> None:
    line_ids = order_service.abandon_purchase(purchase_id, reason=reason, by=by)
    payment_service.abandon_open_payments(purchase_id)
    inventory.release(line_ids, cause=f"purchase {purchase_id} canceled", by=by)
    flash_sales.return_shares(line_ids)
