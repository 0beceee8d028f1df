"""The lock of whoever writes a product into the index, and what stands in its row."""

from collections.abc import Mapping, Sequence

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from core.platform import locks
from core.platform.db import session
from core.search import policy
from core.search.models import Document, IndexedProduct

Held = Mapping[int, IndexedProduct]


def hold(product_ids: Sequence[int]) -> Held:
    """Lock the rows of products in the order of their ids, and make those that are not there yet."""
    held = locks.rows(IndexedProduct, product_ids)
    if len(held) < len(product_ids):
        rows = [{"id": id} for id in product_ids]
        session().execute(insert(IndexedProduct).values(rows).on_conflict_do_nothing())
        held = locks.rows(IndexedProduct, product_ids)
    return held


def move(held: Held, sold: Mapping[int, int]) -> None:
    """Move the documents of products to the tier that they sell well enough for; nearly always they stay."""
    for product_id, units in sold.items():
        row, tier = held[product_id], policy.tier_of(units)
        if row.tier != tier:
            row.tier = tier
            session().execute(update(Document).where(Document.product_id == row.id).values(tier=tier))
