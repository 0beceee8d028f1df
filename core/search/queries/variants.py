"""What variants are, cost and hold, and which options tell them apart: one column of a product's statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias

from sqlalchemy import Text, and_, cast, func, literal, null, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.sql import ColumnElement

from core.catalog.models import Attribute, AttributeChoice, Product, ProductOption, Variant, VariantChoice
from core.catalog.types import Choice, OptionAxis, VariantDetail
from core.inventory import queries as inventory
from core.inventory.models import Level, Location, SiteLocation, not_beside_a_pool
from core.inventory.types import StockLevel, StockLocation
from core.kernel.ids import LocationId, ProductId, VariantId
from core.kernel.money import Money
from core.kernel.texts import pick
from core.pricing import queries as pricing
from core.pricing.models import ListPriceRow, PriceChange, PriceRow
from core.pricing.types import PastPrice, Reduction
from core.search import policy
from core.search.types import SoldVariant, View
from core.sites.types import SiteDetail

Facts: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Range:
    """A product's options and its variants, both in the merchant's order."""

    options: tuple[OptionAxis, ...]
    variants: tuple[SoldVariant, ...]


def range_of(view: View, rows: Sequence[Facts]) -> Range:
    """Give a product's options and variants of what `variants_json` gathered."""
    variants = tuple(_variant(view, row) for row in rows)
    axes = {one["axis"]: one for row in rows for one in row["choices"]}
    ordered = sorted(axes.values(), key=lambda one: one["place"])
    return Range(tuple(_axis(one, variants, view) for one in ordered), variants)


def variants_json(site: SiteDetail, currency: str) -> Any:
    """Gather the variants of the product around with their prices, stock and reductions, in the merchant's order."""
    one = func.jsonb_build_object(
        "id", Variant.id, "product_id", Variant.product_id, "sku", Variant.sku, "barcode", Variant.barcode,
        "weight_g", Variant.weight_g,
        "dimensions_mm", func.jsonb_build_array(Variant.length_mm, Variant.width_mm, Variant.height_mm),
        "net_content", cast(Variant.net_content, Text), "net_unit", Variant.net_unit,
        "now", PriceRow.amount_minor, "declared", pricing.declared_price(),
        "choices", _choices(), "levels", _levels(site), "history", _history(site, currency),
    )  # fmt: skip
    rows = (
        select(list_of(one, Variant.position, Variant.id))
        .select_from(Variant)
        .outerjoin(PriceRow, and_(PriceRow.variant_id == Variant.id, *_here(PriceRow, site, currency)))
        .outerjoin(ListPriceRow, and_(ListPriceRow.variant_id == Variant.id, *_here(ListPriceRow, site, currency)))
        .where(Variant.product_id == Product.id)
    )  # fmt: skip
    return rows.correlate(Product).scalar_subquery()


def _here(table: Any, site: SiteDetail, currency: str) -> list[ColumnElement[bool]]:
    return [table.site_id == site.id, table.currency == currency]


def _choices() -> Any:
    """Gather what tells a variant apart, in the order of the product's options."""
    of_product = and_(
        ProductOption.product_id == Variant.product_id,
        ProductOption.attribute_id == VariantChoice.attribute_id,
    )
    one = func.jsonb_build_object(
        "axis", Attribute.id, "axis_code", Attribute.code, "axis_names", Attribute.names,
        "place", ProductOption.position, "id", AttributeChoice.id, "code", AttributeChoice.code,
        "names", AttributeChoice.names, "swatch", AttributeChoice.swatch,
    )  # fmt: skip
    rows = (
        select(list_of(one, ProductOption.position))
        .select_from(VariantChoice)
        .join(ProductOption, of_product)
        .join(AttributeChoice, AttributeChoice.id == VariantChoice.choice_id)
        .join(Attribute, Attribute.id == VariantChoice.attribute_id)
        .where(VariantChoice.variant_id == Variant.id)
    )
    return rows.correlate(Variant).scalar_subquery()


