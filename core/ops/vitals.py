"""The figures by which an operator sees how the shop does; each is cheap at any size but for a look at all stock."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from core.inventory.models import Level
from core.kernel import clock
from core.ops.types import QueueLength, Vitals
from core.orders.models import Purchase
from core.orders.types import PurchaseState
from core.payments.models import Payment
from core.platform import outbox
from core.platform.db import session
from core.promotions import queries as promotions
from core.switches import queries as switches

SPANS = (1, 5, 60)
HOUR = timedelta(hours=1)


def look(lengths: Sequence[QueueLength] | None) -> Vitals:
    """Give the figures of now; `lengths` are those of the queues, if they can be asked."""
    now = clock.now()
    counts, oldest = outbox.open_counts(), outbox.oldest_waiting()
    unpaid, overdue = _unpaid(now)
    return Vitals(
        orders=_orders(now),
        payments=_payments(now),
        oversold=_oversold(),
        unpaid=unpaid,
        overdue=overdue,
        deliveries=counts,
        dead_letters=counts.get("dead", 0),
        outbox_age=(now - oldest).total_seconds() if oldest else 0.0,
        queues=None if lengths is None else {queue.name: queue.waiting for queue in lengths},
        switched=len(switches.list_standing()),
        trips=switches.count_trips(HOUR),
        coupons_amiss=len(promotions.list_unproven()),
    )


def _orders(now: datetime) -> dict[int, int]:
    since = {span: now - timedelta(minutes=span) for span in SPANS}
    counted = [func.count().filter(Purchase.placed_at > since[span]) for span in SPANS]
    row = session().execute(select(*counted).where(Purchase.placed_at > since[max(SPANS)])).one()
    return dict(zip(SPANS, row, strict=True))


def _payments(now: datetime) -> dict[str, int]:
    of_late = select(Payment.state, func.count()).join(Purchase, Purchase.id == Payment.purchase_id)
    rows = session().execute(of_late.where(Purchase.placed_at > now - HOUR).group_by(Payment.state))
    return dict(rows.all())


def _oversold() -> int:
    return session().execute(select(func.count()).where(Level.on_hand < Level.reserved)).scalar_one()


def _unpaid(now: datetime) -> tuple[int, int]:
    """Count purchases that wait for money, and those among them that should have been given up minutes ago."""
    late = func.count().filter(Purchase.expires_at < now - timedelta(minutes=5))
    waiting = select(func.count(), late).where(Purchase.state == PurchaseState.PLACED)
    unpaid, overdue = session().execute(waiting).one()
    return unpaid, overdue
