from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core.catalog.errors import SkuTaken
from core.catalog.events import (
    ProductListed,
)
from core.catalog.models import (
    Attribute,
    Product,
    ProductOption,
    ProductValue,
    Variant,
    VariantChoice,
)
from core.catalog.queries import PRODUCT_SLUG
from core.catalog.service.codes import (
    attributes_by_code,
    brand_id_of,
    category_of,
    choice_ids_of,
    known_choice,
)
from core.catalog.types import AttributeKind, NewProduct, NewVariant
from core.kernel.actor import Actor
from core.kernel.ids import ProductId, VariantId
from core.platform import audit, outbox, slugs
from core.platform.db import session


def list_product(new: NewProduct, *, by: Actor) -> tuple[ProductId, dict[str, VariantId]]:
    """Describe a product as a draft; gives its id and the ids of its variants by SKU.

    Raises UnknownCode for codes the catalog does not know and SkuTaken. Prices, stock and pictures come
    through their own doors.
    """
    product = Product(
        merchant_id=new.merchant_id,
        category_id=category_of(new.category).id,
        brand_id=brand_id_of(new.brand),
        titles=dict(new.titles),
        descriptions=dict(new.descriptions),
        hs_code=new.hs_code,
        origin=new.origin,
    )
    session().add(product)
    session().flush()
    attributes = attributes_by_code({*new.attributes, *new.options})
    choices = choice_ids_of(attributes.values())
    session().add_all(
        _value(product.id, attributes[code], value, choices) for code, value in new.attributes.items()
    )
    session().add_all(
        ProductOption(product_id=product.id, attribute_id=attributes[code].id, position=index)
        for index, code in enumerate(new.options)
    )
    slugs.name(PRODUCT_SLUG, product.id, new.titles)
    _refuse_taken_skus(new)
    variants = {
        variant.sku: _add_variant(product, variant, index, attributes, choices)
        for index, variant in enumerate(new.variants)
    }
    audit.changed(product, "list", by=by, after={"title": dict(new.titles), "skus": list(variants)})
    outbox.record(ProductListed(product_id=product.id, merchant_id=product.merchant_id))
    return ProductId(product.id), variants


def _refuse_taken_skus(new: NewProduct) -> None:
    skus = [variant.sku for variant in new.variants]
    taken = select(Variant.sku).where(Variant.merchant_id == new.merchant_id, Variant.sku.in_(skus))
    clash = session().scalar(taken.limit(1))
    if clash or len(set(skus)) < len(skus):
        raise SkuTaken(sku=clash or next(sku for sku in skus if skus.count(sku) > 1))


def _add_variant(
    product: Product,
    new: NewVariant,
    position: int,
    attributes: Mapping[str, Attribute],
    choices: Mapping[tuple[int, str], int],
) -> VariantId:
    length, width, height = new.dimensions_mm
    variant = Variant(
        product_id=product.id,
        merchant_id=product.merchant_id,
        sku=new.sku,
        barcode=new.barcode,
        position=position,
        weight_g=new.weight_g,
        length_mm=length,
        width_mm=width,
        height_mm=height,
    )
    session().add(variant)
    session().flush()
    for code, choice in new.choices.items():
        attribute = attributes[code]
        session().add(
            VariantChoice(
                variant_id=variant.id,
                attribute_id=attribute.id,
                choice_id=known_choice(choices, attribute, choice),
            )
        )
    return VariantId(variant.id)


def _value(
    product_id: int, attribute: Attribute, value: Any, choices: Mapping[tuple[int, str], int]
) -> ProductValue:
    row = ProductValue(product_id=product_id, attribute_id=attribute.id)
    if attribute.kind == AttributeKind.CHOICE:
        row.choice_id = known_choice(choices, attribute, str(value))
    elif attribute.kind == AttributeKind.NUMBER:
        row.number = Decimal(str(value))
    else:
        row.flag = bool(value)
    return row
