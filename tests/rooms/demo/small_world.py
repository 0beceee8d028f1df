"""A demo world of a few items, and what is in it."""

from dataclasses import replace

from sqlalchemy import func, select

from cli.demo.reading import Goods, Item, read_goods
from core.catalog import queries as catalog
from core.catalog.models import Product
from core.catalog.types import ProductDetail
from core.kernel.ids import ProductId
from core.platform.db import Model, session


def small(*keys: str) -> Goods:
    """Give the goods with these items and their categories alone."""
    whole = read_goods()
    items = tuple(item for item in whole.items if item.key in keys)
    parents = {category["slug"]: category["parent"] for category in whole.categories}
    wanted: set[str | None] = set()
    for item in items:
        slug: str | None = item.category
        while slug:
            wanted.add(slug)
            slug = parents[slug]
    categories = tuple(category for category in whole.categories if category["slug"] in wanted)
    return replace(whole, categories=categories, items=items)


def item_of(key: str) -> Item:
    return next(item for item in read_goods().items if item.key == key)


def count_of(kind: type[Model]) -> int:
    return session().execute(select(func.count()).select_from(kind)).scalar_one()


def product_of(key: str, language: str = "en") -> ProductDetail:
    titled = {titles["en"]: id for id, titles in session().execute(select(Product.id, Product.titles))}
    product_id = ProductId(titled[item_of(key).titles["en"]])
    return catalog.get_product(product_id, (language,))
