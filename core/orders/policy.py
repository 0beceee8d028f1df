"""The lives of purchases and orders. Pure."""

from core.kernel.states import Machine
from core.orders.types import OrderState, PurchaseState

LEADS_BACK = 10_000  # as far as long lists of orders are counted and paged: further back people search

PURCHASE = Machine(
    pay=({PurchaseState.PLACED}, PurchaseState.PAID),
    expire=({PurchaseState.PLACED}, PurchaseState.EXPIRED),
    revive=({PurchaseState.EXPIRED}, PurchaseState.PAID),
    abandon=({PurchaseState.PLACED}, PurchaseState.CANCELED),
    cancel=({PurchaseState.PAID}, PurchaseState.CANCELED),
)

ORDER = Machine(
    pay=({OrderState.PLACED}, OrderState.PAID),
    expire=({OrderState.PLACED}, OrderState.EXPIRED),
    revive=({OrderState.EXPIRED}, OrderState.PAID),
    abandon=({OrderState.PLACED}, OrderState.CANCELED),
    cancel=({OrderState.PAID}, OrderState.CANCELED),
    start_fulfillment=({OrderState.PAID}, OrderState.FULFILLING),
    ship=({OrderState.FULFILLING}, OrderState.SHIPPED),
    deliver=({OrderState.SHIPPED}, OrderState.DELIVERED),
)


def may_cancel(state: OrderState) -> bool:
    """Say whether the shopper may still cancel: before the money (abandon) or before fulfillment (cancel)."""
    return ORDER.can(state, "abandon") or ORDER.can(state, "cancel")
