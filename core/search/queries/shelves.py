"""Shelves: a few cards each, for pages that put several of them together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from core.catalog.models import Brand, Category, Product
from core.content.types import Rule
from core.kernel import clock
from core.kernel.ids import CategoryId, MerchantId, ProductId
from core.merchants.models import Merchant
from core.orders.models import Order, OrderLine
from core.orders.types import OrderState
from core.platform.db import session
from core.search.policy import small_price
from core.search.queries.assortment import below, has_price, is_sold, offers
from core.search.queries.listing import _cards
from core.search.types import ProductCard, View

SELLING_DAYS = 90
UNSOLD = (OrderState.PLACED, OrderState.EXPIRED, OrderState.CANCELED)


@dataclass(frozen=True, slots=True)
class ShelfAsk:
    """Which products a shelf shows, at most `count`; `category_id` and `merchant_id` narrow any rule."""

    rule: Rule
    count: int = 8
    category_id: CategoryId | None = None
    merchant_id: MerchantId | None = None
    products: tuple[ProductId, ...] = ()


def list_shelf(view: View, ask: ShelfAsk) -> list[ProductId]:
    """List what belongs on a shelf, best first; one statement. An empty shelf is empty, never filled with others."""
    if ask.rule == Rule.PICKED:
        return list(ask.products[: ask.count])
    rows = _ordered(_sold(view, ask), view, ask.rule)
    return [] if rows is None else [ProductId(id) for id in session().scalars(rows.limit(ask.count))]


def list_cards_by_ids(view: View, ids: Sequence[ProductId]) -> dict[ProductId, ProductCard]:
    """Give the cards of products by id; what the site does not sell is missing. Four statements whatever the size."""
    if not ids:
        return {}
    rows = (
        select(Product.id, Product.titles, Merchant.name, Brand.name)
        .join(Merchant, Merchant.id == Product.merchant_id)
        .outerjoin(Brand, Brand.id == Product.brand_id)
        .where(Product.id.in_(set(ids)), *is_sold(view.site), has_price(view.site, view.currency))
    )
    return {card.id: card for card in _cards(session().execute(rows).all(), view)}


def _sold(view: View, ask: ShelfAsk) -> Select[Any]:
    rows = select(Product.id).join(Merchant, Merchant.id == Product.merchant_id)
    rows = rows.where(*is_sold(view.site), has_price(view.site, view.currency))
    if ask.category_id is not None:
        rows = rows.where(Product.category_id.in_(below(Category.id == ask.category_id)))
    if ask.merchant_id is not None:
        rows = rows.where(Product.merchant_id == ask.merchant_id)
    return rows


def _ordered(rows: Select[Any], view: View, rule: Rule) -> Select[Any] | None:
    if rule == Rule.BEST_SELLING:
        sold = _units_sold()
        return rows.join(sold, sold.c.product_id == Product.id).order_by(
            sold.c.units.desc(), Product.id.desc()
        )
    if rule == Rule.SMALL_PRICES:
        return _for_little(rows, view)
    return rows.order_by(*_varied(Product.published_at.desc(), Product.id.desc()))


def _units_sold() -> Any:
    since = clock.now() - timedelta(days=SELLING_DAYS)
    units = func.sum(OrderLine.quantity).label("units")
    rows = select(OrderLine.product_id, units).join(Order, Order.id == OrderLine.order_id)
    rows = rows.where(Order.state.not_in(UNSOLD), Order.placed_at >= since)
    return rows.group_by(OrderLine.product_id).subquery("sold")


def _for_little(rows: Select[Any], view: View) -> Select[Any] | None:
    """Take the dearest of what costs little: good things, not the cheapest."""
    most = small_price(view.currency)
    if most is None:
        return None
    prices = offers(view)
    rows = rows.join(prices, prices.c.product_id == Product.id)
    rows = rows.where(prices.c.lowest <= most.minor, prices.c.available > 0)
    return rows.order_by(*_varied(prices.c.lowest.desc(), Product.published_at.desc(), Product.id.desc()))


def _varied(*order: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """Put the first of every category before the second of any."""
    return [func.row_number().over(partition_by=Product.category_id, order_by=order), *order]
