from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from core.catalog import policy
from core.catalog.errors import ProductIncomplete, ProductNotFound, ProductOutdated, SkuTaken, UnknownCode
from core.catalog.events import (
    CategoryChanged,
    ProductChanged,
    ProductListed,
    ProductPublished,
    ProductTakenOffline,
)
from core.catalog.models import (
    Attribute,
    AttributeChoice,
    Brand,
    Category,
    CategoryAttribute,
    Product,
    ProductOption,
    ProductPicture,
    ProductValue,
    Variant,
    VariantChoice,
)
from core.catalog.queries import CATEGORY_SLUG, PRODUCT_SLUG
from core.catalog.types import AttributeKind, NewProduct, NewVariant, ProductState
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.ids import CategoryId, MediaId, MerchantId, ProductId, VariantId
from core.kernel.texts import Texts
from core.platform import audit, locks, outbox, slugs
from core.platform.db import session


def add_category(
    *,
    code: str,
    parent: str | None,
    names: Texts,
    descriptions: Texts,
    position: int,
    by: Actor,
    attributes: Sequence[str] = (),
    tax_category: str = "standard",
    media_id: MediaId | None = None,
) -> CategoryId:
    """Add a category below `parent` (a code; None for the top); the tree has three levels at most."""
    above = _category(parent) if parent else None
    level = above.level + 1 if above else 1
    if level > policy.LARGEST_LEVEL:
        raise UnknownCode(kind="category", code=f"{parent}/{code}")
    category = Category(
        code=code,
        parent_id=above.id if above else None,
        level=level,
        position=position,
        names=dict(names),
        descriptions=dict(descriptions),
        tax_category=tax_category,
        media_id=media_id,
    )
    session().add(category)
    session().flush()
    slugs.name(CATEGORY_SLUG, category.id, names)
    known = _attributes(attributes)
    session().add_all(
        CategoryAttribute(category_id=category.id, attribute_id=known[name].id, position=index)
        for index, name in enumerate(attributes)
    )
    audit.changed(category, "add", by=by, after={"code": code})
    outbox.record(CategoryChanged(category_id=category.id))
    return CategoryId(category.id)


def add_brand(*, code: str, name: str) -> None:
    """Add a brand, or rename the one with this code."""
    brand = insert(Brand).values(code=code, name=name)
    session().execute(brand.on_conflict_do_update(index_elements=["code"], set_={"name": name}))


def add_attribute(
    *,
    code: str,
    kind: AttributeKind,
    names: Texts,
    unit: str = "",
    choices: Sequence[tuple[str, Texts, str]] = (),
) -> None:
    """Add a typed attribute with its choices (code, names, swatch); choices it lacks are added to one that exists."""
    attribute = session().scalar(select(Attribute).where(Attribute.code == code))
    if attribute is None:
        attribute = Attribute(code=code, kind=kind, unit=unit, names=dict(names))
        session().add(attribute)
        session().flush()
    known = set(
        session().scalars(select(AttributeChoice.code).where(AttributeChoice.attribute_id == attribute.id))
    )
    fresh = [choice for choice in choices if choice[0] not in known]
    session().add_all(
        AttributeChoice(
            attribute_id=attribute.id,
            code=name,
            names=dict(texts),
            swatch=swatch,
            position=len(known) + index,
        )
        for index, (name, texts, swatch) in enumerate(fresh)
    )
    session().flush()


def list_product(new: NewProduct, *, by: Actor) -> tuple[ProductId, dict[str, VariantId]]:
    """Describe a product as a draft; gives its id and the ids of its variants by SKU.

    Raises UnknownCode for codes the catalog does not know and SkuTaken. Prices, stock and pictures come
    through their own doors.
    """
    product = Product(
        merchant_id=new.merchant_id,
        category_id=_category(new.category).id,
        brand_id=_brand_id(new.brand),
        titles=dict(new.titles),
        descriptions=dict(new.descriptions),
        hs_code=new.hs_code,
        origin=new.origin,
    )
    session().add(product)
    session().flush()
    attributes = _attributes({*new.attributes, *new.options})
    choices = _choices_of(attributes.values())
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


def add_picture(
    product_id: ProductId,
    media_id: MediaId,
    alts: Texts,
    *,
    by: Actor,
    choice: tuple[str, str] | None = None,
) -> None:
    """Append a picture; with `choice` (attribute code, choice code) it shows the variants of that choice."""
    product = _locked(product_id)
    choice_id = _choice_id(*choice) if choice else None
    position = session().scalar(select(func.count()).where(ProductPicture.product_id == product_id)) or 0
    picture = insert(ProductPicture).values(
        product_id=product_id, media_id=media_id, alts=dict(alts), choice_id=choice_id, position=position
    )
    session().execute(picture.on_conflict_do_nothing())
    _note_change(product, "add picture", by=by, after={"media_id": media_id})


