"""A product as its page shows it, in nine statements: this is the page that is asked for most."""

from dataclasses import dataclass

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from core.catalog.errors import ProductNotFound
from core.catalog.models import (
    Brand,
    Category,
    Product,
    ProductPicture,
    ProductSafety,
    ProductVideo,
    SizeGuide,
)
from core.catalog.queries import PRODUCT_SLUG, safety_of
from core.catalog.types import Picture, ProductState
from core.inventory import queries as inventory
from core.inventory.types import StockLevel, StockLocation
from core.kernel.ids import CategoryId, LocationId, MediaId, ProductId
from core.kernel.texts import pick
from core.media import queries as media
from core.media.models import Medium, Video
from core.media.types import MediaFace
from core.merchants.models import Merchant
from core.merchants.queries import SLUG_KIND as MERCHANT_SLUG
from core.merchants.queries import face_of
from core.platform.db import session
from core.platform.slugs import Slug
from core.search import policy
from core.search.queries.assortment import is_sold
from core.search.queries.variants import Offer, get_range, list_attributes
from core.search.types import SoldProduct, SoldVariant, View


def get_product(view: View, product_id: ProductId) -> SoldProduct:
    """Give a product as the site sells it; raises ProductNotFound where it does not."""
    head = _head(view, product_id)
    product, merchant = head.product, head.merchant
    range_ = get_range(view, product_id)
    if not any(offer.price for offer in range_.offers):
        raise ProductNotFound(id=product_id)
    pictures, faces = _pictures(view, product_id)
    slugs, merchant_slugs = _slugs(product_id, merchant.id)
    return SoldProduct(
        id=product_id,
        slug=pick(slugs, view.chain),
        slugs=slugs,
        title=pick(product.titles, view.chain),
        description=pick(product.descriptions, view.chain),
        category_id=CategoryId(product.category_id),
        brand=head.brand,
        origin=product.origin,
        merchant=face_of(merchant, pick(merchant_slugs, view.chain) or merchant.code, view.chain),
        options=range_.options,
        attributes=list_attributes(view, product_id),
        variants=_variants(view, range_.offers),
        pictures=pictures,
        media=faces,
        languages=tuple(code for code in view.site.languages if product.titles.get(code, "").strip()),
        safety=safety_of(head.safety) if head.safety else None,
        video=media.video_of(head.video) if head.video else None,
        poster=media.face_of(head.poster) if head.poster else None,
        size_guide=head.size_guide,
        merchant_products=head.merchant_products,
    )


@dataclass(frozen=True, slots=True)
class _Head:
    product: Product
    merchant: Merchant
    brand: str
    safety: ProductSafety | None
    video: Video | None
    poster: Medium | None
    size_guide: int | None
    merchant_products: int


def _head(view: View, product_id: ProductId) -> _Head:
    """Read what a product has once: one statement, because each row is there at most once."""
    rows = (
        select(
            Product, Merchant, func.coalesce(Brand.name, ""), ProductSafety, Video, Medium,
            _size_guide().scalar_subquery(), _on_sale().scalar_subquery(),
        )
        .join(Merchant, Merchant.id == Product.merchant_id)
        .outerjoin(Brand, Brand.id == Product.brand_id)
        .outerjoin(ProductSafety, ProductSafety.product_id == Product.id)
        .outerjoin(ProductVideo, ProductVideo.product_id == Product.id)
        .outerjoin(Video, Video.id == ProductVideo.video_id)
        .outerjoin(Medium, Medium.id == ProductVideo.poster_id)
        .where(Product.id == product_id, *is_sold(view.site))
    )  # fmt: skip
    found = session().execute(rows).first()
    if found is None:
        raise ProductNotFound(id=product_id)
    return _Head(*found)


def _size_guide() -> Select[int]:
    """Find the table of sizes that fits best: the nearest category, and the product's own brand before any."""
    here, above = aliased(Category), aliased(Category)
    own, next_above = SizeGuide.category_id == here.id, SizeGuide.category_id == here.parent_id
    near = case((own, 0), (next_above, 1), else_=2)
    return (
        select(SizeGuide.id)
        .join(here, here.id == Product.category_id)
        .outerjoin(above, above.id == here.parent_id)
        .where(
            SizeGuide.merchant_id == Product.merchant_id,
            or_(SizeGuide.brand_id.is_(None), SizeGuide.brand_id == Product.brand_id),
            SizeGuide.category_id.in_([here.id, here.parent_id, above.parent_id]),
        )
        .order_by(near, SizeGuide.brand_id.is_(None))
        .limit(1)
        .correlate(Product)
    )


def _on_sale() -> Select[int]:
    other = aliased(Product)
    mine = and_(other.merchant_id == Product.merchant_id, other.state == ProductState.LIVE)
    return select(func.count(other.id)).where(mine).correlate(Product)


def _pictures(view: View, product_id: ProductId) -> tuple[tuple[Picture, ...], dict[MediaId, MediaFace]]:
    rows = (
        select(ProductPicture, Medium)
        .join(Medium, Medium.id == ProductPicture.media_id)
        .where(ProductPicture.product_id == product_id)
        .order_by(ProductPicture.position, ProductPicture.id)
    )
    found = session().execute(rows).all()
    pictures = (Picture(MediaId(p.media_id), pick(p.alts, view.chain), p.choice_id) for p, _ in found)
    return tuple(pictures), {MediaId(medium.id): media.face_of(medium) for _, medium in found}


def _slugs(product_id: int, merchant_id: int) -> tuple[dict[str, str], dict[str, str]]:
    """Give the slugs of the product and of its merchant by language."""
    rows = (
        select(Slug.kind, Slug.language, Slug.slug)
        .where(
            Slug.current,
            or_(
                and_(Slug.kind == PRODUCT_SLUG, Slug.entity_id == product_id),
                and_(Slug.kind == MERCHANT_SLUG, Slug.entity_id == merchant_id),
            ),
        )
        .order_by(Slug.language)
    )
    found: dict[str, dict[str, str]] = {PRODUCT_SLUG: {}, MERCHANT_SLUG: {}}
    for kind, language, slug in session().execute(rows):
        found[kind][language] = slug
    return found[PRODUCT_SLUG], found[MERCHANT_SLUG]


def _variants(view: View, offers: tuple[Offer, ...]) -> tuple[SoldVariant, ...]:
    levels = inventory.list_levels([offer.detail.id for offer in offers], view.site.id)
    places = inventory.list_locations(view.chain)
    return tuple(_variant(offer, levels.get(offer.detail.id, []), places) for offer in offers)


def _variant(offer: Offer, levels: list[StockLevel], places: dict[LocationId, StockLocation]) -> SoldVariant:
    available = sum(level.available for level in levels)
    sources = inventory.choose_sources(1, levels)
    place = sources[0][0] if sources else next((level.location_id for level in levels), None)
    return SoldVariant(
        detail=offer.detail,
        price=offer.price,
        available=available,
        stock=policy.stock_of(available if offer.price else 0),
        ships_from=places[place] if place else None,
    )
