import hashlib
from collections.abc import Mapping, Sequence
from itertools import count

from core.catalog import service as catalog
from core.catalog.types import AttributeKind, NewProduct, NewVariant
from core.inventory import service as inventory
from core.inventory.types import MovementKind
from core.kernel.actor import SYSTEM
from core.kernel.ids import LocationId, MediaId, MerchantId, ProductId, VariantId
from core.kernel.money import Money
from core.media import service as media
from core.media.types import StoredPicture
from core.pricing import service as pricing
from core.taxes import service as taxes

_numbers = count(1)

Variants = Sequence[NewVariant]


def make_variant(
    sku: str = "",
    *,
    weight_g: int = 500,
    dimensions_mm: tuple[int, int, int] = (100, 100, 100),
    **choices: str,
) -> NewVariant:
    """Describe a variant; keyword choices are option=choice by code."""
    return NewVariant(sku or f"SKU-{next(_numbers)}", weight_g, dimensions_mm, choices)


def make_picture() -> MediaId:
    """Accept a picture whose files are not drawn yet, each time another. The caller opens the transaction."""
    digest = hashlib.sha256(f"picture {next(_numbers)}".encode()).hexdigest()
    return media.accept_picture(StoredPicture(digest, "png", 1200, 1200, 40_000, "#d9573f"), by=SYSTEM)


def make_categories() -> None:
    """Add home › lighting › lamps, home › kitchen, and pantry, which is taxed as food; a color and a height."""
    _add_attributes()
    for position, (code, parent, names, tax, attributes) in enumerate(_CATEGORIES):
        catalog.add_category(
            code=code,
            parent=parent,
            names=names,
            descriptions={"en": f"All about {names['en'].lower()}."},
            position=position,
            tax_category=tax,
            attributes=attributes,
            by=SYSTEM,
        )


_CATEGORIES: list[tuple[str, str | None, dict[str, str], str, tuple[str, ...]]] = [
    ("home", None, {"en": "Home", "de": "Wohnen", "ru": "Дом", "fr": "Maison", "pl": "Dom"}, "standard", ()),
    ("lighting", "home", {"en": "Lighting", "de": "Licht", "ru": "Свет"}, "standard", ()),
    ("lamps", "lighting", {"en": "Lamps", "de": "Leuchten", "ru": "Лампы"}, "standard", ("color", "height")),
    ("kitchen", "home", {"en": "Kitchen", "de": "Küche", "ru": "Кухня"}, "standard", ()),
    ("pantry", None, {"en": "Pantry", "de": "Vorrat", "ru": "Кладовая"}, "reduced_food", ()),
]


def _add_attributes() -> None:
    catalog.add_attribute(
        code="color",
        kind=AttributeKind.CHOICE,
        names={
            "en": "Color",
            "de": "Farbe",
            "ru": "Цвет",
            "zh": "颜色",
            "es": "Color",
            "fr": "Couleur",
            "pl": "Kolor",
        },
        choices=[
            ("black", {"en": "Black", "de": "Schwarz", "ru": "Чёрный"}, "#000000"),
            ("white", {"en": "White", "de": "Weiß", "ru": "Белый"}, "#ffffff"),
        ],
    )
    catalog.add_attribute(
        code="height", kind=AttributeKind.NUMBER, names={"en": "Height", "de": "Höhe"}, unit="mm"
    )
    catalog.add_attribute(code="dimmable", kind=AttributeKind.FLAG, names={"en": "Dimmable", "de": "Dimmbar"})


def make_product(
    merchant_id: MerchantId,
    *,
    titles: Mapping[str, str] | None = None,
    category: str = "lamps",
    brand: str | None = None,
    variants: Variants = (),
    options: tuple[str, ...] = (),
    attributes: Mapping[str, str | int | float | bool] | None = None,
    hs_code: str = "940520",
    origin: str = "CN",
    is_live: bool = True,
) -> tuple[ProductId, dict[str, VariantId]]:
    """List a product with a picture and publish it unless told otherwise. The caller opens the transaction."""
    names = titles or {"en": f"Thing {next(_numbers)}"}
    product_id, made = catalog.list_product(
        NewProduct(
            merchant_id=merchant_id,
            category=category,
            brand=brand,
            titles=names,
            descriptions={"en": "A thing to like.", "de": "Ein Ding zum Mögen."},
            hs_code=hs_code,
            origin=origin,
            attributes=attributes or {},
            options=options,
            variants=tuple(variants) or (make_variant(),),
        ),
        by=SYSTEM,
    )
    catalog.add_picture(product_id, make_picture(), names, by=SYSTEM)
    if is_live:
        catalog.publish_product(product_id, merchant_id, by=SYSTEM)
    return product_id, made


def price(bases: Mapping[VariantId, Money]) -> None:
    """Set base prices and have the shown ones proposed, as the reaction does."""
    pricing.set_base_prices(bases)
    taxes.propose_shown_prices(list(bases))


def stock(variant_id: VariantId, location_id: LocationId, units: int) -> None:
    """Put units on the shelf. The caller opens the transaction."""
    inventory.change_stock(
        variant_id,
        location_id,
        units,
        kind=MovementKind.RECEIPT,
        cause="delivery to the warehouse",
        source_key=f"receipt:{next(_numbers)}:{variant_id}:{location_id}",
        by=SYSTEM,
    )
