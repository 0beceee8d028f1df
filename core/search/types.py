from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.catalog.types import AttributeValue, OptionAxis, Picture, VariantDetail
from core.inventory.types import StockLocation
from core.kernel.ids import CategoryId, MediaId, MerchantId, ProductId, VariantId
from core.kernel.money import Money
from core.kernel.page import PageAsk
from core.media.types import MediaFace
from core.merchants.types import MerchantFace
from core.sites.types import SiteDetail


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    PRICE_UP = "price-up"
    PRICE_DOWN = "price-down"


class Stock(StrEnum):
    """How much is left, as a word: exact numbers are nobody's business."""

    IN_STOCK = "in-stock"
    FEW_LEFT = "few-left"
    SOLD_OUT = "sold-out"


@dataclass(frozen=True, slots=True)
class View:
    """Where somebody looks from: the site, the languages in order of preference, the currency."""

    site: SiteDetail
    chain: tuple[str, ...]
    currency: str


@dataclass(frozen=True, slots=True)
class ListingAsk:
    """Which cards are wanted: of a category and all below, of a merchant, holding all `words`, at `at_most`.

    With `is_varied` the first of every category come before the second of any: for a few cards that stand for all.
    """

    view: View
    category_id: CategoryId | None = None
    merchant_id: MerchantId | None = None
    words: tuple[str, ...] = ()
    at_most: Money | None = None
    without: ProductId | None = None
    is_in_stock: bool = False
    is_varied: bool = False
    sort: Sort = Sort.NEWEST
    page: PageAsk = field(default_factory=PageAsk)


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product in a grid; `lowest` is the price of its cheapest variant, `is_from` says that others cost more."""

    id: ProductId
    slug: str
    title: str
    merchant: str
    brand: str
    lowest: Money
    is_from: bool
    stock: Stock
    picture: MediaFace | None


@dataclass(frozen=True, slots=True)
class MerchantCard:
    """A merchant that sells here, with a picture of its newest product and how many products it has."""

    id: MerchantId
    slug: str
    name: str
    country: str
    products: int
    picture: MediaFace | None


@dataclass(frozen=True, slots=True)
class BrandCard:
    """A brand with how many of its products are sold here."""

    code: str
    name: str
    products: int


@dataclass(frozen=True, slots=True)
class SoldVariant:
    """A variant as it is sold on the site; without a `price` it can't be bought there."""

    detail: VariantDetail
    price: Money | None
    available: int
    stock: Stock
    ships_from: StockLocation | None

    @property
    def id(self) -> VariantId:
        return self.detail.id

    @property
    def can_buy(self) -> bool:
        return self.price is not None and self.available > 0


@dataclass(frozen=True, slots=True)
class SoldProduct:
    """A product as it is sold on the site, with everything its page shows; `slugs` are by language."""

    id: ProductId
    slug: str
    slugs: dict[str, str]
    title: str
    description: str
    category_id: CategoryId
    brand: str
    origin: str
    merchant: MerchantFace
    options: tuple[OptionAxis, ...]
    attributes: tuple[AttributeValue, ...]
    variants: tuple[SoldVariant, ...]
    pictures: tuple[Picture, ...]
    media: dict[MediaId, MediaFace]

    def variant(self, variant_id: int) -> SoldVariant | None:
        return next((variant for variant in self.variants if variant.id == variant_id), None)


@dataclass(frozen=True, slots=True)
class Place:
    """An address of the shop that search engines may know: its slugs by language, and since when."""

    slugs: dict[str, str]
    since: datetime | None
