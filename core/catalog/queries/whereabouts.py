from collections.abc import Iterable

from sqlalchemy import select

from core.catalog.models import Category, Product, Variant
from core.catalog.types import Whereabouts
from core.kernel.ids import CategoryId, MerchantId, ProductId, VariantId
from core.platform.db import session


def list_whereabouts(
    product_ids: Iterable[ProductId] = (), *, variant_ids: Iterable[VariantId] = ()
) -> list[Whereabouts]:
    """Say whose products are, and in which categories up to the top; of variants, whose product they belong to."""
    owners = select(Variant.product_id).where(Variant.id.in_(set(variant_ids)))
    # One list of ids, because "either of two" would read every product there is.
    wanted = owners.union(select(Product.id).where(Product.id.in_(set(product_ids))))
    places = select(Product.id, Product.merchant_id, Product.category_id).where(Product.id.in_(wanted))
    rows = session().execute(places).all()
    above = _above() if rows else {}
    return [
        Whereabouts(ProductId(id), MerchantId(merchant), _path(category, above))
        for id, merchant, category in rows
    ]


def _above() -> dict[int, int | None]:
    return dict(session().execute(select(Category.id, Category.parent_id)).all())


def _path(category: int, above: dict[int, int | None]) -> tuple[CategoryId, ...]:
    path, at = [], above.get(category)
    path.append(CategoryId(category))
    while at is not None:
        path.append(CategoryId(at))
        at = above.get(at)
    return tuple(path)