def edit_texts(
    product_id: ProductId,
    merchant_id: MerchantId,
    *,
    titles: Texts,
    descriptions: Texts,
    version: int,
    by: Actor,
) -> None:
    """Change a product's words; raises ProductOutdated where somebody changed it after `version` was read.

    New titles give new slugs, and the old ones lead to them.
    """
    product = _locked(product_id, merchant_id)
    if product.version != version:
        raise ProductOutdated(read=version, now=product.version)
    before = {"titles": product.titles, "descriptions": product.descriptions}
    product.titles, product.descriptions = dict(titles), dict(descriptions)
    slugs.name(PRODUCT_SLUG, product.id, titles)
    _note_change(
        product,
        "edit texts",
        by=by,
        before=before,
        after={"titles": dict(titles), "descriptions": dict(descriptions)},
    )


def publish_product(product_id: ProductId, merchant_id: MerchantId, *, by: Actor) -> None:
    """Offer a product for sale; raises ProductIncomplete with what it lacks."""
    product = _locked(product_id, merchant_id)
    missing = policy.missing_for_sale(
        titles=product.titles,
        hs_code=product.hs_code,
        origin=product.origin,
        variants=len(product.variants),
        pictures=len(product.pictures),
    )
    if missing:
        raise ProductIncomplete(missing=missing)
    _move(product, "publish", by=by)
    product.published_at = product.published_at or clock.now()
    outbox.record(ProductPublished(product_id=product.id, merchant_id=product.merchant_id))


def take_offline(product_id: ProductId, merchant_id: MerchantId, *, by: Actor) -> None:
    """Stop offering a product; its orders and history stay."""
    product = _locked(product_id, merchant_id)
    _move(product, "take_offline", by=by)
    outbox.record(ProductTakenOffline(product_id=product.id, merchant_id=product.merchant_id))


def _move(product: Product, move: str, *, by: Actor) -> None:
    before = product.state
    product.state = policy.PRODUCT.destination(ProductState(before), move)
    product.version += 1
    audit.moved(product, move, before=before, after=product.state, by=by)


def _note_change(
    product: Product, action: str, *, by: Actor, after: dict[str, Any], before: dict[str, Any] | None = None
) -> None:
    product.version += 1
    audit.changed(product, action, by=by, before=before, after=after)
    outbox.record(
        ProductChanged(product_id=product.id, merchant_id=product.merchant_id, version=product.version)
    )


def _locked(product_id: ProductId, merchant_id: MerchantId | None = None) -> Product:
    product = locks.row(Product, product_id)
    if product is None or (merchant_id is not None and product.merchant_id != merchant_id):
        raise ProductNotFound(id=product_id)
    return product


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
                variant_id=variant.id, attribute_id=attribute.id, choice_id=_known(choices, attribute, choice)
            )
        )
    return VariantId(variant.id)


def _value(
    product_id: int, attribute: Attribute, value: Any, choices: Mapping[tuple[int, str], int]
) -> ProductValue:
    row = ProductValue(product_id=product_id, attribute_id=attribute.id)
    if attribute.kind == AttributeKind.CHOICE:
        row.choice_id = _known(choices, attribute, str(value))
    elif attribute.kind == AttributeKind.NUMBER:
        row.number = Decimal(str(value))
    else:
        row.flag = bool(value)
    return row


def _known(choices: Mapping[tuple[int, str], int], attribute: Attribute, code: str) -> int:
    if (attribute.id, code) not in choices:
        raise UnknownCode(kind=attribute.code, code=code)
    return choices[attribute.id, code]


def _attributes(codes: Sequence[str] | set[str]) -> dict[str, Attribute]:
    found = {row.code: row for row in session().scalars(select(Attribute).where(Attribute.code.in_(codes)))}
    for code in codes:
        if code not in found:
            raise UnknownCode(kind="attribute", code=code)
    return found


def _choices_of(attributes: Any) -> dict[tuple[int, str], int]:
    ids = [attribute.id for attribute in attributes]
    rows = session().scalars(select(AttributeChoice).where(AttributeChoice.attribute_id.in_(ids)))
    return {(row.attribute_id, row.code): row.id for row in rows}


def _choice_id(attribute: str, choice: str) -> int:
    known = _attributes([attribute])[attribute]
    return _known(_choices_of([known]), known, choice)


def _category(code: str) -> Category:
    category = session().scalar(select(Category).where(Category.code == code))
    if category is None:
        raise UnknownCode(kind="category", code=code)
    return category


def _brand_id(code: str | None) -> int | None:
    if code is None:
        return None
    brand_id = session().scalar(select(Brand.id).where(Brand.code == code))
    if brand_id is None:
        raise UnknownCode(kind="brand", code=code)
    return brand_id
