"""What a product's variants are and cost, which options tell them apart, and what describes them all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.sql import ColumnElement

from core.catalog.models import (
    Attribute,
    AttributeChoice,
    CategoryAttribute,
    Product,
    ProductOption,
    ProductValue,
    Variant,
    VariantChoice,
)
from core.catalog.types import AttributeValue, Choice, OptionAxis, VariantDetail
from core.kernel.ids import ProductId, VariantId
from core.kernel.money import Money
from core.kernel.texts import pick
from core.platform.db import session
from core.pricing.models import PriceRow
from core.search.types import View

Choices = Mapping[int, Mapping[int, Choice]]


@dataclass(frozen=True, slots=True)
class Offer:
    """A variant and its price, if it has one on the site in the currency."""

    detail: VariantDetail
    price: Money | None


@dataclass(frozen=True, slots=True)
class Range:
    """A product's options and its variants, both in the merchant's order."""

    options: tuple[OptionAxis, ...]
    offers: tuple[Offer, ...]


def get_range(view: View, product_id: ProductId) -> Range:
    """Give a product's options and variants; two statements."""
    axes: dict[int, Attribute] = {}
    chosen: dict[int, dict[int, Choice]] = {}
    for variant_id, attribute, choice in _chosen(product_id):
        axes.setdefault(attribute.id, attribute)
        chosen.setdefault(variant_id, {})[attribute.id] = _choice(choice, view)
    offers = _offers(view, product_id, chosen)
    return Range(tuple(_axis(attribute, offers, view) for attribute in axes.values()), offers)


def list_attributes(view: View, product_id: ProductId) -> tuple[AttributeValue, ...]:
    """Give what describes every variant of a product, in its category's order."""
    place = and_(
        CategoryAttribute.attribute_id == ProductValue.attribute_id,
        CategoryAttribute.category_id == Product.category_id,
    )
    rows = (
        select(ProductValue, Attribute, AttributeChoice)
        .join(Product, Product.id == ProductValue.product_id)
        .join(Attribute, Attribute.id == ProductValue.attribute_id)
        .outerjoin(AttributeChoice, AttributeChoice.id == ProductValue.choice_id)
        .outerjoin(CategoryAttribute, place)
        .where(Product.id == product_id)
        .order_by(CategoryAttribute.position.nulls_last(), Attribute.id)
    )
    return tuple(_value(view, *row) for row in session().execute(rows))


def _chosen(product_id: ProductId) -> Sequence[tuple[int, Attribute, AttributeChoice]]:
    rows = (
        select(VariantChoice.variant_id, Attribute, AttributeChoice)
        .join(Variant, Variant.id == VariantChoice.variant_id)
        .join(AttributeChoice, AttributeChoice.id == VariantChoice.choice_id)
        .join(Attribute, Attribute.id == VariantChoice.attribute_id)
        .join(
            ProductOption,
            and_(
                ProductOption.product_id == Variant.product_id,
                ProductOption.attribute_id == VariantChoice.attribute_id,
            ),
        )
        .where(Variant.product_id == product_id)
        .order_by(ProductOption.position)
    )
    return [(variant_id, attribute, choice) for variant_id, attribute, choice in session().execute(rows)]


def _offers(view: View, product_id: ProductId, chosen: Choices) -> tuple[Offer, ...]:
    rows = (
        select(Variant, PriceRow.amount_minor)
        .outerjoin(PriceRow, _is_price(view))
        .where(Variant.product_id == product_id)
        .order_by(Variant.position, Variant.id)
    )
    return tuple(
        Offer(
            _detail(variant, chosen.get(variant.id, {})),
            Money(minor, view.currency) if minor is not None else None,
        )
        for variant, minor in session().execute(rows)
    )


def _is_price(view: View) -> ColumnElement[bool]:
    return and_(
        PriceRow.variant_id == Variant.id,
        PriceRow.site_id == view.site.id,
        PriceRow.currency == view.currency,
    )


def _axis(attribute: Attribute, offers: Sequence[Offer], view: View) -> OptionAxis:
    taken = (offer.detail.choices.get(attribute.id) for offer in offers)
    choices = tuple(dict.fromkeys(choice for choice in taken if choice is not None))
    return OptionAxis(attribute.id, attribute.code, pick(attribute.names, view.chain), choices)


def _detail(variant: Variant, choices: Mapping[int, Choice]) -> VariantDetail:
    return VariantDetail(
        id=VariantId(variant.id),
        product_id=ProductId(variant.product_id),
        sku=variant.sku,
        barcode=variant.barcode,
        weight_g=variant.weight_g,
        dimensions_mm=(variant.length_mm, variant.width_mm, variant.height_mm),
        choices=choices,
        net_content=variant.net_content,
        net_unit=variant.net_unit,
    )


def _choice(row: AttributeChoice, view: View) -> Choice:
    return Choice(row.id, row.code, pick(row.names, view.chain), row.swatch)


def _value(
    view: View, value: ProductValue, attribute: Attribute, choice: AttributeChoice | None
) -> AttributeValue:
    return AttributeValue(
        code=attribute.code,
        name=pick(attribute.names, view.chain),
        unit=attribute.unit,
        choice=pick(choice.names, view.chain) if choice else None,
        number=value.number,
        flag=value.flag,
    )
