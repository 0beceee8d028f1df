"""Shelves: a few products each, for pages that put several of them together."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from core.content.types import Rule
from core.kernel.ids import CategoryId, MerchantId, ProductId
from core.platform.db import session
from core.search.models import Fact, ShownPrice
from core.search.policy import small_price
from core.search.types import View

NO_MONEY = -1


@dataclass(frozen=True, slots=True)
class ShelfAsk:
    """Which products a shelf shows, at most `count`; `category_id` and `merchant_id` narrow any rule."""

    rule: Rule
    count: int = 8
    category_id: CategoryId | None = None
    merchant_id: MerchantId | None = None
    products: tuple[ProductId, ...] = ()


def list_shelf(view: View, ask: ShelfAsk) -> list[ProductId]:
    """List what belongs on a shelf and is in stock, best first; one statement, and none for products picked by hand.

    A shelf with nothing on it is empty: it is never filled with others.
    """
    if ask.rule == Rule.PICKED:
        return list(ask.products[: ask.count])
    rows = _sold(view, ask).where(*_conditions(view, ask.rule)).order_by(*_order(ask.rule)).limit(ask.count)
    return [ProductId(id) for id in session().scalars(rows)]


def _sold(view: View, ask: ShelfAsk) -> Select[Any]:
    shown = and_(ShownPrice.site_id == Fact.site_id, ShownPrice.product_id == Fact.product_id)
    rows = select(Fact.product_id).join(ShownPrice, shown)
    rows = rows.where(Fact.site_id == view.site.id, ShownPrice.currency == view.currency, Fact.available > 0)
    if ask.category_id is not None:
        rows = rows.where(Fact.category_ids.contains([ask.category_id]))
    if ask.merchant_id is not None:
        rows = rows.where(Fact.merchant_id == ask.merchant_id)
    return rows


def _conditions(view: View, rule: Rule) -> list[ColumnElement[bool]]:
    if rule == Rule.BEST_SELLING:
        return [Fact.sold > 0]
    if rule == Rule.DISCOUNTED:
        return [ShownPrice.discount > 0]
    if rule == Rule.SMALL_PRICES:
        most = small_price(view.currency)
        return [ShownPrice.lowest_minor <= (most.minor if most else NO_MONEY)]
    return []


def _order(rule: Rule) -> list[ColumnElement[Any]]:
    """Sort by what the rule is about; but for bestsellers, the first of every category before the second of any."""
    newest = [Fact.newness.desc(), Fact.product_id.desc()]
    if rule == Rule.BEST_SELLING:
        return [Fact.sold.desc(), *newest]
    order = {
        Rule.DISCOUNTED: [ShownPrice.discount.desc(), *newest],
        # The dearest of what costs little: good things, not the cheapest.
        Rule.SMALL_PRICES: [ShownPrice.lowest_minor.desc(), *newest],
    }.get(rule, newest)
    return [func.row_number().over(partition_by=Fact.category_id, order_by=order), *order]
