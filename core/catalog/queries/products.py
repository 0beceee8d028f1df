from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from core.catalog.errors import ProductNotFound
from core.catalog.models import (
    Attribute,
    Brand,
    Category,
    Product,
    Variant,
)
from core.catalog.queries.words import PRODUCT_SLUG, Chain, attributes_by_id, choices_by_id
from core.catalog.types import (
    AttributeValue,
    Choice,
    OptionAxis,
    Picture,
    ProductDetail,
    ProductRow,
    ProductState,
    VariantDetail,
)
from core.kernel.ids import CategoryId, MediaId, MerchantId, ProductId, VariantId
from core.kernel.page import Page, PageAsk
from core.kernel.texts import Texts, pick
from core.platform import slugs
from core.platform.db import session


def get_product_id(slug: str, chain: Chain) -> tuple[ProductId, bool]:
    """Give the product of a slug, and whether that slug is the one in force; raises ProductNotFound."""
    found = slugs.find(PRODUCT_SLUG, slug, chain)
    if found is None:
        raise ProductNotFound(slug=slug)
    return ProductId(found[0]), found[1]


def get_product(
    product_id: ProductId, chain: Chain, *, merchant_id: MerchantId | None = None
) -> ProductDetail:
    """Give a product; a merchant sees its own in every state, everybody else only live ones."""
    parts = (
        selectinload(Product.variants).selectinload(Variant.choices),
        selectinload(Product.pictures),
        selectinload(Product.options),
        selectinload(Product.values),
    )
    product = session().scalar(select(Product).where(Product.id == product_id).options(*parts))
    is_visible = product is not None and (
        product.state == ProductState.LIVE if merchant_id is None else product.merchant_id == merchant_id
    )
    if product is None or not is_visible:
        raise ProductNotFound(id=product_id)
    return _detail(product, chain)


def get_texts(merchant_id: MerchantId, product_id: ProductId) -> tuple[Texts, Texts]:
    """Give a merchant the titles and descriptions of its product in every language; raises ProductNotFound."""
    own = select(Product.titles, Product.descriptions).where(
        Product.id == product_id, Product.merchant_id == merchant_id
    )
    found = session().execute(own).first()
    if found is None:
        raise ProductNotFound(id=product_id)
    return found[0], found[1]


def list_products_of_merchant(merchant_id: MerchantId, ask: PageAsk, chain: Chain) -> Page[ProductRow]:
    """List a merchant's products in every state, newest first."""
    own = Product.merchant_id == merchant_id
    count = session().scalar(select(func.count()).where(own)) or 0
    found = select(Product).where(own).order_by(Product.id.desc()).offset(ask.offset).limit(ask.size)
    rows = (
        session().scalars(found.options(selectinload(Product.variants), selectinload(Product.pictures))).all()
    )
    names = slugs.current(PRODUCT_SLUG, [row.id for row in rows], chain)
    items = [
        ProductRow(
            ProductId(p.id),
            pick(p.titles, chain),
            ProductState(p.state),
            p.version,
            len(p.variants),
            names.get(p.id, ""),
            MediaId(p.pictures[0].media_id) if p.pictures else None,
        )
        for p in rows
    ]
    return Page(items, ask, count)


def list_slugs_of_product(product_id: ProductId) -> dict[str, str]:
    """Give a product's slugs in force by language, for hreflang."""
    return slugs.all_current(PRODUCT_SLUG, product_id)


def _detail(product: Product, chain: Chain) -> ProductDetail:
    category = session().get_one(Category, product.category_id)
    brand = session().get(Brand, product.brand_id) if product.brand_id else None
    used = {choice.choice_id for variant in product.variants for choice in variant.choices}
    choices = choices_by_id(used | {value.choice_id for value in product.values if value.choice_id}, chain)
    attributes = attributes_by_id(
        {o.attribute_id for o in product.options} | {v.attribute_id for v in product.values}
    )
    return ProductDetail(
        id=ProductId(product.id),
        version=product.version,
        state=ProductState(product.state),
        slug=slugs.current(PRODUCT_SLUG, [product.id], chain).get(product.id, ""),
        title=pick(product.titles, chain),
        description=pick(product.descriptions, chain),
        merchant_id=MerchantId(product.merchant_id),
        category_id=CategoryId(product.category_id),
        brand=brand.name if brand else "",
        hs_code=product.hs_code,
        origin=product.origin,
        tax_category=category.tax_category,
        options=tuple(
            _axis(attributes[o.attribute_id], product.variants, choices, chain) for o in product.options
        ),
        attributes=tuple(
            AttributeValue(
                code=attributes[v.attribute_id].code,
                name=pick(attributes[v.attribute_id].names, chain),
                unit=attributes[v.attribute_id].unit,
                choice=choices[v.choice_id].name if v.choice_id else None,
                number=v.number,
                flag=v.flag,
            )
            for v in product.values
        ),
        variants=tuple(
            _variant(variant, choices, [o.attribute_id for o in product.options])
            for variant in product.variants
        ),
        pictures=tuple(
            Picture(MediaId(p.media_id), pick(p.alts, chain), p.choice_id) for p in product.pictures
        ),
    )


def _axis(
    attribute: Attribute, variants: Sequence[Variant], choices: dict[int, Choice], chain: Chain
) -> OptionAxis:
    taken = [c.choice_id for variant in variants for c in variant.choices if c.attribute_id == attribute.id]
    return OptionAxis(
        attribute.id,
        attribute.code,
        pick(attribute.names, chain),
        tuple(choices[id] for id in dict.fromkeys(taken)),
    )


def _variant(variant: Variant, choices: dict[int, Choice], axes: Sequence[int]) -> VariantDetail:
    chosen = {choice.attribute_id: choices[choice.choice_id] for choice in variant.choices}
    return VariantDetail(
        id=VariantId(variant.id),
        product_id=ProductId(variant.product_id),
        sku=variant.sku,
        barcode=variant.barcode,
        weight_g=variant.weight_g,
        dimensions_mm=(variant.length_mm, variant.width_mm, variant.height_mm),
        choices={axis: chosen[axis] for axis in axes if axis in chosen},
        net_content=variant.net_content,
        net_unit=variant.net_unit,
    )
