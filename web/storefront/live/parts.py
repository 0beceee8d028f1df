"""The parts of a page that are personal or live. This page is their list."""

from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass

from flask import Response, render_template, session

from core.catalog.errors import ProductNotFound
from core.flash_sales import queries as flash_sales
from core.flash_sales.types import FlashSale
from core.kernel.ids import ProductId, VariantId
from core.kernel.refusal import Refusal
from core.platform import db, log
from core.platform.db import OUTAGES, transaction
from core.search import queries as search
from core.switches import queries as switches
from core.switches.types import Feature, Level
from core.wishlists import queries as wishlists
from core.wishlists import service as wishlist_service
from core.wishlists.types import Keeper
from web.shared.consent import is_decided
from web.shared.hint import note_decided, note_mine
from web.shared.resting import takes_changes
from web.shared.secondary import secondary
from web.shared.short_cache import ShortCache
from web.shared.signed_in import note_sighting
from web.shared.site import current_country, current_currency, current_language, current_site
from web.shared.visitor import VIEWED, keep_token, new_viewer, wisher
from web.storefront.catalog import delivery_page, recent
from web.storefront.catalog.listing import current_view
from web.storefront.flash import door
from web.storefront.header import mine
from web.storefront.wishlists.page import cards_of

LONGEST = 200
ON_PAGE = "cookies"  # what the page says of itself that asks about cookies at length
IN_A_ROW = 8
DELIVERY_SECONDS = 20.0
STRANGER_SECONDS = 20.0
STOCK_SECONDS = {Level.NORMAL: 3.0, Level.REDUCED: 60.0}

# What a page says to those it knows nothing of but the country; changes with the words of a site alone.
_strangers: ShortCache[str] = ShortCache(500)
# The same for everybody in a country; ends by time, because a price or a unit sold changes it without a word.
_quotes: ShortCache[str] = ShortCache(2000)
_stocks: ShortCache[str] = ShortCache(5000)


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name in the address, whether it is one person's, and how it is drawn."""

    name: str
    is_personal: bool
    drawn: Callable[[str, Response], str]

    def is_left_at(self, level: Level) -> bool:
        """Say whether it comes while fragments are at a level: reduced leaves who one is and what is in the cart."""
        return level is Level.NORMAL or (level is Level.REDUCED and self.name == "me")

    def draw(self, value: str, response: Response) -> str:
        """Draw it, or nothing where that fails: the others are not to suffer from it."""
        try:
            return self.drawn(value, response)
        except Refusal:
            return ""
        except Exception as problem:  # whatever it is, it is one part's trouble
            log.get("web").error("a live part failed", part=self.name, exc_info=problem)
            _mend()
            return ""


def _me(where: str, response: Response) -> str:
    """Draw name, cart count, ship-to country and messages, and the question about cookies.

    `where` says that the page itself asks about them.
    """
    note_sighting()
    known = mine()
    if is_decided():
        note_decided(response)
    if known.person or known.count or known.country != current_site().default_country:
        note_mine(response)
    asks_consent = not is_decided() and takes_changes() and where != ON_PAGE

    def draw() -> str:
        return render_template("storefront/live/_me.html", mine=known, asks_consent=asks_consent)

    if known.person or known.count or session.get("_flashes"):
        return draw()
    key = (current_site().id, current_language(), known.country, asks_consent)
    return _strangers.get(key, STRANGER_SECONDS, draw) or ""


def _delivery(value: str, _: Response) -> str:
    """Draw what sending a variant to the country costs."""
    if not switches.is_on(Feature.DELIVERY, current_site().id):
        return '<div id="delivery" hx-swap-oob="true"></div>'
    key = (current_site().id, current_language(), current_currency(), current_country(), _number(value))
    return (
        _quotes.get(key, DELIVERY_SECONDS, lambda: secondary(Feature.DELIVERY, lambda: _quoted(value))) or ""
    )


def _quoted(value: str) -> str:
    page = delivery_page.page_of(None, value)
    return render_template("storefront/catalog/_delivery.html", oob=True, **page)


def _stock(value: str, _: Response) -> str:
    """Draw how much is left of a variant, as a word."""
    site_id, variant_id = current_site().id, VariantId(_number(value))
    level = switches.level(site_id, Feature.LIVE_STOCK)
    if level is Level.OFF:
        return ""
    key = (site_id, current_language(), variant_id)
    return _counted(key, level, lambda: _left(variant_id))


def _counted(key: Hashable, level: Level, draw: Callable[[], str]) -> str:
    return _stocks.get(key, STOCK_SECONDS[level], lambda: secondary(Feature.LIVE_STOCK, draw)) or ""


def _left(variant_id: VariantId) -> str:
    stock = search.find_stock(current_site().id, variant_id)
    return render_template("storefront/live/_stock.html", stock=stock) if stock else ""


def _flash(value: str, _: Response) -> str:
    """Draw how much of a flash sale's pool is left, in words; who has seen it may ask to be let in."""
    site_id, variant_id = current_site().id, VariantId(_number(value))
    sale = flash_sales.find_live(site_id, variant_id)
    if sale is None:
        return '<p id="flash-left" hx-swap-oob="true"></p>'
    if sale.has_queue:
        door.greet()
    level = switches.level(site_id, Feature.LIVE_STOCK)
    if level is Level.OFF:
        return ""
    return _counted(("flash", sale.id, current_language()), level, lambda: _pool_left(sale))


def _pool_left(sale: FlashSale) -> str:
    return render_template("storefront/live/_flash.html", left=flash_sales.say_left(sale).value)


def _recent(value: str, response: Response) -> str:
    """Draw what was looked at last; on a product's page also its heart, and note that it is looked at."""
    product_id = ProductId(_number(value)) if value else None
    keeper = new_viewer()
    drawn = secondary(Feature.FRAGMENTS, lambda: _looked_at(product_id, keeper))
    if product_id and not keeper.is_nobody and takes_changes():
        _note_look(product_id, keeper, response)
    return drawn or ""


def _looked_at(product_id: ProductId | None, keeper: Keeper) -> str:
    before = [] if keeper.is_nobody else wishlists.list_viewed_of(keeper)
    heart = _heart(product_id) if product_id else None
    cards = cards_of([seen for seen in before if seen != product_id][: IN_A_ROW + 4])[:IN_A_ROW]
    return render_template("storefront/wishlists/_recent.html", cards=cards, heart=heart)


def _heart(product_id: ProductId) -> object:
    if product_id not in wishlists.list_wished_products(wisher(), [product_id]):
        return None
    return search.list_cards_by_ids(current_view(), [product_id]).get(product_id)


def _note_look(product_id: ProductId, keeper: Keeper, response: Response) -> None:
    if product_id not in search.list_cards_by_ids(current_view(), [product_id]):
        return
    with transaction():
        wishlist_service.note_view(keeper, product_id)
    keep_token(response, VIEWED, keeper.token)


def _search(value: str, response: Response) -> str:
    """Let the browser remember what it looked for; draws nothing."""
    recent.keep(response, value)
    return ""


def _number(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        raise ProductNotFound(id=value)
    return int(value)


def _mend() -> None:
    """Let the next part read again after a statement failed."""
    with suppress(*OUTAGES):
        db.start_over()


PARTS = (
    Part("me", True, _me),
    Part("delivery", False, _delivery),
    Part("stock", False, _stock),
    Part("flash", True, _flash),
    Part("recent", True, _recent),
    Part("search", True, _search),
)
