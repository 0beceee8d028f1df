from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Select, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from core.catalog.models import Category, Product, ProductPicture, Variant, VariantChoice
from core.catalog.queries.words import PRODUCT_SLUG, Chain, choices_by_id
from core.catalog.types import Choice, ProductState, SellableVariant
from core.kernel.ids import MediaId, MerchantId, ProductId, VariantId
from core.kernel.texts import joined, pick
from core.platform import editions, reference, slugs
from core.platform.composed import Composed
from core.platform.db import read_rows, session

Picture = tuple[int, int | None]


def list_variants(ids: Iterable[VariantId], chain: Chain) -> dict[VariantId, SellableVariant]:
    """Give what cart and checkout need of variants, whatever the state of their products; one statement.

    The words of choices are kept in the process as reference data; with one variant come the editions in force.
    """
    wanted = sorted(set(ids))
    one = len(wanted) == 1
    rows = read_rows(_ONE_SELLABLE, {"id": wanted[0]}) if one else read_rows(_SELLABLE, {"ids": wanted})
    if rows and one:
        editions.learn(rows[0].editions)
    chosen = tuple(sorted({choice_id for row in rows for choice_id in row.choices or ()}))
    words = reference.kept(
        ("attribute_choices",), ("words", chosen, tuple(chain)), lambda: choices_by_id(chosen, chain)
    )
    return {VariantId(row.id): _sellable(row, words, chain) for row in rows}


def list_ids_of_sku(sku: str) -> list[VariantId]:
    """List the variants with a SKU, whatever its case: each merchant may have one."""
    rows = select(Variant.id).where(func.lower(Variant.sku) == sku.strip().lower())
    return [VariantId(id) for id in session().scalars(rows.order_by(Variant.id))]


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


def _sellable(row: Any, words: Mapping[int, Choice], chain: Chain) -> SellableVariant:
    own = [words[choice_id] for choice_id in row.choices or ()]
    return SellableVariant(
        id=VariantId(row.id),
        product_id=ProductId(row.product_id),
        merchant_id=MerchantId(row.merchant_id),
        category_code=row.code,
        sku=row.sku,
        title=pick(row.titles, chain),
        titles=row.titles,
        label=", ".join(choice.name for choice in own),
        labels=joined([choice.names for choice in own], chain),
        slug=slugs.best(row.slugs, chain),
        is_live=row.state == ProductState.LIVE,
        weight_g=row.weight_g,
        dimensions_mm=(row.length_mm, row.width_mm, row.height_mm),
        hs_code=row.hs_code,
        origin=row.origin,
        tax_category=row.tax_category,
        media_id=_picture({choice.id for choice in own}, row.pictures or ()),
    )


def _picture(chosen: set[int], pictures: Sequence[Picture]) -> MediaId | None:
    """Choose the first picture of what was chosen, else the first of all."""
    own = next((media_id for media_id, choice_id in pictures if choice_id in chosen), None)
    found = own or next((media_id for media_id, _ in pictures), None)
    return None if found is None else MediaId(found)


def _sellable_rows() -> Select[*tuple[Any, ...]]:
    choices = (
        select(func.array_agg(aggregate_order_by(VariantChoice.choice_id, VariantChoice.attribute_id)))
        .where(VariantChoice.variant_id == Variant.id)
        .scalar_subquery()
    )
    picture = func.jsonb_build_array(ProductPicture.media_id, ProductPicture.choice_id)
    pictures = (
        select(func.jsonb_agg(aggregate_order_by(picture, ProductPicture.position)))
        .where(ProductPicture.product_id == Product.id)
        .scalar_subquery()
    )
    return (
        select(
            Variant.id,
            Variant.product_id,
            Variant.sku,
            Variant.weight_g,
            Variant.length_mm,
            Variant.width_mm,
            Variant.height_mm,
            Product.merchant_id,
            Product.titles,
            Product.state,
            Product.hs_code,
            Product.origin,
            Category.code,
            Category.tax_category,
            choices.label("choices"),
            slugs.all_json(PRODUCT_SLUG, Product.id).label("slugs"),
            pictures.label("pictures"),
        )
        .join(Product, Product.id == Variant.product_id)
        .join(Category, Category.id == Product.category_id)
    )


# For a list whose length it does not know PostgreSQL guesses ten, finds each list cheaper than that and so plans each
# one anew, which takes longer than reading it. Most often one variant is asked for, and that is planned once.
_SELLABLE = Composed(_sellable_rows().where(Variant.id == any_(bindparam("ids", type_=ARRAY(BigInteger)))))
_ONE_SELLABLE = Composed(
    _sellable_rows().add_columns(editions.beside().label("editions")).where(Variant.id == bindparam("id"))
)
