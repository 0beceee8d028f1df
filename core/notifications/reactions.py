from collections.abc import Mapping
from typing import Any

from core.accounts import queries as accounts
from core.accounts import service as account_service
from core.accounts.events import AccountExistsTold, AccountRegistered, PasswordResetAsked
from core.accounts.types import TokenPurpose
from core.fulfillment import queries as parcels
from core.fulfillment.events import ParcelOutForDelivery
from core.fulfillment.types import ParcelId
from core.kernel.ids import AccountId, OrderId, PurchaseId, SiteId, new_token
from core.notifications import facts
from core.notifications.service import write_mail
from core.orders import queries as orders
from core.orders.events import OrderCanceled, OrderDelivered, OrderShipped, PurchaseExpired, PurchasePaid
from core.orders.types import PurchaseDetail, PurchaseState
from core.payments import queries as payments
from core.payments.events import PaymentDeclined, RefundSucceeded


def ask_owner_to_verify(event: AccountRegistered) -> None:
    """Send who registered the link that proves the mailbox."""
    _write_to_owner(event, "verify_email", TokenPurpose.VERIFY)


def send_reset_link(event: PasswordResetAsked) -> None:
    """Send an account's owner the link for choosing a new password."""
    _write_to_owner(event, "reset_password", TokenPurpose.RESET)


def tell_owner_account_exists(event: AccountExistsTold) -> None:
    """Tell an account's owner that somebody tried to register with its address."""
    _write_to_owner(event, "account_exists", None)


def tell_shopper_purchase_was_paid(event: PurchasePaid) -> None:
    """Confirm a paid purchase with all its orders."""
    purchase = orders.get_purchase(PurchaseId(event.purchase_id))
    _write_to_shopper("order_confirmed", purchase, facts.of_purchase(purchase), f"purchase:{purchase.id}")


def tell_shopper_purchase_expired(event: PurchaseExpired) -> None:
    """Tell that nobody paid in time and that nothing will be sent or charged."""
    purchase = orders.get_purchase(PurchaseId(event.purchase_id))
    if purchase.state == PurchaseState.EXPIRED:
        told = {"orders": [facts.of_order(order) for order in purchase.orders], "total": purchase.total}
        _write_to_shopper("purchase_expired", purchase, told, f"purchase:{purchase.id}")


def tell_shopper_order_was_canceled(event: OrderCanceled) -> None:
    """Tell which order is canceled; those of a purchase that nobody paid are told of together."""
    purchase = orders.get_purchase(PurchaseId(event.purchase_id))
    mine = [order for order in purchase.orders if order.id == event.order_id or not event.was_paid]
    told = {"was_paid": event.was_paid, "orders": [facts.of_order(order) for order in mine]}
    key = f"order:{event.order_id}" if event.was_paid else f"purchase:{purchase.id}"
    _write_to_shopper("order_canceled", purchase, told, key)


def tell_shopper_order_was_shipped(event: OrderShipped) -> None:
    """Tell that an order is on its way."""
    order = orders.get_order(OrderId(event.order_id))
    purchase = orders.get_purchase(order.purchase_id)
    _write_to_shopper("order_shipped", purchase, {"order": facts.of_order(order)}, f"order:{order.id}")


def tell_shopper_parcel_is_at_the_door(event: ParcelOutForDelivery) -> None:
    """Tell that a parcel is on its last way."""
    order = orders.get_order(OrderId(event.order_id))
    purchase = orders.get_purchase(order.purchase_id)
    parcel = parcels.get_parcel(ParcelId(event.parcel_id))
    told = {"order": facts.of_order(order), "parcel": parcel.number}
    _write_to_shopper("parcel_at_door", purchase, told, f"parcel:{parcel.id}")


def tell_shopper_order_was_delivered(event: OrderDelivered) -> None:
    """Tell that everything of an order has arrived, and what can be done if something is wrong with it."""
    order = orders.get_order(OrderId(event.order_id))
    purchase = orders.get_purchase(order.purchase_id)
    _write_to_shopper("order_delivered", purchase, {"order": facts.of_order(order)}, f"order:{order.id}")


def tell_shopper_payment_was_declined(event: PaymentDeclined) -> None:
    """Tell that a payment failed, as long as the purchase still waits for one."""
    purchase = orders.get_purchase(PurchaseId(event.purchase_id))
    if purchase.state == PurchaseState.PLACED:
        told = {"total": purchase.total, "expires_at": purchase.expires_at}
        _write_to_shopper("payment_declined", purchase, told, f"payment:{event.payment_id}")


def tell_shopper_refund_was_made(event: RefundSucceeded) -> None:
    """Tell how much money is on its way back."""
    refund = payments.get_refund(event.refund_id)
    purchase = orders.get_purchase(PurchaseId(event.purchase_id))
    _write_to_shopper("refund_made", purchase, {"amount": refund.amount}, f"refund:{refund.id}")


def _write_to_shopper(kind: str, purchase: PurchaseDetail, told: Mapping[str, Any], key: str) -> None:
    common = {
        "number": purchase.number, "name": purchase.address.name, "is_guest": purchase.account_id is None,
    }
    write_mail(
        kind=kind, to=purchase.email, language=purchase.language, site_id=purchase.site_id,
        facts={**common, **told}, source_key=f"{kind}:{key}",
    )


def _write_to_owner(
    event: AccountRegistered | PasswordResetAsked | AccountExistsTold, kind: str, purpose: TokenPurpose | None
) -> None:
    """Write a mail in the language of the page; every asking is a mail of its own, with a link of its own.

    It greets nobody by name: whoever registers with somebody's address could write them anything as a name.
    """
    owner = accounts.get_account(AccountId(event.account_id))
    secrets = {"token": account_service.issue_token(owner.id, purpose)} if purpose else {}
    write_mail(
        kind=kind, to=owner.email, language=event.language, site_id=SiteId(event.site_id),
        facts={}, secrets=secrets, source_key=f"{kind}:{owner.id}:{new_token(12)}",
    )
