from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import func, select, update

from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.ids import AccountId, OrderId, OrderLineId, PurchaseId, new_number
from core.kernel.money import Money
from core.orders import policy, rows
from core.orders.errors import OrderNotFound, OrderOutdated
from core.orders.events import (
    OrderCanceled,
    OrderDelivered,
    OrderShipped,
    PurchaseExpired,
    PurchasePaid,
    PurchasePlaced,
    PurchasesAdopted,
)
from core.orders.models import Order, OrderLine, OrderTaxLine, Purchase
from core.orders.types import NewPurchase, OrderState, PlacedPurchase, PurchaseState
from core.platform import audit, batch, locks, outbox
from core.platform.db import session

_HELD = "held_purchases"  # where a session keeps what `hold_purchase` locked


def place_purchase(new: NewPurchase, *, by: Actor) -> PlacedPurchase:
    """Write a purchase with its orders, lines and tax lines; it waits for its payment until `expires_at`.

    The unique keys on the cart and on (site, idempotency key) make a second purchase impossible; who calls
    looks for the first one before. Inside a batch everything is written when the batch ends.
    """
    number, now = new_number("ORD"), clock.now()
    lines = sum(len(order.lines) for order in new.orders)
    ids = batch.new_ids(purchases=1, orders=len(new.orders), order_lines=lines)
    (purchase_id,), line_ids = ids["purchases"], iter(ids["order_lines"])
    batch.insert(Purchase, [rows.purchase(purchase_id, number, new, placed_at=now)])
    audit.began(Purchase, purchase_id, "place", by=by, after={"state": PurchaseState.PLACED.value})
    placed = []
    for index, (order_id, order) in enumerate(zip(ids["orders"], new.orders, strict=True), start=1):
        placed.append(tuple(OrderLineId(next(line_ids)) for _ in order.lines))
        part = f"{number}-{index}"
        row = rows.order(order_id, purchase_id, part, order, new.currency, placed_at=now)
        batch.insert(Order, [row])
        batch.insert(OrderLine, rows.lines(order_id, placed[-1], order.lines))
        batch.insert(OrderTaxLine, rows.taxes(order_id, placed[-1], order.taxes))
        audit.began(Order, order_id, "place", by=by, after={"state": OrderState.PLACED.value})
    outbox.record(PurchasePlaced(purchase_id=purchase_id))
    return PlacedPurchase(PurchaseId(purchase_id), number, tuple(placed))


def hold_purchase(purchase_id: PurchaseId) -> None:
    """Lock a purchase and its orders until the transaction ends: always before its payments and its stock.

    What this transaction does with them afterwards need not lock and read them again.
    """
    locked = _locked(purchase_id)
    session().info.setdefault(_HELD, {})[purchase_id] = (_scope(), locked)


def pay_purchase(purchase_id: PurchaseId, *, by: Actor) -> bool:
    """Mark a purchase and its orders as paid; False where it was not waiting for a payment any more."""
    purchase, orders = _locked(purchase_id)
    if not policy.PURCHASE.can(PurchaseState(purchase.state), "pay"):
        return False
    _move_all(purchase, orders, "pay", by=by)
    purchase.paid_at = clock.now()
    outbox.record(PurchasePaid(purchase_id=purchase.id))
    return True


def revive_purchase(purchase_id: PurchaseId, *, by: Actor) -> None:
    """Take an expired purchase up again because its payment came late; the caller has reserved the stock anew."""
    purchase, orders = _locked(purchase_id)
    _move_all(purchase, orders, "revive", by=by)
    purchase.paid_at = clock.now()
    outbox.record(PurchasePaid(purchase_id=purchase.id))


def expire_purchase(purchase_id: PurchaseId, *, by: Actor) -> list[OrderLineId]:
    """Give up a purchase that nobody paid in time; gives the lines whose stock is free now, none if it was too late."""
    purchase, orders = _locked(purchase_id)
    is_late = purchase.expires_at <= clock.now()
    if not is_late or not policy.PURCHASE.can(PurchaseState(purchase.state), "expire"):
        return []
    _move_all(purchase, orders, "expire", by=by)
    outbox.record(PurchaseExpired(purchase_id=purchase.id))
    return _line_ids(orders)


def keep_waiting(purchase_id: PurchaseId, until: datetime) -> None:
    """Give a slow payment more time."""
    later = update(Purchase).where(
        Purchase.id == purchase_id, Purchase.state == PurchaseState.PLACED, Purchase.expires_at < until
    )
    session().execute(later.values(expires_at=until))


def abandon_purchase(purchase_id: PurchaseId, *, reason: str, by: Actor) -> list[OrderLineId]:
    """Cancel an unpaid purchase as a whole; gives the lines whose stock is free now.

    Raises IllegalMove where it was paid or expired meanwhile.
    """
    purchase, orders = _locked(purchase_id)
    _move_purchase(purchase, "abandon", by=by, reason=reason)
    for order in orders:
        _cancel(order, "abandon", was_paid=False, reason=reason, by=by)
    return _line_ids(orders)


