from collections.abc import Iterable

from sqlalchemy import exists, func, select
from sqlalchemy.sql import ColumnElement

from core.catalog.models import Product, Variant
from core.catalog.types import ProductState
from core.kernel.ids import ProductId
from core.orders.models import Order, OrderLine
from core.platform.db import session
from core.search.models import IndexedProduct
from core.search.policy import MAKING


def needs_making() -> bool:
    """Say whether something on sale was never written into the index, or by an older making of it."""
    missing = exists().where(Product.state == ProductState.LIVE, ~_is_written())
    return bool(session().scalar(select(missing)))


def is_written(product_id: int) -> bool:
    """Say whether the index holds a product as it is now, by the making in force."""
    rows = select(IndexedProduct.id).join(Product, Product.id == IndexedProduct.id)
    rows = rows.where(Product.id == product_id, IndexedProduct.making == MAKING)
    return session().scalar(rows.where(IndexedProduct.version == Product.version)) is not None


def count_outdated(*, is_all: bool) -> int:
    """Count the products there are to write: all of them, or what an older making left."""
    rows = select(func.count(Product.id))
    return session().scalar(rows if is_all else rows.where(~_is_written())) or 0


def list_outdated(*, after: int, limit: int, is_all: bool) -> list[ProductId]:
    """List products to write, in the order of their ids: all of them, or what an older making left."""
    rows = select(Product.id).where(Product.id > after).order_by(Product.id).limit(limit)
    if not is_all:
        rows = rows.where(~_is_written())
    return [ProductId(id) for id in session().scalars(rows)]


def list_products_of_variants(variant_ids: Iterable[int]) -> list[ProductId]:
    """List whose variants these are, each product once."""
    rows = select(Variant.product_id).where(Variant.id.in_(set(variant_ids))).distinct()
    return [ProductId(id) for id in session().scalars(rows.order_by(Variant.product_id))]


def list_products_of_purchases(purchase_ids: Iterable[int]) -> list[ProductId]:
    """List what purchases hold, each product once."""
    rows = select(OrderLine.product_id).join(Order, Order.id == OrderLine.order_id)
    rows = rows.where(Order.purchase_id.in_(set(purchase_ids))).distinct()
    return [ProductId(id) for id in session().scalars(rows.order_by(OrderLine.product_id))]


def _is_written() -> ColumnElement[bool]:
    written = select(IndexedProduct.id).where(
        IndexedProduct.id == Product.id, IndexedProduct.making == MAKING
    )
    return written.exists()
