from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from core.catalog.models import (
    Category,
    Product,
    ProductPicture,
    Variant,
)
from core.catalog.queries.words import PRODUCT_SLUG, Chain, choices_by_id
from core.catalog.types import (
    Choice,
    ProductState,
    SellableVariant,
)
from core.kernel.ids import MediaId, MerchantId, ProductId, VariantId
from core.kernel.texts import joined, pick
from core.platform import slugs
from core.platform.db import session


def list_variants(ids: Iterable[VariantId], chain: Chain) -> dict[VariantId, SellableVariant]:
    """Give what cart and checkout need of variants, whatever the state of their products."""
    rows = (
        session()
        .execute(
            select(Variant, Product, Category.code, Category.tax_category)
            .join(Product, Product.id == Variant.product_id)
            .join(Category, Category.id == Product.category_id)
            .where(Variant.id.in_(set(ids)))
            .options(selectinload(Variant.choices))
        )
        .all()
    )
    choices = choices_by_id({choice.choice_id for variant, *_ in rows for choice in variant.choices}, chain)
    product_ids = {product.id for _, product, *_ in rows}
    names = slugs.current(PRODUCT_SLUG, product_ids, chain)
    pictures = _pictures_of(product_ids)
    return {
        VariantId(variant.id): _sellable(
            variant, product, code, tax_category, choices, names, pictures.get(product.id, []), chain
        )
        for variant, product, code, tax_category in rows
    }


def list_all_variant_ids() -> list[VariantId]:
    """List every variant there is, for jobs that go through them all."""
    return [VariantId(id) for id in session().scalars(select(Variant.id).order_by(Variant.id))]


def tax_categories_of(variant_ids: Iterable[VariantId]) -> dict[VariantId, str]:
    """Give the tax category of variants."""
    rows = (
        select(Variant.id, Category.tax_category)
        .join(Product, Product.id == Variant.product_id)
        .join(Category, Category.id == Product.category_id)
        .where(Variant.id.in_(set(variant_ids)))
    )
    return {VariantId(id): tax_category for id, tax_category in session().execute(rows)}


def _sellable(
    variant: Variant,
    product: Product,
    code: str,
    tax_category: str,
    choices: dict[int, Choice],
    names: dict[int, str],
    pictures: list[ProductPicture],
    chain: Chain,
) -> SellableVariant:
    own = [choices[choice.choice_id] for choice in variant.choices]
    chosen = {choice.id for choice in own}
    picture = next((p for p in pictures if p.choice_id in chosen), next(iter(pictures), None))
    return SellableVariant(
        id=VariantId(variant.id),
        product_id=ProductId(product.id),
        merchant_id=MerchantId(product.merchant_id),
        category_code=code,
        sku=variant.sku,
        title=pick(product.titles, chain),
        titles=dict(product.titles),
        label=", ".join(choice.name for choice in own),
        labels=joined([choice.names for choice in own], chain),
        slug=names.get(product.id, ""),
        is_live=product.state == ProductState.LIVE,
        weight_g=variant.weight_g,
        dimensions_mm=(variant.length_mm, variant.width_mm, variant.height_mm),
        hs_code=product.hs_code,
        origin=product.origin,
        tax_category=tax_category,
        media_id=MediaId(picture.media_id) if picture else None,
    )


def _pictures_of(product_ids: Iterable[int]) -> dict[int, list[ProductPicture]]:
    rows = (
        select(ProductPicture)
        .where(ProductPicture.product_id.in_(set(product_ids)))
        .order_by(ProductPicture.position)
    )
    found: dict[int, list[ProductPicture]] = {}
    for row in session().scalars(rows):
        found.setdefault(row.product_id, []).append(row)
    return found
