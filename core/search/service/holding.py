"""The lock of whoever writes a product into the index."""

from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert

from core.platform import locks
from core.platform.db import session
from core.search.models import IndexedProduct


def hold(product_ids: Sequence[int]) -> dict[int, IndexedProduct]:
    """Lock the rows of products in the order of their ids, and make those that are not there yet."""
    held = locks.rows(IndexedProduct, product_ids)
    if len(held) < len(product_ids):
        rows = [{"id": id} for id in product_ids]
        session().execute(insert(IndexedProduct).values(rows).on_conflict_do_nothing())
        held = locks.rows(IndexedProduct, product_ids)
    return held
