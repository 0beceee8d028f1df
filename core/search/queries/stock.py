from sqlalchemy import select

from core.kernel.ids import SiteId, VariantId
from core.platform.db import session
from core.search import policy
from core.search.queries.assortment import stock_of_site
from core.search.types import Stock


def find_stock(site_id: SiteId, variant_id: VariantId) -> Stock | None:
    """Give how much is left of a variant on a site, as a word; None where none of its stock locations keeps it."""
    stock = stock_of_site(site_id).subquery("stock")
    left = (
        session()
        .execute(select(stock.c.available).where(stock.c.variant_id == variant_id))
        .scalar_one_or_none()
    )
    return None if left is None else policy.stock_of(int(left))
