from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import selectinload

from core.kernel.ids import MerchantId, OrderId, tidy_number
from core.kernel.money import Money
from core.kernel.page import Page, PageAsk
from core.kernel.places import Address
from core.orders import policy
from core.orders.errors import OrderNotFound
from core.orders.models import Order, Purchase
from core.orders.queries.reading import ORDERS, read_orders
from core.orders.types import GiftOfOrder, OrderCard, OrderDetail, OrderState
from core.platform.db import read_rows, session


def get_order_of_merchant(merchant_id: MerchantId, number: str) -> OrderDetail:
    """Give a merchant's order by number; raises OrderNotFound, also before it is paid."""
    return _order_where(*_business_of(merchant_id), Order.number == tidy_number(number))


def get_order(order_id: OrderId) -> OrderDetail:
    """Give an order by id, for the house itself; raises OrderNotFound."""
    return _order_where(Order.id == order_id)


def get_address_of_order(merchant_id: MerchantId, number: str) -> Address:
    """Give a merchant the address its order goes to; raises OrderNotFound."""
    order = get_order_of_merchant(merchant_id, number)
    return Address(**session().get_one(Purchase, order.purchase_id).address)


def get_gift_of_order(merchant_id: MerchantId, number: str) -> GiftOfOrder:
    """Give a merchant what the shopper wants done with the parcel; raises OrderNotFound."""
    order = get_order_of_merchant(merchant_id, number)
    purchase = session().get_one(Purchase, order.purchase_id)
    return GiftOfOrder(purchase.is_gift, purchase.gift_note)


def list_orders_of_merchant(merchant_id: MerchantId, ask: PageAsk, *, state: str = "") -> Page[OrderCard]:
    """List a merchant's orders, newest first, up to `policy.LEADS_BACK`; unpaid ones are not its business yet."""
    mine = _business_of(merchant_id)
    if state:
        mine.append(Order.state == state)
    counted = select(Order.id).where(*mine).limit(policy.LEADS_BACK)
    count = session().scalar(select(func.count()).select_from(counted.subquery())) or 0
    rows = (
        select(Order, Purchase.address["country"].astext)
        .join(Purchase, Purchase.id == Order.purchase_id)
        .where(*mine)
        .order_by(Order.id.desc())
        .offset(ask.offset)
        .limit(ask.size)
        .options(selectinload(Order.lines))
    )
    items = [
        OrderCard(
            o.number,
            OrderState(o.state),
            o.merchant_name,
            o.location_name,
            o.location_names,
            country,
            sum(line.quantity for line in o.lines),
            Money(o.total_minor, o.currency),
            o.placed_at,
        )
        for o, country in session().execute(rows)
    ]
    return Page(items, ask, count)


def list_orders_by_ids(ids: Iterable[OrderId]) -> Sequence[OrderDetail]:
    """Give orders by id, for other rooms."""
    wanted = set(ids)
    if not wanted:
        return []
    return read_orders(read_rows(select(ORDERS).where(ORDERS.c.id.in_(wanted)).order_by(ORDERS.c.id)))


def _business_of(merchant_id: MerchantId) -> list[ColumnElement[bool]]:
    # What nobody paid is not a merchant's business, canceled or not, and neither is where it would have gone.
    paid = select(Purchase.id).where(Purchase.paid_at.is_not(None))
    return [Order.merchant_id == merchant_id, Order.purchase_id.in_(paid)]


def _order_where(*conditions: ColumnElement[bool]) -> OrderDetail:
    found = read_orders(read_rows(select(ORDERS).where(*conditions)))
    if not found:
        raise OrderNotFound
    return found[0]
