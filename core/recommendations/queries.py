from collections.abc import Iterable

from sqlalchemy import Row, case, func, select

from core.catalog.models import Category, Product
from core.catalog.types import ProductState
from core.kernel.ids import MerchantId, ProductId
from core.platform.db import session
from core.recommendations import policy
from core.recommendations.models import ProductPair, ProductPopularity
from core.recommendations.types import Companion


def list_bought_together(product_id: ProductId, limit: int = 24) -> list[Companion]:
    """List what others bought with a product, strongest first; empty for one that never shared a purchase."""
    rows = (
        select(Product.id, Product.merchant_id)
        .join(ProductPair, ProductPair.other_id == Product.id)
        .where(ProductPair.product_id == product_id, Product.state == ProductState.LIVE)
        .order_by(ProductPair.score.desc(), ProductPair.other_id)
        .limit(limit)
    )
    return _companions(session().execute(rows))


def list_related(product_id: ProductId, limit: int = 24) -> list[Companion]:
    """List what resembles a product: of its category, then of the one above; what sells most comes first."""
    own = select(Product.category_id, Category.parent_id).join(Category, Category.id == Product.category_id)
    here = session().execute(own.where(Product.id == product_id)).first()
    if here is None:
        return []
    category_id, parent_id = here
    units = func.coalesce(ProductPopularity.units, 0)
    rows = (
        select(Product.id, Product.merchant_id)
        .join(Category, Category.id == Product.category_id)
        .outerjoin(ProductPopularity, ProductPopularity.product_id == Product.id)
        .where(Product.id != product_id, Product.state == ProductState.LIVE)
        .where((Category.id == category_id) | (Category.parent_id == (parent_id or category_id)))
        .order_by(case((Category.id == category_id, 0), else_=1), units.desc(), Product.id.desc())
        .limit(limit)
    )
    return _companions(session().execute(rows))


def varied(companions: Iterable[Companion], limit: int) -> list[ProductId]:
    """Take the first companions, not all of one merchant."""
    return policy.diverse(((one.product_id, one.merchant_id) for one in companions), limit)


def _companions(rows: Iterable[Row[int, int]]) -> list[Companion]:
    return [Companion(ProductId(id), MerchantId(merchant_id)) for id, merchant_id in rows]
