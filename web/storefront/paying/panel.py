"""What the order's page says of a payment that has not arrived."""

from dataclasses import dataclass
from datetime import datetime

from core.orders.types import PurchaseDetail, PurchaseState
from core.payments import queries
from core.payments.types import PaymentState


@dataclass(frozen=True, slots=True)
class PaymentPanel:
    """The payment that a purchase waits for: under way, or still to be made by `until`."""

    token: str
    is_under_way: bool
    was_declined: bool
    until: datetime


def panel_of(purchase: PurchaseDetail) -> PaymentPanel | None:
    """Give what `storefront/paying/_payment.html` shows for a purchase; None where nothing is to pay."""
    if purchase.state != PurchaseState.PLACED:
        return None
    last = queries.list_payments_of(purchase.id)[-1]
    return PaymentPanel(
        token=last.token,
        is_under_way=last.state in {PaymentState.PENDING, PaymentState.AUTHORIZED},
        was_declined=last.state == PaymentState.DECLINED,
        until=purchase.expires_at,
    )
