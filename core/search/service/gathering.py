"""Reading what the index is made of: products with their words, prices, stock, sales and ratings, many at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from core.catalog.models import (
    Attribute,
    AttributeChoice,
    Brand,
    Category,
    Product,
    ProductValue,
    Variant,
    VariantChoice,
)
from core.catalog.types import ProductState
from core.inventory.models import Level, Location, SiteLocation, not_beside_a_pool
from core.kernel import clock
from core.kernel.ids import VariantId
from core.kernel.texts import Texts
from core.merchants.models import Merchant
from core.merchants.types import MerchantState
from core.orders.models import Order, OrderLine
from core.orders.types import OrderState
from core.platform.db import session
from core.pricing import queries as pricing
from core.pricing.models import PriceRow
from core.pricing.types import Reduction
from core.reviews.models import ProductRating
from core.sites.types import SiteDetail

SELLING_DAYS = 90
SOLD = (OrderState.PAID, OrderState.FULFILLING, OrderState.SHIPPED, OrderState.DELIVERED)
FLAG_SET = "yes"


@dataclass(slots=True)
class Range:
    """What a product costs on a site in a currency, in minor units; `was` is what the lowest is reduced from."""

    site_id: int
    currency: str
    lowest: int
    highest: int
    was: int | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """Units of a product that a site can sell from a country."""

    site_id: int
    country: str
    available: int


@dataclass(slots=True)
class Source:
    """A product with all that its rows of the index are made of; `path` leads from its category to the top."""

    product: Product
    merchant: Merchant
    brand: Brand | None
    path: tuple[Category, ...]
    variant_ids: list[VariantId] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    attributes: dict[str, Texts] = field(default_factory=dict)
    prices: list[Range] = field(default_factory=list)
    shelves: list[Shelf] = field(default_factory=list)
    sold: int = 0
    rating: int = 0
    reviews: int = 0

    @property
    def published_at(self) -> datetime:
        return self.product.published_at or self.product.created_at


def gather(product_ids: Sequence[int], shops: Sequence[SiteDetail]) -> list[Source]:
    """Read those of the products that are live and of an active merchant.

    Ten statements whatever the number, and two for each site and currency with a list price among them.
    """
    found = _products(product_ids)
    if not found:
        return []
    _add_codes(found)
    _add_values(found)
    _add_choices(found)
    _add_prices(found)
    _add_reductions(found, shops)
    _add_stock(found)
    _add_sales(found)
    _add_ratings(found)
    return list(found.values())


def _products(product_ids: Sequence[int]) -> dict[int, Source]:
    tree = {category.id: category for category in session().scalars(select(Category))}
    rows = (
        select(Product, Merchant, Brand)
        .join(Merchant, Merchant.id == Product.merchant_id)
        .outerjoin(Brand, Brand.id == Product.brand_id)
        .where(
            Product.id.in_(product_ids),
            Product.state == ProductState.LIVE,
            Merchant.state == MerchantState.ACTIVE,
        )
        .order_by(Product.id)
    )
    fresh = session().execute(rows, execution_options={"populate_existing": True})
    return {
        product.id: Source(product, merchant, brand, _path(product.category_id, tree))
        for product, merchant, brand in fresh
    }


def _path(category_id: int, tree: Mapping[int, Category]) -> tuple[Category, ...]:
    path = []
    at: int | None = category_id
    while at is not None:
        path.append(tree[at])
        at = tree[at].parent_id
    return tuple(path)


def _add_codes(found: Mapping[int, Source]) -> None:
    rows = select(Variant.product_id, Variant.id, Variant.sku, Variant.barcode)
    rows = rows.where(Variant.product_id.in_(found)).order_by(Variant.id)
    for product_id, id, sku, barcode in session().execute(rows):
        found[product_id].variant_ids.append(VariantId(id))
        found[product_id].codes.extend(code for code in (sku, barcode) if code)


def _add_values(found: Mapping[int, Source]) -> None:
    rows = (
        select(ProductValue, Attribute, AttributeChoice)
        .join(Attribute, Attribute.id == ProductValue.attribute_id)
        .outerjoin(AttributeChoice, AttributeChoice.id == ProductValue.choice_id)
        .where(ProductValue.product_id.in_(found))
    )
    for value, attribute, choice in session().execute(rows):
        written = _written(value.number, value.flag, choice)
        if written:
            names: Texts = choice.names if choice else attribute.names if value.flag else {}
            found[value.product_id].attributes[f"{attribute.code}={written}"] = names


def _written(number: Decimal | None, flag: bool | None, choice: AttributeChoice | None) -> str:
    if choice is not None:
        return choice.code
    if number is not None:
        return f"{number.normalize():f}"
    return FLAG_SET if flag else ""


def _add_choices(found: Mapping[int, Source]) -> None:
    rows = (
        select(Variant.product_id, Attribute.code, AttributeChoice.code, AttributeChoice.names)
        .join(VariantChoice, VariantChoice.variant_id == Variant.id)
        .join(Attribute, Attribute.id == VariantChoice.attribute_id)
        .join(AttributeChoice, AttributeChoice.id == VariantChoice.choice_id)
        .where(Variant.product_id.in_(found))
        .distinct()
    )
    for product_id, attribute, choice, names in session().execute(rows):
        found[product_id].attributes[f"{attribute}={choice}"] = names


def _add_prices(found: Mapping[int, Source]) -> None:
    rows = (
        select(
            Variant.product_id, PriceRow.site_id, PriceRow.currency,
            func.min(PriceRow.amount_minor), func.max(PriceRow.amount_minor),
        )
        .join(Variant, Variant.id == PriceRow.variant_id)
        .where(Variant.product_id.in_(found))
        .group_by(Variant.product_id, PriceRow.site_id, PriceRow.currency)
    )  # fmt: skip
    for product_id, site_id, currency, lowest, highest in session().execute(rows):
        found[product_id].prices.append(Range(site_id, currency, lowest, highest))


def _add_reductions(found: Mapping[int, Source], shops: Sequence[SiteDetail]) -> None:
    """Note what may be struck through beside a lowest price: what the shop may announce, not what a merchant claims."""
    owners = {id: source for source in found.values() for id in source.variant_ids}
    places = pricing.list_declared_places(owners)
    for shop in shops:
        for currency in sorted(currency for site_id, currency in places if site_id == shop.id):
            for id, reduction in pricing.list_reductions(owners, shop, currency).items():
                _note_reduction(owners[id], shop.id, reduction)


def _note_reduction(source: Source, site_id: int, reduction: Reduction) -> None:
    for price in source.prices:
        is_here = (price.site_id, price.currency) == (site_id, reduction.now.currency)
        if is_here and price.lowest == reduction.now.minor < reduction.was.minor:
            price.was = max(price.was or 0, reduction.was.minor)


def shelves_of(product_ids: Iterable[int]) -> dict[int, list[Shelf]]:
    """Count what sites can sell of products: units of variants with a price there, at a site's own locations."""
    priced = select(PriceRow.id).where(
        PriceRow.variant_id == Variant.id, PriceRow.site_id == SiteLocation.site_id
    )
    rows = (
        select(
            Variant.product_id, SiteLocation.site_id, Location.country,
            func.sum(Level.on_hand - Level.reserved),
        )
        .join(Variant, Variant.id == Level.variant_id)
        .join(SiteLocation, SiteLocation.location_id == Level.location_id)
        .join(Location, Location.id == Level.location_id)
        .where(Variant.product_id.in_(product_ids), priced.exists(), not_beside_a_pool())
        .group_by(Variant.product_id, SiteLocation.site_id, Location.country)
    )  # fmt: skip
    shelves: dict[int, list[Shelf]] = {}
    for product_id, site_id, country, available in session().execute(rows):
        shelves.setdefault(product_id, []).append(Shelf(site_id, country, int(available)))
    return shelves


def units_sold(product_ids: Iterable[int]) -> dict[int, int]:
    """Count what was sold of products lately; those of which nothing was are missing from the answer."""
    since = clock.now() - timedelta(days=SELLING_DAYS)
    rows = (
        select(OrderLine.product_id, func.sum(OrderLine.quantity))
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.product_id.in_(product_ids), Order.state.in_(SOLD), Order.placed_at >= since)
        .group_by(OrderLine.product_id)
    )
    return {product_id: int(units) for product_id, units in session().execute(rows)}


def _add_stock(found: Mapping[int, Source]) -> None:
    for product_id, shelves in shelves_of(found).items():
        found[product_id].shelves.extend(shelves)


def _add_sales(found: Mapping[int, Source]) -> None:
    for product_id, units in units_sold(found).items():
        found[product_id].sold = units


def _add_ratings(found: Mapping[int, Source]) -> None:
    rows = select(ProductRating.product_id, ProductRating.average, ProductRating.review_count).where(
        ProductRating.product_id.in_(found), ProductRating.site_id.is_(None)
    )
    for product_id, average, reviews in session().execute(rows):
        found[product_id].rating, found[product_id].reviews = (average + 5) // 10, reviews
