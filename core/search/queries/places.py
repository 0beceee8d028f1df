from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.sql import ColumnElement

from core.catalog.models import Category, Product
from core.catalog.queries import CATEGORY_SLUG, PRODUCT_SLUG
from core.merchants.models import Merchant
from core.merchants.queries import SLUG_KIND as MERCHANT_SLUG
from core.platform.db import session
from core.platform.slugs import Slug
from core.search.queries.assortment import below, has_price, is_sold
from core.search.types import Place
from core.sites.types import SiteDetail


def count_products(site: SiteDetail) -> int:
    """Count the products a site shows."""
    rows = select(func.count(Product.id)).join(Merchant, Merchant.id == Product.merchant_id)
    return session().scalar(rows.where(*_shown(site))) or 0


def list_product_places(site: SiteDetail, *, offset: int, limit: int) -> list[Place]:
    """List the addresses of the products a site shows, for search engines."""
    rows = (
        select(Product.id, Product.published_at)
        .join(Merchant, Merchant.id == Product.merchant_id)
        .where(*_shown(site))
        .order_by(Product.id)
        .offset(offset)
        .limit(limit)
    )
    published = {row.id: row.published_at for row in session().execute(rows)}
    slugs = _slugs(PRODUCT_SLUG, published)
    return [Place(slugs[id], at) for id, at in published.items() if id in slugs]


def list_category_places(site: SiteDetail) -> list[Place]:
    """List the addresses of the categories in a site's assortment, for search engines."""
    rows = select(Category.id).order_by(Category.level, Category.position, Category.id)
    if site.excluded_categories:
        rows = rows.where(Category.id.not_in(below(Category.code.in_(site.excluded_categories))))
    ids = session().scalars(rows).all()
    slugs = _slugs(CATEGORY_SLUG, ids)
    return [Place(slugs[id], None) for id in ids if id in slugs]


def list_merchant_places(site: SiteDetail) -> list[Place]:
    """List the addresses of the merchants that sell on a site, for search engines."""
    rows = select(Product.merchant_id).join(Merchant, Merchant.id == Product.merchant_id)
    ids = session().scalars(rows.where(*_shown(site)).distinct().order_by(Product.merchant_id)).all()
    slugs = _slugs(MERCHANT_SLUG, ids)
    return [Place(slugs[id], None) for id in ids if id in slugs]


def _shown(site: SiteDetail) -> list[ColumnElement[bool]]:
    return [*is_sold(site), has_price(site, site.default_currency)]


def _slugs(kind: str, ids: Iterable[int]) -> dict[int, dict[str, str]]:
    rows = (
        select(Slug.entity_id, Slug.language, Slug.slug)
        .where(Slug.kind == kind, Slug.current, Slug.entity_id.in_(list(ids)))
        .order_by(Slug.language)
    )
    found: dict[int, dict[str, str]] = {}
    for id, language, slug in session().execute(rows):
        found.setdefault(id, {})[language] = slug
    return found
