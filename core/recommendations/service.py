from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from core.kernel import clock
from core.orders.models import Order, OrderLine, Purchase
from core.orders.types import PurchaseState
from core.platform import locks
from core.platform.db import session
from core.recommendations import policy
from core.recommendations.models import ProductPair, ProductPopularity

ROWS_AT_ONCE = 1000


def rebuild() -> int:
    """Work out anew what goes with what and what sells, from the purchases paid within a year; gives the pairs.

    Readers see the old answer until it is whole. No person is in it: a purchase counts, not whose it was.
    """
    locks.advisory("recommendations")
    purchases, units = _sold()
    best = policy.best_of(policy.pairs_of(purchases.values()))
    session().execute(delete(ProductPair))
    session().execute(delete(ProductPopularity))
    pairs = [dict(zip(("product_id", "other_id", "together", "score"), row, strict=True)) for row in best]
    for start in range(0, len(pairs), ROWS_AT_ONCE):
        session().execute(insert(ProductPair), pairs[start : start + ROWS_AT_ONCE])
    if units:
        rows = [{"product_id": id, "units": count} for id, count in sorted(units.items())]
        session().execute(insert(ProductPopularity), rows)
    return len(pairs)


def _sold() -> tuple[dict[int, list[int]], dict[int, int]]:
    """Give the products of each paid purchase, and how many units of each product went."""
    since = clock.now() - timedelta(days=policy.LOOK_BACK_DAYS)
    rows = (
        select(Purchase.id, OrderLine.product_id, func.sum(OrderLine.quantity))
        .join(Order, Order.purchase_id == Purchase.id)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(Purchase.state == PurchaseState.PAID, Purchase.placed_at >= since)
        .group_by(Purchase.id, OrderLine.product_id)
    )
    purchases: dict[int, list[int]] = {}
    units: dict[int, int] = {}
    for purchase_id, product_id, count in session().execute(rows):
        purchases.setdefault(purchase_id, []).append(product_id)
        units[product_id] = units.get(product_id, 0) + int(count)
    return purchases, units
