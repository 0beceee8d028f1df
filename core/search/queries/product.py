from core.catalog import queries as catalog
from core.catalog.errors import ProductNotFound
from core.catalog.models import Category
from core.catalog.types import ProductDetail, VariantDetail
from core.inventory import queries as inventory
from core.inventory.types import StockLevel, StockLocation
from core.kernel.ids import LocationId, ProductId
from core.media import queries as media
from core.merchants import queries as merchants
from core.merchants.types import MerchantFace
from core.platform.db import session
from core.pricing import queries as pricing
from core.pricing.types import Price
from core.search import policy
from core.search.queries.assortment import below
from core.search.types import SoldProduct, SoldVariant, View
from core.sites.types import SiteDetail


def get_product(view: View, product_id: ProductId) -> SoldProduct:
    """Give a product as the site sells it; raises ProductNotFound where it does not."""
    product = catalog.get_product(product_id, view.chain)
    face = merchants.list_by_ids([product.merchant_id], view.chain).get(product.merchant_id)
    if face is None or not _is_in_assortment(product, face, view.site):
        raise ProductNotFound(id=product_id)
    variants = _variants(product, view)
    if not any(variant.price for variant in variants):
        raise ProductNotFound(id=product_id)
    return _sold(product, face, variants)


def _is_in_assortment(product: ProductDetail, face: MerchantFace, site: SiteDetail) -> bool:
    if face.code in site.excluded_merchants:
        return False
    if not site.excluded_categories:
        return True
    excluded = below(Category.code.in_(site.excluded_categories))
    return product.category_id not in set(session().scalars(excluded))


def _variants(product: ProductDetail, view: View) -> tuple[SoldVariant, ...]:
    ids = [variant.id for variant in product.variants]
    prices = pricing.list_prices(view.site.id, view.currency, ids)
    levels = inventory.list_levels(ids, view.site.id)
    places = inventory.list_locations(view.chain)
    return tuple(
        _variant(variant, prices.get(variant.id), levels.get(variant.id, []), places)
        for variant in product.variants
    )


def _variant(
    variant: VariantDetail,
    price: Price | None,
    levels: list[StockLevel],
    places: dict[LocationId, StockLocation],
) -> SoldVariant:
    available = sum(level.available for level in levels)
    sources = inventory.choose_sources(1, levels)
    place = sources[0][0] if sources else next((level.location_id for level in levels), None)
    return SoldVariant(
        detail=variant,
        price=price.amount if price else None,
        available=available,
        stock=policy.stock_of(available if price else 0),
        ships_from=places[place] if place else None,
    )


def _sold(product: ProductDetail, face: MerchantFace, variants: tuple[SoldVariant, ...]) -> SoldProduct:
    return SoldProduct(
        id=product.id,
        slug=product.slug,
        slugs=catalog.list_slugs_of_product(product.id),
        title=product.title,
        description=product.description,
        category_id=product.category_id,
        brand=product.brand,
        origin=product.origin,
        merchant=face,
        options=product.options,
        attributes=product.attributes,
        variants=variants,
        pictures=product.pictures,
        media=media.list_by_ids(picture.media_id for picture in product.pictures),
    )
