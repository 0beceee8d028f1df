"""Who may open an order: its shopper, and the browser in which a guest placed it or gave its e-mail address."""

from flask import session

from core.kernel.ids import tidy_number
from core.orders import queries
from core.orders.errors import OrderNotFound
from core.orders.types import OrderDetail, PurchaseDetail
from web.shared.signed_in import shopper_id

KEPT = "guest_orders"
MOST_KEPT = 20


def open_purchase(number: str) -> PurchaseDetail:
    """Give a purchase to who may see it; raises OrderNotFound for everybody else."""
    account_id = shopper_id()
    if account_id is not None:
        try:
            return queries.get_purchase_of_shopper(account_id, number)
        except OrderNotFound:
            pass
    return queries.get_purchase_of_browser(kept(), number)


def order_of(purchase: PurchaseDetail, number: str) -> OrderDetail:
    """Give the order of a purchase that a number means; the purchase's own number means its only order."""
    wanted = tidy_number(number)
    if wanted == purchase.number and len(purchase.orders) == 1:
        return purchase.orders[0]
    found = next((order for order in purchase.orders if order.number == wanted), None)
    if found is None:
        raise OrderNotFound
    return found


def may_open(purchase: PurchaseDetail) -> bool:
    """Say whether a purchase is this person's, where it is known to come from this browser."""
    return purchase.account_id is None or purchase.account_id == shopper_id()


def keep(number: str) -> None:
    """Let this browser open a purchase from now on: one that a guest placed, or whose e-mail address was known."""
    session.permanent = True
    session[KEPT] = [number, *(known for known in kept() if known != number)][:MOST_KEPT]


def kept() -> list[str]:
    """List the numbers this browser may open."""
    return list(session.get(KEPT, []))
