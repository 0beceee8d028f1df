from functools import lru_cache

from sqlalchemy import bindparam, select

from core.kernel.ids import SiteId, VariantId
from core.platform.composed import Composed
from core.platform.db import read_rows
from core.search import policy
from core.search.queries.assortment import stock_of_site
from core.search.types import Stock


def find_stock(site_id: SiteId, variant_id: VariantId) -> Stock | None:
    """Give how much is left of a variant on a site, as a word; None where none of its stock locations keeps it."""
    left = read_rows(_left(site_id), {"variant": variant_id})
    return policy.stock_of(int(left[0].available)) if left else None


@lru_cache(maxsize=64)
def _left(site_id: SiteId) -> Composed:
    stock = stock_of_site(site_id).subquery("stock")
    return Composed(select(stock.c.available).where(stock.c.variant_id == bindparam("variant")))