def _levels(site: SiteDetail) -> Any:
    """Gather what is on the shelves that the site sells from, in its order of preference."""
    one = func.jsonb_build_object(
        "location", Location.id, "on_hand", Level.on_hand, "reserved", Level.reserved, "code", Location.code,
        "kind", Location.kind, "names", Location.names, "country", Location.country,
        "time_zone", Location.time_zone,
    )  # fmt: skip
    rows = (
        select(list_of(one, SiteLocation.position))
        .select_from(Level)
        .join(SiteLocation, SiteLocation.location_id == Level.location_id)
        .join(Location, Location.id == Level.location_id)
        .where(Level.variant_id == Variant.id, SiteLocation.site_id == site.id, not_beside_a_pool())
    )
    return rows.correlate(Variant).scalar_subquery()


def _history(site: SiteDetail, currency: str) -> Any:
    """Gather what a price was, where only that says whether it is reduced."""
    if not pricing.needs_history(site):
        return null()
    one = func.jsonb_build_array(PriceChange.at, PriceChange.amount_minor)
    rows = select(list_of(one, PriceChange.id)).where(
        PriceChange.variant_id == Variant.id,
        *_here(PriceChange, site, currency),
        pricing.declared_price() > PriceRow.amount_minor,
    )
    return rows.correlate(Variant, PriceRow, ListPriceRow).scalar_subquery()


def list_of(one: Any, *order: Any) -> Any:
    """Gather many values into one list, an empty one where there are none."""
    return func.coalesce(func.jsonb_agg(aggregate_order_by(one, *order)), literal([], JSONB))


def _variant(view: View, row: Facts) -> SoldVariant:
    price = None if row["now"] is None else Money(row["now"], view.currency)
    levels = [
        StockLevel(VariantId(row["id"]), LocationId(one["location"]), one["on_hand"], one["reserved"])
        for one in row["levels"]
    ]
    available = sum(level.available for level in levels)
    return SoldVariant(
        detail=_detail(row, view),
        price=price,
        available=available,
        stock=policy.stock_of(available if price else 0),
        ships_from=_source(view, levels, row["levels"]),
        reduction=_reduction(view, row, price),
    )


def _source(view: View, levels: Sequence[StockLevel], facts: Sequence[Facts]) -> StockLocation | None:
    chosen = inventory.choose_sources(1, levels)
    wanted = chosen[0][0] if chosen else next((level.location_id for level in levels), None)
    found = next((one for one in facts if one["location"] == wanted), None)
    if found is None:
        return None
    return StockLocation(
        LocationId(found["location"]), found["code"], found["kind"], pick(found["names"], view.chain),
        found["names"], found["country"], found["time_zone"],
    )  # fmt: skip


def _reduction(view: View, row: Facts, price: Money | None) -> Reduction | None:
    if price is None or row["declared"] is None:
        return None
    history = None
    if row["history"] is not None:
        history = [PastPrice(datetime.fromisoformat(at), minor) for at, minor in row["history"]]
    return pricing.reduction_of(VariantId(row["id"]), price, Money(row["declared"], view.currency), history)


def _axis(one: Facts, variants: Sequence[SoldVariant], view: View) -> OptionAxis:
    taken = (variant.detail.choices.get(one["axis"]) for variant in variants)
    choices = tuple(dict.fromkeys(choice for choice in taken if choice is not None))
    return OptionAxis(one["axis"], one["axis_code"], pick(one["axis_names"], view.chain), choices)


def _detail(row: Facts, view: View) -> VariantDetail:
    choices = {
        one["axis"]: Choice(one["id"], one["code"], pick(one["names"], view.chain), one["swatch"])
        for one in row["choices"]
    }
    return VariantDetail(
        id=VariantId(row["id"]),
        product_id=ProductId(row["product_id"]),
        sku=row["sku"],
        barcode=row["barcode"],
        weight_g=row["weight_g"],
        dimensions_mm=tuple(row["dimensions_mm"]),
        choices=choices,
        net_content=None if row["net_content"] is None else Decimal(row["net_content"]),
        net_unit=row["net_unit"],
    )