def cancel_order(
    order_id: OrderId, *, version: int | None, reason: str, by: Actor
) -> tuple[list[OrderLineId], Money]:
    """Cancel a paid order before its fulfillment; gives the lines whose stock is free and what is to be refunded.

    Raises IllegalMove where fulfillment has begun, OrderOutdated where the order moved since `version`.
    The purchase is canceled with its last order.
    """
    purchase, orders = _locked(_purchase_of(order_id))
    order = next(order for order in orders if order.id == order_id)
    if version is not None and order.version != version:
        raise OrderOutdated(state=order.state)
    _cancel(order, "cancel", was_paid=True, reason=reason, by=by)
    if all(other.state == OrderState.CANCELED for other in orders):
        _move_purchase(purchase, "cancel", by=by, reason=reason)
    order.refunded_minor = order.total_minor
    return _line_ids([order]), Money(order.total_minor, order.currency)


def start_fulfillment(order_id: OrderId, *, by: Actor) -> None:
    """Begin to pick an order; from now on it can't be canceled."""
    _, order = _one_locked(order_id)
    _move(order, "start_fulfillment", by=by)


def ship_order(order_id: OrderId, *, by: Actor) -> list[OrderLineId]:
    """Hand an order to the carrier; gives the lines whose units leave the shelf."""
    _, order = _one_locked(order_id)
    _move(order, "ship", by=by)
    outbox.record(OrderShipped(order_id=order.id, purchase_id=order.purchase_id))
    return _line_ids([order])


def deliver_order(order_id: OrderId, *, by: Actor) -> bool:
    """Note that everything of an order has arrived; False where that was known."""
    _, order = _one_locked(order_id)
    if order.state == OrderState.DELIVERED:
        return False
    _move(order, "deliver", by=by)
    outbox.record(OrderDelivered(order_id=order.id, purchase_id=order.purchase_id))
    return True


def hold_order(order_id: OrderId) -> None:
    """Lock an order with its purchase until the transaction ends, for who counts what is left of its lines."""
    _one_locked(order_id)


def adopt_guest_purchases(account_id: AccountId, email: str) -> int:
    """Give an account the guest purchases of its proven e-mail address; gives how many."""
    mine = update(Purchase).where(Purchase.account_id.is_(None), func.lower(Purchase.email) == email.lower())
    adopted = mine.values(account_id=account_id).returning(Purchase.number)
    numbers = sorted(session().scalars(adopted))
    if numbers:
        outbox.record(PurchasesAdopted(account_id=account_id, numbers=numbers))
    return len(numbers)


def _move_all(purchase: Purchase, orders: Sequence[Order], move: str, *, by: Actor) -> None:
    _move_purchase(purchase, move, by=by)
    for order in orders:
        _move(order, move, by=by)


def _move_purchase(purchase: Purchase, move: str, *, by: Actor, reason: str = "") -> None:
    before = purchase.state
    purchase.state = policy.PURCHASE.destination(PurchaseState(before), move)
    purchase.version += 1
    audit.moved(purchase, move, before=before, after=purchase.state, by=by, reason=reason)


def _move(order: Order, move: str, *, by: Actor, reason: str = "") -> None:
    before = order.state
    order.state = policy.ORDER.destination(OrderState(before), move)
    order.version += 1
    audit.moved(order, move, before=before, after=order.state, by=by, reason=reason)


def _cancel(order: Order, move: str, *, was_paid: bool, reason: str, by: Actor) -> None:
    _move(order, move, by=by, reason=reason)
    outbox.record(
        OrderCanceled(order_id=order.id, purchase_id=order.purchase_id, was_paid=was_paid, reason=reason)
    )


def _locked(purchase_id: PurchaseId) -> tuple[Purchase, list[Order]]:
    scope, held = session().info.get(_HELD, {}).get(purchase_id, (None, None))
    if held is not None and scope is _scope():
        return cast(tuple[Purchase, list[Order]], held)
    purchase = locks.row(Purchase, purchase_id)
    if purchase is None:
        raise OrderNotFound
    return purchase, locks.rows_of(Order, Order.purchase_id, purchase_id)


def _scope() -> object:
    """Give what a lock ends with: a savepoint that is rolled back lets go of what was locked inside it."""
    lent = session()
    return lent.get_nested_transaction() or lent.get_transaction()


def _one_locked(order_id: OrderId) -> tuple[Purchase, Order]:
    purchase, orders = _locked(_purchase_of(order_id))
    return purchase, next(order for order in orders if order.id == order_id)


def _purchase_of(order_id: OrderId) -> PurchaseId:
    found = session().scalar(select(Order.purchase_id).where(Order.id == order_id))
    if found is None:
        raise OrderNotFound
    return PurchaseId(found)


def _line_ids(orders: Sequence[Order]) -> list[OrderLineId]:
    ids = (
        select(OrderLine.id)
        .where(OrderLine.order_id.in_([order.id for order in orders]))
        .order_by(OrderLine.id)
    )
    return [OrderLineId(id) for id in session().scalars(ids)]
