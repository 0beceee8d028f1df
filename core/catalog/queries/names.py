from collections.abc import Iterable

from sqlalchemy import select

from core.catalog.errors import ProductNotFound
from core.catalog.models import Category, Product
from core.catalog.queries.words import PRODUCT_SLUG, Chain
from core.catalog.types import ProductName, ProductState
from core.kernel.ids import MerchantId, ProductId
from core.kernel.texts import pick
from core.platform import slugs
from core.platform.db import session


def list_names(ids: Iterable[ProductId], chain: Chain) -> dict[ProductId, ProductName]:
    """Give the titles and slugs of products by id, whatever their state."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = select(Product.id, Product.titles, Product.merchant_id, Product.state).where(
        Product.id.in_(wanted)
    )
    found = session().execute(rows).all()
    named = slugs.current(PRODUCT_SLUG, wanted, chain)
    return {
        ProductId(id): ProductName(
            ProductId(id),
            pick(titles, chain),
            named.get(id, ""),
            MerchantId(merchant),
            state == ProductState.LIVE,
        )
        for id, titles, merchant, state in found
    }


def get_top_category_code(product_id: ProductId) -> str:
    """Give the code of the category at the top above a product; raises ProductNotFound."""
    own = select(Category).join(Product, Product.category_id == Category.id).where(Product.id == product_id)
    category = session().scalar(own)
    if category is None:
        raise ProductNotFound(id=product_id)
    while category.parent_id is not None:
        category = session().get_one(Category, category.parent_id)
    return category.code
