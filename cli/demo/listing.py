"""Putting the goods on sale: categories, products, prices, stock and pictures, through the rooms' doors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cli.demo import shots
from cli.demo.darkroom import Photograph
from cli.demo.frame import DEMO, Frame
from cli.demo.reading import Attribute, Form, Goods, Item, Json, read_world
from core.catalog import service as catalog
from core.catalog.types import AttributeKind, NewProduct, NewVariant
from core.inventory import service as inventory
from core.inventory.types import MovementKind
from core.kernel.ids import MediaId, MerchantId, ProductId, VariantId
from core.media import service as media
from core.search import service as search


@dataclass(frozen=True, slots=True)
class Listed:
    """An item with its forms' variants, in the forms' order."""

    item: Item
    merchant_id: MerchantId
    product_id: ProductId
    variants: tuple[tuple[Form, VariantId], ...]


def add_vocabulary(goods: Goods) -> None:
    """Add brands and attributes."""
    for code, name in goods.brands.items():
        catalog.add_brand(code=code, name=name)
    for attribute in goods.attributes.values():
        catalog.add_attribute(
            code=attribute.code,
            kind=AttributeKind(attribute.kind),
            names=attribute.names,
            unit=attribute.unit,
            choices=[(choice.code, choice.names, choice.swatch) for choice in attribute.choices.values()],
        )


def add_synonyms() -> None:
    """Let shoppers find the goods by their other names."""
    for raw in read_world("synonyms"):
        search.add_synonyms(raw["language"], raw["terms"], by=DEMO)


def add_category(raw: Json, position: int, tile: Photograph) -> None:
    """Add a category, whose parent is there already, with its picture."""
    catalog.add_category(
        code=raw["slug"],
        parent=raw["parent"],
        names=raw["names"],
        descriptions=raw["descriptions"],
        position=position,
        attributes=raw.get("attributes", []),
        tax_category=raw.get("tax_category", "standard"),
        media_id=accept(tile),
        by=DEMO,
    )


def list_item(item: Item, frame: Frame) -> Listed:
    """Describe an item and put its opening stock on the shelves; it is a draft without prices or pictures."""
    merchant_id = frame.merchants[item.merchant]
    skus = [sku_of(item, form, frame.sku_prefixes[item.merchant]) for form in item.forms]
    product_id, ids = catalog.list_product(_described(item, merchant_id, skus), by=DEMO)
    for sku, variant_id in ids.items():
        _stock(item, sku, variant_id, frame)
    variants = tuple((form, ids[sku]) for form, sku in zip(item.forms, skus, strict=True))
    return Listed(item, merchant_id, product_id, variants)


def publish(listed: Listed, album: Sequence[Photograph], attributes: Mapping[str, Attribute]) -> None:
    """Give a product its first pictures and offer it for sale."""
    for photograph in album:
        add_picture(listed.product_id, photograph, listed.item, attributes)
    catalog.publish_product(listed.product_id, listed.merchant_id, by=DEMO)


def add_picture(
    product_id: ProductId, photograph: Photograph, item: Item, attributes: Mapping[str, Attribute]
) -> None:
    """Put a photograph into a product's gallery, after those that are there."""
    shot = photograph.shot
    alts = shots.alts(shot, item.titles, attributes)
    catalog.add_picture(product_id, accept(photograph), alts, choice=shot.look.choice, by=DEMO)


def accept(photograph: Photograph) -> MediaId:
    """Make a photograph known, with the public files it has."""
    media_id = media.accept_picture(photograph.stored, by=DEMO)
    if photograph.drawn:
        media.keep_renditions(media_id, photograph.drawn)
    return media_id


def sku_of(item: Item, form: Form, prefix: str) -> str:
    """Name a form: merchant, item and choices, such as KNK-TEAPOT-SAGE."""
    words = [prefix, item.key, *form.choices.values()]
    return "-".join(words).replace("_", "-").upper()


def _described(item: Item, merchant_id: MerchantId, skus: Sequence[str]) -> NewProduct:
    return NewProduct(
        merchant_id=merchant_id,
        category=item.category,
        brand=item.brand,
        titles=item.titles,
        descriptions=item.descriptions,
        hs_code=item.hs_code,
        origin=item.origin,
        attributes=item.attributes,
        options=tuple(item.options),
        variants=tuple(
            NewVariant(sku, form.weight_g, item.dimensions_mm, form.choices)
            for sku, form in zip(skus, item.forms, strict=True)
        ),
    )


def _stock(item: Item, sku: str, variant_id: VariantId, frame: Frame) -> None:
    for location, units in item.stock.items():
        if units:
            inventory.change_stock(
                variant_id,
                frame.locations[location],
                units,
                kind=MovementKind.OPENING,
                cause="opening stock",
                source_key=f"demo:{sku}:{location}",
                by=DEMO,
            )
