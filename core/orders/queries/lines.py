"""Bought lines, for who follows up on them: what a shopper has, and in which order's state."""

from collections.abc import Iterable

from sqlalchemy import Select, func, select

from core.kernel.ids import AccountId, MerchantId, OrderId, OrderLineId, SiteId
from core.kernel.page import Page, PageAsk
from core.orders.errors import OrderNotFound
from core.orders.models import Order, OrderLine, Purchase
from core.orders.queries.reading import line_snapshot
from core.orders.types import BoughtLine, OrderState
from core.platform.db import session


def get_bought_line(account_id: AccountId, line_id: OrderLineId) -> BoughtLine:
    """Give a line of an account's orders; raises OrderNotFound, for somebody else's too."""
    found = session().execute(_lines_of(account_id).where(OrderLine.id == line_id)).first()
    if found is None:
        raise OrderNotFound
    return _bought(*found)


def list_bought_lines(
    account_id: AccountId, ask: PageAsk, *, states: Iterable[OrderState], without: Iterable[int] = ()
) -> Page[BoughtLine]:
    """List the lines of an account's orders in some states, newest first, leaving out those in `without`."""
    rows = _lines_of(account_id).where(Order.state.in_(list(states)), OrderLine.id.not_in(list(without)))
    count = session().scalar(select(func.count()).select_from(rows.subquery())) or 0
    found = session().execute(rows.order_by(OrderLine.id.desc()).offset(ask.offset).limit(ask.size))
    return Page([_bought(*row) for row in found], ask, count)


def _lines_of(account_id: AccountId) -> Select[OrderLine, Order, Purchase]:
    return (
        select(OrderLine, Order, Purchase)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Purchase, Purchase.id == Order.purchase_id)
        .where(Purchase.account_id == account_id)
    )


def _bought(line: OrderLine, order: Order, purchase: Purchase) -> BoughtLine:
    return BoughtLine(
        line=line_snapshot(line, order.currency),
        order_id=OrderId(order.id),
        order_number=order.number,
        state=OrderState(order.state),
        merchant_id=MerchantId(order.merchant_id),
        site_id=SiteId(purchase.site_id),
        country=purchase.address["country"],
        placed_at=order.placed_at,
    )
