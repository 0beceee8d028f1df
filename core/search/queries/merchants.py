from sqlalchemy import func, select

from core.catalog.models import Product
from core.kernel.ids import MerchantId
from core.merchants import queries as merchants
from core.merchants.models import Merchant
from core.platform.db import session
from core.search.queries.assortment import has_price, is_sold
from core.search.queries.listing import pictures_of
from core.search.types import MerchantCard, View


def list_merchants(view: View, limit: int = 12) -> list[MerchantCard]:
    """List the merchants that sell on the site, those with the most products first; six statements at most."""
    newest = func.max(Product.id)
    rows = (
        session()
        .execute(
            select(Product.merchant_id, func.count().label("products"), newest.label("newest"))
            .join(Merchant, Merchant.id == Product.merchant_id)
            .where(*is_sold(view.site), has_price(view.site, view.currency))
            .group_by(Product.merchant_id)
            .order_by(func.count().desc(), Product.merchant_id)
            .limit(limit)
        )
        .all()
    )
    faces = merchants.list_by_ids([MerchantId(row.merchant_id) for row in rows], view.chain)
    pictures = pictures_of([row.newest for row in rows])
    return [
        MerchantCard(
            id=face.id,
            slug=face.slug,
            name=face.name,
            country=face.country,
            products=row.products,
            picture=pictures.get(row.newest),
        )
        for row in rows
        if (face := faces.get(MerchantId(row.merchant_id))) is not None
    ]
