from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from core.kernel.ids import CategoryId, MediaId, MerchantId, ProductId, VariantId


class ProductState(StrEnum):
    DRAFT = "draft"
    LIVE = "live"
    OFFLINE = "offline"


class AttributeKind(StrEnum):
    CHOICE = "choice"
    NUMBER = "number"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class CategoryNode:
    """A category with its children, in the reader's language; `path` names it and those above, top first."""

    id: CategoryId
    code: str
    slug: str
    name: str
    description: str
    level: int
    media_id: MediaId | None
    path: tuple[tuple[str, str], ...]
    children: tuple["CategoryNode", ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of an option or attribute; `names` are the name in every language."""

    id: int
    code: str
    name: str
    swatch: str
    names: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Descriptor:
    """An attribute in every language; the choices' `name` is left to the reader, who picks from `names`."""

    code: str
    kind: AttributeKind
    unit: str
    names: Mapping[str, str]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class OptionAxis:
    """Something variants of a product differ in, with the values they take, in order."""

    attribute_id: int
    code: str
    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class AttributeValue:
    """A described property. Exactly one of choice, number and flag is set."""

    code: str
    name: str
    unit: str
    choice: str | None = None
    number: Decimal | None = None
    flag: bool | None = None


@dataclass(frozen=True, slots=True)
class VariantDetail:
    """One sellable form: weight in grams, packed size in millimeters; `choices` by attribute id."""

    id: VariantId
    product_id: ProductId
    sku: str
    barcode: str
    weight_g: int
    dimensions_mm: tuple[int, int, int]
    choices: Mapping[int, Choice]
    net_content: Decimal | None = None
    net_unit: str = ""

    @property
    def label(self) -> str:
        return ", ".join(choice.name for choice in self.choices.values())


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a product in order; with a `choice_id` it shows variants of that choice."""

    media_id: MediaId
    alt: str
    choice_id: int | None


@dataclass(frozen=True, slots=True)
class ProductDetail:
    """A product with everything its page shows, in the reader's language."""

    id: ProductId
    version: int
    state: ProductState
    slug: str
    title: str
    description: str
    merchant_id: MerchantId
    category_id: CategoryId
    brand: str
    hs_code: str
    origin: str
    tax_category: str
    options: tuple[OptionAxis, ...]
    attributes: tuple[AttributeValue, ...]
    variants: tuple[VariantDetail, ...]
    pictures: tuple[Picture, ...]

    def variant(self, variant_id: int) -> VariantDetail | None:
        return next((variant for variant in self.variants if variant.id == variant_id), None)

    def picture_of(self, variant: VariantDetail) -> Picture | None:
        chosen = {choice.id for choice in variant.choices.values()}
        own = next((picture for picture in self.pictures if picture.choice_id in chosen), None)
        return own or next(iter(self.pictures), None)


@dataclass(frozen=True, slots=True)
class SellableVariant:
    """What cart and checkout need to know of a variant; texts in the reader's language.

    `titles` and `labels` are the texts in every language, for the snapshot on an order.
    """

    id: VariantId
    product_id: ProductId
    merchant_id: MerchantId
    category_code: str
    sku: str
    title: str
    titles: Mapping[str, str]
    label: str
    labels: Mapping[str, str]
    slug: str
    is_live: bool
    weight_g: int
    dimensions_mm: tuple[int, int, int]
    hs_code: str
    origin: str
    tax_category: str
    media_id: MediaId | None


@dataclass(frozen=True, slots=True)
class NewVariant:
    """A variant to be listed: `choices` maps option code to choice code."""

    sku: str
    weight_g: int
    dimensions_mm: tuple[int, int, int]
    choices: Mapping[str, str]
    barcode: str = ""


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A product to be listed; `attributes` maps attribute code to a choice code, number or flag."""

    merchant_id: MerchantId
    category: str
    brand: str | None
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    hs_code: str
    origin: str
    attributes: Mapping[str, str | int | float | bool]
    options: tuple[str, ...]
    variants: tuple[NewVariant, ...]


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product in a merchant's or operator's list."""

    id: ProductId
    title: str
    state: ProductState
    version: int
    variants: int
    slug: str
    media_id: MediaId | None = None


@dataclass(frozen=True, slots=True)
class ProductName:
    """A product where it is only named, in the reader's language and whatever its state."""

    id: ProductId
    title: str
    slug: str
    merchant_id: MerchantId
    is_live: bool


@dataclass(frozen=True, slots=True)
class Safety:
    """Who made a product, who in the Union answers for it, and what to beware of, in every language."""

    manufacturer: str = ""
    manufacturer_address: str = ""
    manufacturer_contact: str = ""
    responsible: str = ""
    responsible_address: str = ""
    responsible_contact: str = ""
    warnings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SizeGuide:
    """A table of sizes: headings and notes in every language, rows of plain text as wide as the headings."""

    id: int
    merchant_id: MerchantId
    category_id: CategoryId
    brand_code: str | None
    notes: Mapping[str, str]
    columns: tuple[Mapping[str, str], ...]
    rows: tuple[tuple[str, ...], ...]
    version: int


NET_UNITS = ("g", "kg", "ml", "l", "cm", "m", "m2", "pcs")
