from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from core.catalog.errors import CategoryNotFound, ProductNotFound
from core.catalog.models import (
    Attribute,
    AttributeChoice,
    Brand,
    Category,
    Product,
    ProductPicture,
    Variant,
)
from core.catalog.types import (
    AttributeValue,
    CategoryNode,
    Choice,
    OptionAxis,
    Picture,
    ProductDetail,
    ProductRow,
    ProductState,
    SellableVariant,
    VariantDetail,
)
from core.kernel.ids import CategoryId, MediaId, MerchantId, ProductId, VariantId
from core.kernel.page import Page, PageAsk
from core.kernel.texts import Texts, pick
from core.platform import slugs
from core.platform.db import session

PRODUCT_SLUG = "product"
CATEGORY_SLUG = "category"

Chain = Sequence[str]


def list_category_tree(chain: Chain, *, without: Iterable[str] = ()) -> tuple[CategoryNode, ...]:
    """Give the category tree in the reader's language, leaving out the codes in `without` and all below them."""
    left_out = set(without)
    rows = session().scalars(select(Category).order_by(Category.level, Category.position, Category.id)).all()
    names = slugs.current(CATEGORY_SLUG, [row.id for row in rows], chain)
    below: dict[int | None, list[Category]] = {}
    for row in rows:
        if row.code not in left_out:
            below.setdefault(row.parent_id, []).append(row)
    return tuple(_node(row, below, names, chain, ()) for row in below.get(None, []))


def list_codes_below(codes: Iterable[str]) -> set[str]:
    """Give the codes of categories and of everything below them."""
    rows = (
        session()
        .execute(select(Category.id, Category.parent_id, Category.code).order_by(Category.level))
        .all()
    )
    wanted, ids = set(codes), set()
    for id, parent_id, code in rows:
        if code in wanted or parent_id in ids:
            ids.add(id)
    return {code for id, _, code in rows if id in ids}


def find_category(tree: Sequence[CategoryNode], category_id: CategoryId) -> CategoryNode | None:
    """Find a category in a tree that was read before."""
    for node in tree:
        found = node if node.id == category_id else find_category(node.children, category_id)
        if found is not None:
            return found
    return None


def get_category_id(slug: str, chain: Chain) -> tuple[CategoryId, bool]:
    """Give the category of a slug, and whether that slug is the one in force; raises CategoryNotFound."""
    found = slugs.find(CATEGORY_SLUG, slug, chain)
    if found is None:
        raise CategoryNotFound(slug=slug)
    return CategoryId(found[0]), found[1]


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
    choices = _choices({choice.choice_id for variant, *_ in rows for choice in variant.choices}, chain)
    product_ids = {product.id for _, product, *_ in rows}
    names = slugs.current(PRODUCT_SLUG, product_ids, chain)
    pictures = _pictures_of(product_ids)
    return {
        VariantId(variant.id): _sellable(
            variant, product, code, tax_category, choices, names, pictures.get(product.id, []), chain
        )
        for variant, product, code, tax_category in rows
    }


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


def list_slugs_of_category(category_id: CategoryId) -> dict[str, str]:
    """Give a category's slugs in force by language, for hreflang."""
    return slugs.all_current(CATEGORY_SLUG, category_id)


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


def _node(
    row: Category,
    below: dict[int | None, list[Category]],
    names: dict[int, str],
    chain: Chain,
    above: tuple[tuple[str, str], ...],
) -> CategoryNode:
    name, slug = pick(row.names, chain), names.get(row.id, row.code)
    path = (*above, (name, slug))
    children = tuple(_node(child, below, names, chain, path) for child in below.get(row.id, []))
    return CategoryNode(
        id=CategoryId(row.id),
        code=row.code,
        slug=slug,
        name=name,
        description=pick(row.descriptions, chain),
        level=row.level,
        media_id=None if row.media_id is None else MediaId(row.media_id),
        path=path,
        children=children,
    )


def _detail(product: Product, chain: Chain) -> ProductDetail:
    category = session().get_one(Category, product.category_id)
    brand = session().get(Brand, product.brand_id) if product.brand_id else None
    used = {choice.choice_id for variant in product.variants for choice in variant.choices}
    choices = _choices(used | {value.choice_id for value in product.values if value.choice_id}, chain)
    attributes = _attributes(
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
    )


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
        slug=names.get(product.id, ""),
        is_live=product.state == ProductState.LIVE,
        weight_g=variant.weight_g,
        dimensions_mm=(variant.length_mm, variant.width_mm, variant.height_mm),
        hs_code=product.hs_code,
        origin=product.origin,
        tax_category=tax_category,
        media_id=MediaId(picture.media_id) if picture else None,
    )


def _choices(ids: Iterable[int], chain: Chain) -> dict[int, Choice]:
    rows = session().scalars(select(AttributeChoice).where(AttributeChoice.id.in_(set(ids))))
    return {row.id: Choice(row.id, row.code, pick(row.names, chain), row.swatch) for row in rows}


def _attributes(ids: Iterable[int]) -> dict[int, Attribute]:
    return {row.id: row for row in session().scalars(select(Attribute).where(Attribute.id.in_(set(ids))))}


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
