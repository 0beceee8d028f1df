"""A product as its page shows it, in one statement beside what is kept of its merchant: the page asked for most."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Text, and_, bindparam, case, cast, func, or_, select
from sqlalchemy.orm import aliased

from core.catalog.errors import ProductNotFound
from core.catalog.models import (
    Attribute,
    AttributeChoice,
    Brand,
    Category,
    CategoryAttribute,
    Product,
    ProductPicture,
    ProductSafety,
    ProductValue,
    ProductVideo,
    SizeGuide,
)
from core.catalog.queries import PRODUCT_SLUG, safety_of
from core.catalog.types import AttributeValue, Picture, ProductState
from core.kernel.ids import CategoryId, MediaId, ProductId
from core.kernel.texts import pick
from core.media import queries as media
from core.media.models import Medium, Video
from core.merchants.models import Merchant
from core.merchants.queries import SLUG_KIND as MERCHANT_SLUG
from core.merchants.queries import face_of
from core.platform import editions, slugs
from core.platform.db import session
from core.reviews import queries as reviews
from core.reviews.models import ProductRating
from core.reviews.types import Rating
from core.search.policy import edition_of
from core.search.queries.assortment import is_sold
from core.search.queries.variants import list_of, range_of, variants_json
from core.search.types import SoldProduct, View
from core.sites.types import SiteDetail


def get_product(view: View, product_id: ProductId) -> SoldProduct:
    """Give a product as the site sells it; raises ProductNotFound where it does not."""
    head = _head(view, product_id)
    product, merchant = head.product, head.merchant
    range_ = range_of(view, head.variants)
    if not any(variant.price for variant in range_.variants):
        raise ProductNotFound(id=product_id)
    figures = _figures(view, merchant.id)
    faces = [media.face_from(one["face"]) for one in head.pictures]
    return SoldProduct(
        id=product_id,
        slug=pick(head.slugs, view.chain),
        slugs=head.slugs,
        title=pick(product.titles, view.chain),
        description=pick(product.descriptions, view.chain),
        category_id=CategoryId(product.category_id),
        brand=head.brand,
        origin=product.origin,
        merchant=face_of(merchant, pick(head.merchant_slugs, view.chain) or merchant.code, view.chain),
        options=range_.options,
        attributes=tuple(_value(view, one) for one in head.attributes),
        variants=range_.variants,
        pictures=tuple(
            Picture(MediaId(one["face"]["id"]), pick(one["alts"], view.chain), one["choice"])
            for one in head.pictures
        ),
        media={face.id: face for face in faces},
        languages=tuple(code for code in view.site.languages if product.titles.get(code, "").strip()),
        safety=safety_of(head.safety) if head.safety else None,
        video=media.video_of(head.video) if head.video else None,
        captions=head.captions or {},
        poster=media.face_of(head.poster) if head.poster else None,
        size_guide=head.size_guide,
        merchant_products=figures.products,
        rating=Rating(*head.rating) if head.rating else None,
        merchant_rating=figures.rating,
        brand_code=head.brand_code,
    )


@dataclass(frozen=True, slots=True)
class _Figures:
    products: int
    rating: Rating | None


@dataclass(frozen=True, slots=True)
class _Head:
    product: Product
    merchant: Merchant
    brand: str
    safety: ProductSafety | None
    video: Video | None
    poster: Medium | None
    size_guide: int | None
    slugs: dict[str, str]
    merchant_slugs: dict[str, str]
    pictures: list[dict[str, Any]]
    attributes: list[dict[str, Any]]
    rating: list[int] | None
    brand_code: str
    captions: dict[str, str] | None
    variants: list[dict[str, Any]]


def _head(view: View, product_id: ProductId) -> _Head:
    """Read what a product has once, and lists of what it has several of."""
    found = session().execute(_statement(view.site, view.currency), {"product_id": product_id}).first()
    if found is None:
        raise ProductNotFound(id=product_id)
    return _Head(*found)


@lru_cache(maxsize=64)
def _statement(site: SiteDetail, currency: str) -> Any:
    """Compose what is asked of `product_id`; composing it costs more than asking."""
    return (
        select(
            Product, Merchant, func.coalesce(Brand.name, ""), ProductSafety, Video, Medium,
            _size_guide().scalar_subquery(),
            slugs.all_json(PRODUCT_SLUG, Product.id), slugs.all_json(MERCHANT_SLUG, Merchant.id),
            _pictures(), _attributes(), _rating(), func.coalesce(Brand.code, ""), ProductVideo.captions,
            variants_json(site, currency),
        )
        .join(Merchant, Merchant.id == Product.merchant_id)
        .outerjoin(Brand, Brand.id == Product.brand_id)
        .outerjoin(ProductSafety, ProductSafety.product_id == Product.id)
        .outerjoin(ProductVideo, ProductVideo.product_id == Product.id)
        .outerjoin(Video, Video.id == ProductVideo.video_id)
        .outerjoin(Medium, Medium.id == ProductVideo.poster_id)
        .where(Product.id == bindparam("product_id"), *is_sold(site))
    )  # fmt: skip


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


def _figures(view: View, merchant_id: int) -> _Figures:
    """Count a merchant's goods and the stars of all of them: as seldom as facets, because it may have very many."""
    key = ("figures of merchant", view.site.id, merchant_id)
    return editions.kept_briefly((edition_of(view.site.id),), key, lambda: _read_figures(merchant_id))


