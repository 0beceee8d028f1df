from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.sql import ColumnElement

from core.catalog.models import Brand, Category, Product, ProductPicture
from core.catalog.queries import CATEGORY_SLUG, PRODUCT_SLUG
from core.media import queries as media
from core.media.models import Medium
from core.media.types import MediaFace, MediaState
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
        select(Product.id, Product.published_at, Product.titles)
        .join(Merchant, Merchant.id == Product.merchant_id)
        .where(*_shown(site))
        .order_by(Product.id)
        .offset(offset)
        .limit(limit)
    )
    found = session().execute(rows).all()
    slugs = _slugs(PRODUCT_SLUG, [row.id for row in found])
    pictures = _pictures([row.id for row in found])
    return [
        Place(slugs[row.id], row.published_at, _written_in(row.titles, site), pictures.get(row.id, ()))
        for row in found
        if row.id in slugs
    ]


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


def list_brand_places(site: SiteDetail) -> list[Place]:
    """List the addresses of the brands that are sold on a site, for search engines; a brand's code is its slug."""
    rows = select(Brand.code).join(Product, Product.brand_id == Brand.id)
    rows = rows.join(Merchant, Merchant.id == Product.merchant_id).where(*_shown(site))
    codes = session().scalars(rows.distinct().order_by(Brand.code)).all()
    return [Place({site.default_language: code}, None) for code in codes]


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


def _written_in(titles: dict[str, str], site: SiteDetail) -> tuple[str, ...]:
    return tuple(language for language in site.languages if titles.get(language, "").strip())


def _pictures(ids: list[int]) -> dict[int, tuple[MediaFace, ...]]:
    """Give each product's pictures whose files are there, in order."""
    rows = (
        select(ProductPicture.product_id, Medium)
        .join(Medium, Medium.id == ProductPicture.media_id)
        .where(ProductPicture.product_id.in_(ids), Medium.state == MediaState.READY)
        .order_by(ProductPicture.product_id, ProductPicture.position, ProductPicture.id)
    )
    found: dict[int, tuple[MediaFace, ...]] = {}
    for product_id, medium in session().execute(rows):
        found[product_id] = (*found.get(product_id, ()), media.face_of(medium))
    return found
