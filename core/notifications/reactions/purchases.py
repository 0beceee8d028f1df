"""Mails about a purchase: from the payment to the door, and when it comes to nothing."""

from core.accounts import queries as accounts
from core.fulfillment import queries as parcels
from core.fulfillment.events import ParcelOutForDelivery
from core.fulfillment.types import ParcelId
from core.kernel.ids import OrderId, PurchaseId
from core.merchants import queries as merchants
from core.notifications import facts
from core.notifications.readers import write_to_shopper
from core.notifications.service import write_mail
from core.orders import queries as orders
from core.orders.events import OrderCanceled, OrderDelivered, OrderShipped, PurchaseExpired, PurchasePaid
from core.orders.types import PurchaseState
from core.payments import queries as payments
from core.payments.events import PaymentDeclined, RefundSucceeded


def tell_shopper_purchase_was_paid(event: PurchasePaid) -> None:
    """Confirm a paid purchase with all its orders."""
    purchase = orders.get_purchase(PurchaseId(event.purchase_id))
    write_to_shopper("order_confirmed", purchase, facts.of_purchase(purchase), f"purchase:{purchase.id}")


def tell_merchants_of_paid_orders(event: PurchasePaid) -> None:
    """Tell everybody who works for a merchant of its new order, each in their own language."""
    purchase = orders.get_purchase(PurchaseId(event.purchase_id))
    for order in purchase.orders:
        for account_id in merchants.list_members_of(order.merchant_id):
            member = accounts.get_account(account_id)
            chain = (member.language, "en", purchase.language)
            told = {"order": facts.of_merchants_order(order, chain), "country": purchase.address.country}
            write_mail(
                kind="merchant_order",
                to=member.email,
                language=member.language,
                site_id=purchase.site_id,
                facts=told,
                source_key=f"merchant_order:{order.id}:{member.id}",
            )


def tell_shopper_purchase_expired(event: PurchaseExpired) -> None:
    """Tell that nobody paid in time and that nothing will be sent or charged."""
    purchase = orders.get_purchase(PurchaseId(event.purchase_id))
    if purchase.state == PurchaseState.EXPIRED:
        told = {"orders": [facts.of_order(order) for order in purchase.orders], "total": purchase.total}
        write_to_shopper("purchase_expired", purchase, told, f"purchase:{purchase.id}")


def tell_shopper_order_was_canceled(event: OrderCanceled) -> None:
    """Tell which order is canceled; those of a purchase that nobody paid are told of together."""
    purchase = orders.get_purchase(PurchaseId(event.purchase_id))
    mine = [order for order in purchase.orders if order.id == event.order_id or not event.was_paid]
    told = {"was_paid": event.was_paid, "orders": [facts.of_order(order) for order in mine]}
    key = f"order:{event.order_id}" if event.was_paid else f"purchase:{purchase.id}"
    write_to_shopper("order_canceled", purchase, told, key)


def tell_shopper_order_was_shipped(event: OrderShipped) -> None:
    """Tell that an order is on its way."""
    order = orders.get_order(OrderId(event.order_id))
    purchase = orders.get_purchase(order.purchase_id)
    write_to_shopper("order_shipped", purchase, {"order": facts.of_order(order)}, f"order:{order.id}")


def tell_shopper_parcel_is_at_the_door(event: ParcelOutForDelivery) -> None:
    """Tell that a parcel is on its last way."""
    order = orders.get_order(OrderId(event.order_id))
    purchase = orders.get_purchase(order.purchase_id)
    parcel = parcels.get_parcel(ParcelId(event.parcel_id))
    told = {"order": facts.of_order(order), "parcel": parcel.number}
    write_to_shopper("parcel_at_door", purchase, told, f"parcel:{parcel.id}")


def tell_shopper_order_was_delivered(event: OrderDelivered) -> None:
    """Tell that everything of an order has arrived, and what can be done if something is wrong with it."""
    order = orders.get_order(OrderId(event.order_id))
    purchase = orders.get_purchase(order.purchase_id)
    write_to_shopper("order_delivered", purchase, {"order": facts.of_order(order)}, f"order:{order.id}")


def tell_shopper_payment_was_declined(event: PaymentDeclined) -> None:
    """Tell that a payment failed, as long as the purchase still waits for one."""
    purchase = orders.get_purchase(PurchaseId(event.purchase_id))
    if purchase.state == PurchaseState.PLACED:
        told = {"total": purchase.total, "expires_at": purchase.expires_at}
        write_to_shopper("payment_declined", purchase, told, f"payment:{event.payment_id}")


def tell_shopper_refund_was_made(event: RefundSucceeded) -> None:
    """Tell how much money is on its way back."""
    refund = payments.get_refund(event.refund_id)
    purchase = orders.get_purchase(PurchaseId(event.purchase_id))
    write_to_shopper("refund_made", purchase, {"amount": refund.amount}, f"refund:{refund.id}")