def _read_figures(merchant_id: int) -> _Figures:
    mine = Product.merchant_id == merchant_id, Product.state == ProductState.LIVE
    on_sale = select(func.count(Product.id)).where(*mine).scalar_subquery()
    count, stars = func.sum(ProductRating.review_count), func.sum(ProductRating.stars_sum)
    rated = ProductRating.merchant_id == merchant_id, ProductRating.site_id.is_(None)
    found = session().execute(select(on_sale, count, stars).where(*rated)).one()
    return _Figures(found[0], reviews.mean_of(int(found[1]), int(found[2])) if found[1] else None)


def _pictures() -> Any:
    drawn = aliased(Medium)
    one = func.jsonb_build_object(
        "face", media.face_json(drawn), "alts", ProductPicture.alts, "choice", ProductPicture.choice_id
    )
    rows = (
        select(list_of(one, ProductPicture.position, ProductPicture.id))
        .select_from(ProductPicture)
        .join(drawn, drawn.id == ProductPicture.media_id)
        .where(ProductPicture.product_id == Product.id)
    )
    return rows.correlate(Product).scalar_subquery()


def _attributes() -> Any:
    """Gather what describes every variant of a product, in its category's order."""
    place = and_(
        CategoryAttribute.attribute_id == ProductValue.attribute_id,
        CategoryAttribute.category_id == Product.category_id,
    )
    one = func.jsonb_build_object(
        "code", Attribute.code, "names", Attribute.names, "unit", Attribute.unit,
        "choices", AttributeChoice.names, "number", cast(ProductValue.number, Text), "flag", ProductValue.flag,
    )  # fmt: skip
    rows = (
        select(list_of(one, CategoryAttribute.position.nulls_last(), Attribute.id))
        .select_from(ProductValue)
        .join(Attribute, Attribute.id == ProductValue.attribute_id)
        .outerjoin(AttributeChoice, AttributeChoice.id == ProductValue.choice_id)
        .outerjoin(CategoryAttribute, place)
        .where(ProductValue.product_id == Product.id)
    )
    return rows.correlate(Product).scalar_subquery()


def _rating() -> Any:
    rows = select(func.jsonb_build_array(ProductRating.review_count, ProductRating.average)).where(
        ProductRating.product_id == Product.id,
        ProductRating.site_id.is_(None),
        ProductRating.review_count > 0,
    )
    return rows.correlate(Product).scalar_subquery()


def _value(view: View, one: dict[str, Any]) -> AttributeValue:
    return AttributeValue(
        code=one["code"],
        name=pick(one["names"], view.chain),
        unit=one["unit"],
        choice=pick(one["choices"], view.chain) if one["choices"] else None,
        number=None if one["number"] is None else Decimal(one["number"]),
        flag=one["flag"],
    )
