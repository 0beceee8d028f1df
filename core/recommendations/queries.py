from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Integer, bindparam, case, func, select

from core.catalog.models import Category, Product
from core.catalog.types import ProductState
from core.kernel.ids import MerchantId, ProductId
from core.platform.composed import Composed
from core.platform.db import read_rows
from core.recommendations import policy
from core.recommendations.models import ProductPair, ProductPopularity
from core.recommendations.types import Companion

MOST = 24


def list_bought_together(product_id: ProductId, limit: int = MOST) -> list[Companion]:
    """List what others bought with a product, strongest first; empty for one that never shared a purchase."""
    return _companions(read_rows(_together(), {"product": product_id, "most": limit}))


def list_related(product_id: ProductId, limit: int = MOST) -> list[Companion]:
    """List what resembles a product: of its category, then of the one above; what sells most comes first."""
    for here in read_rows(_place(), {"product": product_id}):
        above = here.parent_id or here.category_id
        asked = {"product": product_id, "category": here.category_id, "above": above, "most": limit}
        return _companions(read_rows(_related(), asked))
    return []


@cache
def _together() -> Composed:
    return Composed(
        select(Product.id, Product.merchant_id)
        .join(ProductPair, ProductPair.other_id == Product.id)
        .where(ProductPair.product_id == bindparam("product"), Product.state == ProductState.LIVE)
        .order_by(ProductPair.score.desc(), ProductPair.other_id)
        .limit(bindparam("most", type_=Integer))
    )


@cache
def _place() -> Composed:
    own = select(Product.category_id, Category.parent_id).join(Category, Category.id == Product.category_id)
    return Composed(own.where(Product.id == bindparam("product")))


@cache
def _related() -> Composed:
    units = func.coalesce(ProductPopularity.units, 0)
    is_of_category = Category.id == bindparam("category")
    return Composed(
        select(Product.id, Product.merchant_id)
        .join(Category, Category.id == Product.category_id)
        .outerjoin(ProductPopularity, ProductPopularity.product_id == Product.id)
        .where(Product.id != bindparam("product"), Product.state == ProductState.LIVE)
        .where(is_of_category | (Category.parent_id == bindparam("above")))
        .order_by(case((is_of_category, 0), else_=1), units.desc(), Product.id.desc())
        .limit(bindparam("most", type_=Integer))
    )


def varied(companions: Iterable[Companion], limit: int) -> list[ProductId]:
    """Take the first companions, not all of one merchant."""
    return policy.diverse(((one.product_id, one.merchant_id) for one in companions), limit)


def _companions(rows: Iterable[Any]) -> list[Companion]:
    return [Companion(ProductId(id), MerchantId(merchant_id)) for id, merchant_id in rows]
