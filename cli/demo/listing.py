"""Putting the goods on sale: categories, products, prices, stock and pictures, through the rooms' doors."""

from collections.abc import Sequence
from dataclasses import dataclass

from cli.demo import shots
from cli.demo.darkroom import Photograph
from cli.demo.frame import DEMO, Frame
from cli.demo.reading import Form, Goods, Item
from cli.demo.shots import Shot
from core.catalog import service as catalog
from core.catalog.types import AttributeKind, NewProduct, NewVariant
from core.inventory import service as inventory
from core.inventory.types import MovementKind
from core.kernel.ids import MediaId, ProductId, VariantId
from core.media import service as media

Album = Sequence[tuple[Shot, Photograph]]


@dataclass(frozen=True, slots=True)
class Listed:
    """An item with its forms' variants, in the forms' order."""

    item: Item
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


def add_categories(goods: Goods, tiles: Sequence[Photograph]) -> None:
    """Add the category tree, each with its picture."""
    for position, (raw, tile) in enumerate(zip(goods.categories, tiles, strict=True)):
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
    skus = [sku_of(item, form, frame.sku_prefixes[item.merchant]) for form in item.forms]
    product_id, variants = catalog.list_product(_described(item, skus, frame), by=DEMO)
    listed = Listed(
        item, product_id, tuple((form, variants[sku]) for form, sku in zip(item.forms, skus, strict=True))
    )
    for sku, variant_id in zip(skus, variants.values(), strict=True):
        _stock(item, sku, variant_id, frame)
    return listed


def publish(listed: Listed, album: Album, goods: Goods, frame: Frame) -> None:
    """Give a product its pictures and offer it for sale."""
    for shot, photograph in album:
        alts = shots.alts(shot, listed.item.titles, goods.attributes)
        catalog.add_picture(listed.product_id, accept(photograph), alts, choice=shot.look.choice, by=DEMO)
    catalog.publish_product(listed.product_id, frame.merchants[listed.item.merchant], by=DEMO)


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


def _described(item: Item, skus: Sequence[str], frame: Frame) -> NewProduct:
    return NewProduct(
        merchant_id=frame.merchants[item.merchant],
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
