"""What is sold on a site, as conditions and tables for the other queries."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Numeric, Select, String, Subquery, all_, any_, cast, exists, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased
from sqlalchemy.sql import ColumnElement

from core.catalog.models import Category, Product, Variant
from core.catalog.types import ProductState
from core.inventory.models import Level, SiteLocation, not_beside_a_pool
from core.kernel.ids import SiteId
from core.merchants.models import Merchant
from core.merchants.types import MerchantState
from core.pricing.models import PriceRow
from core.search.types import View
from core.sites.types import SiteDetail


def is_sold(site: SiteDetail) -> list[ColumnElement[bool]]:
    """Give what must be true of a product and its merchant for the site to sell it."""
    conditions = [Product.state == ProductState.LIVE, Merchant.state == MerchantState.ACTIVE]
    if site.excluded_merchants:
        conditions.append(Merchant.code != all_(codes(site.excluded_merchants)))
    if site.excluded_categories:
        conditions.append(
            Product.category_id.not_in(below(Category.code == any_(codes(site.excluded_categories))))
        )
    return conditions


def codes(told: Iterable[str]) -> ColumnElement[Any]:
    """Give codes as one value, however many there are, so that a statement with them has one text."""
    return cast(list(told), ARRAY(String))


def has_price(site: SiteDetail, currency: str) -> ColumnElement[bool]:
    """Ask for a price of a product without adding prices up: enough where nobody sorts by them."""
    priced = (
        select(PriceRow.id)
        .join(Variant, Variant.id == PriceRow.variant_id)
        .where(Variant.product_id == Product.id, PriceRow.site_id == site.id, PriceRow.currency == currency)
    )
    return exists(priced)


def below(start: ColumnElement[bool]) -> Select[tuple[int]]:
    """Give the ids of the categories that fulfil a condition and of all below them."""
    tree = select(Category.id).where(start).cte(recursive=True)
    child = aliased(Category)
    tree = tree.union(select(child.id).join(tree, child.parent_id == tree.c.id))
    return select(tree.c.id)


def offers(view: View, product_ids: Iterable[int] | None = None) -> Subquery:
    """Give for each product with a price in the currency: `lowest` and `highest` (minor units) and `available`."""
    stock = stock_of_site(view.site.id).subquery("stock")
    left = func.coalesce(stock.c.available, 0)
    rows = (
        select(
            Variant.product_id,
            func.min(PriceRow.amount_minor).label("lowest"),
            func.max(PriceRow.amount_minor).label("highest"),
            func.sum(left).label("available"),
        )
        .join(PriceRow, PriceRow.variant_id == Variant.id)
        .outerjoin(stock, stock.c.variant_id == Variant.id)
        .where(PriceRow.site_id == view.site.id, PriceRow.currency == view.currency)
        .group_by(Variant.product_id)
    )
    if product_ids is not None:
        rows = rows.where(Variant.product_id.in_(list(product_ids)))
    return rows.subquery("offers")


def spoken(texts: Any, chain: Iterable[str]) -> ColumnElement[str]:
    """Give a translated text in the first language of the chain that has one, as pages do."""
    return func.coalesce(*(func.nullif(func.btrim(texts[language].astext), "") for language in chain), "")


def stock_of_site(site_id: SiteId) -> Select[Any]:
    """Give how many units of each variant a site's stock locations have to sell."""
    return (
        select(Level.variant_id, cast(func.sum(Level.on_hand - Level.reserved), Numeric).label("available"))
        .join(SiteLocation, SiteLocation.location_id == Level.location_id)
        .where(SiteLocation.site_id == site_id, not_beside_a_pool())
        .group_by(Level.variant_id)
    )
