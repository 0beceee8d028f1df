"""The live parts that are the same for everybody in a place, each kept for seconds in a cache of its own.

They end by time, because a price or a unit sold changes them without a word.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

from flask import Response, render_template

from core.catalog.errors import ProductNotFound
from core.kernel.ids import ProductId, SiteId, VariantId
from core.search import queries as search
from core.switches import queries as switches
from core.switches.types import Feature, Level
from web.shared.secondary import secondary
from web.shared.short_cache import ShortCache
from web.shared.site import current_country, current_currency, current_language, current_site
from web.storefront.catalog import companions_page, delivery_page
from web.storefront.live.pieces import EMPTY, Piece, piece_of

STOCK_SECONDS = {Level.NORMAL: 3.0, Level.REDUCED: 60.0}
GRACE = 3.0  # seconds for which others are given what was there before while one draws it anew
HASTE = 0.5  # seconds that a statement for companions may take: name, cart and stock wait for it

_quotes: ShortCache[Piece] = ShortCache(2000)
_stocks: ShortCache[Piece] = ShortCache(5000)
_companions: ShortCache[Piece] = ShortCache(1000)


@dataclass(frozen=True, slots=True)
class Place:
    """What such parts hang on besides their number."""

    site_id: SiteId
    language: str
    currency: str
    country: str


@dataclass(frozen=True, slots=True)
class Common:
    """One of them: for how long it is kept at which level of its switch, and what stands there without it.

    `off` is given while it is switched off, `failed` where it does not come; nothing leaves the page as it is.
    """

    feature: Feature
    cache: ShortCache[Piece]
    seconds: Mapping[Level, float]
    key: Callable[[Place, int], Hashable]
    drawn: Callable[[int], str]
    off: Piece = EMPTY
    failed: Piece = EMPTY
    haste: float | None = None

    def draw(self, value: str, _: Response) -> Piece:
        """Draw it for this request, or give what was drawn for another one."""
        place, wanted = here(), number(value)
        level = switches.level(place.site_id, self.feature)
        if level not in self.seconds:
            return self.off

        def draw() -> Piece | None:
            return secondary(self.feature, lambda: piece_of(self.drawn(wanted)), haste=self.haste)

        found = self.cache.get(self.key(place, wanted), self.seconds[level], draw, grace=GRACE)
        return self.failed if found is None else found

    def at_hand(self, place: Place, value: str) -> Piece | None:
        """Give what was drawn for another request, None where it would have to be drawn."""
        level = switches.level(place.site_id, self.feature)
        if level not in self.seconds:
            return self.off
        return self.cache.find(self.key(place, number(value)), self.seconds[level])


def here() -> Place:
    """Give where this request looks from."""
    return Place(current_site().id, current_language(), current_currency(), current_country())


def number(value: str) -> int:
    """Read the number of a part's thing; raises ProductNotFound for nonsense."""
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        raise ProductNotFound(id=value)
    return int(value)


def counted(key: Hashable, level: Level, drawn: Callable[[], str]) -> Piece:
    """Give what says how much is left of something, kept as long as the words for stocks."""

    def draw() -> Piece | None:
        return secondary(Feature.LIVE_STOCK, lambda: piece_of(drawn()))

    return _stocks.get(key, STOCK_SECONDS[level], draw) or EMPTY


def _quoted(variant_id: int) -> str:
    page = delivery_page.page_of(None, str(variant_id))
    return render_template("storefront/catalog/_delivery.html", oob=True, **page)


def _left(variant_id: int) -> str:
    stock = search.find_stock(current_site().id, VariantId(variant_id))
    return render_template("storefront/live/_stock.html", stock=stock) if stock else ""


def _beside(product_id: int) -> str:
    page = companions_page.page_beside(ProductId(product_id))
    return render_template("storefront/catalog/_companions.html", oob=True, **page)


def empty(element: str) -> Piece:
    """Give an element that a page closes over."""
    return piece_of(f'<div id="{element}" hx-swap-oob="true"></div>')


# What sending a variant to the country costs.
DELIVERY = Common(
    Feature.DELIVERY,
    _quotes,
    {Level.NORMAL: 20.0},
    lambda place, wanted: (place, wanted),
    _quoted,
    off=empty("delivery"),
)
# How much is left of a variant, as a word.
STOCK = Common(
    Feature.LIVE_STOCK,
    _stocks,
    STOCK_SECONDS,
    lambda place, wanted: (place.site_id, place.language, wanted),
    _left,
)
# What goes with a product: last, and the page closes over it where it does not come.
COMPANIONS = Common(
    Feature.RECOMMENDATIONS,
    _companions,
    {Level.NORMAL: 30.0},
    lambda place, wanted: (place.site_id, place.language, place.currency, wanted),
    _beside,
    off=empty("companions"),
    failed=empty("companions"),
    haste=HASTE,
)
