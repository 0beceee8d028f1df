from collections.abc import Iterable

from sqlalchemy import select

from core.catalog.models import Product, Variant
from core.kernel.ids import MerchantId, ProductId, VariantId
from core.platform.db import session


def find_merchant_of(product_id: ProductId) -> MerchantId | None:
    """Say whose a product is; None where there is none."""
    merchant_id = session().scalar(select(Product.merchant_id).where(Product.id == product_id))
    return None if merchant_id is None else MerchantId(merchant_id)


def list_products_of(variant_ids: Iterable[VariantId]) -> list[ProductId]:
    """List the products that variants belong to, each once."""
    owners = select(Variant.product_id).where(Variant.id.in_(set(variant_ids))).distinct()
    return [ProductId(id) for id in session().scalars(owners.order_by(Variant.product_id))]
