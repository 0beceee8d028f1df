from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from core.catalog.types import AttributeValue, OptionAxis, Picture, Safety, VariantDetail
from core.inventory.types import StockLocation
from core.kernel.ids import CategoryId, MediaId, MerchantId, ProductId, SiteId, VariantId
from core.kernel.money import Money
from core.kernel.page import PageAsk
from core.media.types import MediaFace, VideoFace
from core.merchants.types import MerchantFace
from core.pricing.types import Reduction
from core.reviews.types import Rating
from core.sites.types import SiteDetail

LANGUAGES = ("en", "ru", "zh", "es", "de", "fr", "pl")  # those the index is made for
SHELF, PART = "shelf", "part"  # kinds of names: a category's whole name stemmed, and each thing that it lists


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    BEST_SELLING = "best-selling"
    RATING = "rating"
    PRICE_UP = "price-up"
    PRICE_DOWN = "price-down"


class Reach(StrEnum):
    """How far a query had to be stretched to find something."""

    CLOSE = "close"  # all words, in the language of the page
    WIDE = "wide"  # all words or their beginnings, in any language of the site
    LOOSE = "loose"  # half of the words that mean something, one of them in what the product is called
    NOTHING = "nothing"


class Stock(StrEnum):
    """How much is left, as a word: exact numbers are nobody's business."""

    IN_STOCK = "in-stock"
    FEW_LEFT = "few-left"
    SOLD_OUT = "sold-out"


class Shelves(StrEnum):
    """What pages with shelves show: any products at all, those that are reduced, or those that cost little."""

    ANY = "shelves"
    REDUCED = "reduced"
    SMALL_PRICES = "small-prices"


@dataclass(frozen=True, slots=True)
class View:
    """Where somebody looks from: the site, the languages in order of preference, the currency."""

    site: SiteDetail
    chain: tuple[str, ...]
    currency: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a sorted listing: what it is sorted by, and the product, which settles ties."""

    key: int
    id: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A query as it was understood: its words, how far they reach, and what may have been meant instead.

    `shelves` holds the ids of categories that words of the query are the name of. Where it finds very many products,
    `beyond` is the first, by sales, of those that do not sell well enough to be ranked: how often it was sold, its id.
    """

    query: str
    words: tuple[str, ...]
    reach: Reach
    synonyms: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    shelves: Mapping[tuple[str, ...], tuple[int, ...]] = field(default_factory=dict)
    meant: str = ""
    beyond: Spot | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a shopper narrowed a listing to; several values of one filter widen it, several filters narrow it.

    `discount` is in percent, `rating` in whole stars; `attributes` maps an attribute's code to values.
    """

    categories: tuple[CategoryId, ...] = ()
    brands: tuple[str, ...] = ()
    merchants: tuple[str, ...] = ()
    ships_from: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    least: Money | None = None
    most: Money | None = None
    is_in_stock: bool = False
    discount: int = 0
    rating: int = 0


@dataclass(frozen=True, slots=True)
class ListingAsk:
    """Which cards are wanted: of a category and all below, a merchant, a brand (its code), a query, at `at_most`.

    `level` is that of the category, from the top one's 1: who knows it has an index read in the order of newness.
    With `after` or `before` the page beside that spot is given, whatever came or went meanwhile; else the page of the
    number, for which everything before it is counted off.
    """

    view: View
    category_id: CategoryId | None = None
    level: int = 0
    merchant_id: MerchantId | None = None
    brand: str = ""
    finding: Finding | None = None
    filters: Filters = field(default_factory=Filters)
    at_most: Money | None = None
    without: ProductId | None = None
    is_in_stock: bool = False
    sort: Sort = Sort.NEWEST
    page: PageAsk = field(default_factory=PageAsk)
    after: Spot | None = None
    before: Spot | None = None


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product in a grid; `lowest` is the price of its cheapest variant, `is_from` says that others cost more.

    `was` is the list price that `lowest` is reduced from by `discount` percent; `rating` is in tenths of a star.
    """

    id: ProductId
    slug: str
    title: str
    merchant: str
    brand: str
    lowest: Money
    is_from: bool
    stock: Stock
    picture: MediaFace | None
    was: Money | None = None
    discount: int = 0
    rating: int = 0
    reviews: int = 0


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value to narrow by and how many products it would leave; a `number` is named by itself and the unit."""

    code: str
    count: int
    name: str = ""
    swatch: str = ""
    number: Decimal | None = None
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """An attribute to narrow by, with its values in order."""

    code: str
    name: str
    unit: str
    is_flag: bool
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """All there is to narrow a listing by. The counts of a filter are made without that filter itself.

    `categories` counts by id; `cheapest` and `dearest` bound the prices; `discounts` and `ratings` count by threshold.
    """

    categories: Mapping[int, int]
    brands: tuple[FacetValue, ...]
    merchants: tuple[FacetValue, ...]
    ships_from: tuple[FacetValue, ...]
    attributes: tuple[Facet, ...]
    in_stock: int
    discounts: Mapping[int, int]
    ratings: Mapping[int, int]
    cheapest: Money | None
    dearest: Money | None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a listing with what it can be narrowed by; the spots are where the pages beside it begin.

    `is_part` says that more was found than is in the numbers. With `beyond` only the best-selling of it are here; the
    others follow by their sales after that spot.
    """

    cards: tuple[ProductCard, ...]
    total: int
    facets: Facets
    filters: Filters
    has_previous: bool
    has_next: bool
    first: Spot | None
    last: Spot | None
    is_part: bool = False
    beyond: Spot | None = None


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What may be meant by the beginning of a query: products (title, slug), category ids, brands (name, code).

    `merchants` are (name, slug); `completions` are whole queries.
    """

    products: tuple[tuple[str, str], ...] = ()
    category_ids: tuple[CategoryId, ...] = ()
    brands: tuple[tuple[str, str], ...] = ()
    merchants: tuple[tuple[str, str], ...] = ()
    completions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """Terms that mean the same in a language, or in every one where it is empty."""

    id: int
    language: str
    terms: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Popular:
    """A search that many make, as they write it."""

    site_id: SiteId
    language: str
    query: str


@dataclass(frozen=True, slots=True)
class Sought:
    """What was looked for on a site, how often, when last, and how much it found at most."""

    site_id: int
    language: str
    query: str
    times: int
    results: int
    last: date


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

    id: int
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
    reduction: Reduction | None = None

    @property
    def id(self) -> VariantId:
        return self.detail.id

    @property
    def can_buy(self) -> bool:
        return self.price is not None and self.available > 0


@dataclass(frozen=True, slots=True)
class SoldProduct:
    """A product as it is sold on the site, with everything its page shows; `slugs` are by language.

    `languages` are those it has a title in; `merchant_products` is how many products its merchant has on sale.
    """

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
    languages: tuple[str, ...] = ()
    safety: Safety | None = None
    video: VideoFace | None = None
    captions: Mapping[str, str] = field(default_factory=dict)
    poster: MediaFace | None = None
    size_guide: int | None = None
    merchant_products: int = 0
    rating: Rating | None = None
    merchant_rating: Rating | None = None
    brand_code: str = ""

    def variant(self, variant_id: int) -> SoldVariant | None:
        return next((variant for variant in self.variants if variant.id == variant_id), None)


@dataclass(frozen=True, slots=True)
class Place:
    """An address of the shop that search engines may know: its slugs by language, and since when.

    `languages` are those it was really written in; none means every language of the site.
    """

    slugs: dict[str, str]
    since: datetime | None
    languages: tuple[str, ...] = ()
    pictures: tuple[MediaFace, ...] = ()
