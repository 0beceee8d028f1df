from sqlalchemy import func, select

from core.catalog.models import Brand, Category, Product
from core.kernel.ids import CategoryId
from core.merchants.models import Merchant
from core.platform.db import session
from core.search.errors import BrandNotFound
from core.search.queries.assortment import below, has_price, is_sold
from core.search.types import BrandCard, View
from core.sites.types import SiteDetail


def get_brand(site: SiteDetail, code: str) -> BrandCard:
    """Give a brand of which the site sells something, in whatever currency; raises BrandNotFound."""
    rows = (
        select(Brand.id, Brand.name, func.count(Product.id))
        .join(Product, Product.brand_id == Brand.id)
        .join(Merchant, Merchant.id == Product.merchant_id)
        .where(Brand.code == code, *is_sold(site), has_price(site, site.default_currency))
        .group_by(Brand.id, Brand.name)
    )
    found = session().execute(rows).first()
    if found is None:
        raise BrandNotFound(code=code)
    return BrandCard(found.id, code, *found[1:])


def list_brands(
    view: View, codes: tuple[str, ...] = (), *, category_id: CategoryId | None = None, limit: int = 24
) -> list[BrandCard]:
    """List the brands that are sold here, those with the most products first; `codes` choose and order them."""
    count = func.count().label("products")
    rows = (
        select(Brand.id, Brand.code, Brand.name, count)
        .join(Product, Product.brand_id == Brand.id)
        .join(Merchant, Merchant.id == Product.merchant_id)
        .where(*is_sold(view.site), has_price(view.site, view.currency))
        .group_by(Brand.id, Brand.code, Brand.name)
        .order_by(count.desc(), Brand.name)
    )
    if category_id is not None:
        rows = rows.where(Product.category_id.in_(below(Category.id == category_id)))
    if codes:
        rows = rows.where(Brand.code.in_(codes))
    found = [BrandCard(*row) for row in session().execute(rows.limit(limit))]
    return sorted(found, key=lambda brand: codes.index(brand.code)) if codes else found
