"""The parts of a page that are personal or live. This page is their list."""

from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass

from flask import Response, render_template, request, session

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
from web.shared.site import current_language, current_site
from web.shared.visitor import VIEWED, keep_token, new_viewer, wisher
from web.storefront.catalog import recent
from web.storefront.catalog.listing import card_of, current_view
from web.storefront.flash import door
from web.storefront.header import mine
from web.storefront.live import common
from web.storefront.live.common import Place
from web.storefront.live.own import PLACE, Own
from web.storefront.live.pieces import EMPTY, Piece, piece_of

LONGEST = 200
ON_PAGE = "cookies"  # what the page says of itself that asks about cookies at length
IN_A_ROW = 8
STRANGER_SECONDS = 20.0
ME, WISHED = "me", "wished"  # the pieces that are kept of a browser
ON_PAGE_ME = f"{ME} {ON_PAGE}"
NOTHING_SEEN = common.empty("recently-viewed")
NO_SALE = piece_of('<p id="flash-left" hx-swap-oob="true"></p>')

# What a page says to those it knows nothing of but the country; changes with the words of a site alone.
_strangers: ShortCache[Piece] = ShortCache(500)


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name in the address, whether it is one person's, and how it is drawn."""

    name: str
    is_personal: bool
    drawn: Callable[[str, Response], Piece]

    def is_left_at(self, level: Level) -> bool:
        """Say whether it comes while fragments are at a level: reduced leaves who one is and what is in the cart."""
        return level is Level.NORMAL or (level is Level.REDUCED and self.name == "me")

    def draw(self, value: str, response: Response) -> Piece:
        """Draw it, or nothing where that fails: the others are not to suffer from it."""
        try:
            return self.drawn(value, response)
        except Refusal:
            return EMPTY
        except Exception as problem:  # whatever it is, it is one part's trouble
            log.get("web").error("a live part failed", part=self.name, exc_info=problem)
            _mend()
            return EMPTY


def _me(where: str, response: Response) -> Piece:
    """Draw name, cart count, ship-to country and messages, and the question about cookies.

    `where` says that the page itself asks about them.
    """
    own, name = own_pieces(), name_of_me(where)
    if own is not None and name in own.found:
        return own.found[name]
    note_sighting()
    known = mine()
    if is_decided():
        note_decided(response)
    if known.person or known.count or known.country != current_site().default_country:
        note_mine(response)
    asks_consent = not is_decided() and takes_changes() and where != ON_PAGE

    def draw() -> Piece:
        return piece_of(render_template("storefront/live/_me.html", mine=known, asks_consent=asks_consent))

    if known.person or known.count or session.get("_flashes"):
        piece = draw()
    else:
        piece = _strangers.get(_stranger(common.here(), asks_consent), STRANGER_SECONDS, draw) or EMPTY
    if own is not None:
        own.drawn[name] = piece
    return piece


def own_pieces() -> Own | None:
    """Give what is kept of the browser of this request, if anything may be."""
    found: Own | None = request.environ.get(PLACE)
    return found


def name_of_me(where: str) -> str:
    """Give the name under which a browser's own piece is kept, for the page about cookies or any other one."""
    return ON_PAGE_ME if where == ON_PAGE else ME


def find_stranger(place: Place, *, asks_consent: bool) -> Piece | None:
    """Give what is said to somebody of whom nothing is known but the country, None where it would have to be drawn."""
    return _strangers.find(_stranger(place, asks_consent), STRANGER_SECONDS)


def _stranger(place: Place, asks_consent: bool) -> Hashable:
    return place.site_id, place.language, place.country, asks_consent


def _flash(value: str, _: Response) -> Piece:
    """Draw how much of a flash sale's pool is left, in words; who has seen it may ask to be let in."""
    site_id, variant_id = current_site().id, VariantId(common.number(value))
    sale = flash_sales.find_live(site_id, variant_id)
    if sale is None:
        return NO_SALE
    if sale.has_queue:
        door.greet()
    level = switches.level(site_id, Feature.LIVE_STOCK)
    if level is Level.OFF:
        return EMPTY
    return common.counted(("flash", sale.id, current_language()), level, lambda: _pool_left(sale))


def _pool_left(sale: FlashSale) -> str:
    return render_template("storefront/live/_flash.html", left=flash_sales.say_left(sale).value)


def _recent(value: str, response: Response) -> Piece:
    """Draw what was looked at last; on a product's page also its heart, and note that it is looked at."""
    product_id = ProductId(common.number(value)) if value else None
    keeper = new_viewer()
    if keeper.is_nobody and (product_id is None or wisher().is_nobody):
        return NOTHING_SEEN
    looked = secondary(Feature.FRAGMENTS, lambda: _looked_at(product_id, keeper))
    if looked is None:
        return EMPTY
    drawn, is_sold = looked
    if product_id and is_sold and not keeper.is_nobody and takes_changes():
        _note_look(product_id, keeper, response)
    return drawn


def _looked_at(product_id: ProductId | None, keeper: Keeper) -> tuple[Piece, bool]:
    """Draw what was looked at and the heart of a product, and say whether that is on sale here."""
    seen = [one for one in wishlists.list_viewed_of(keeper) if one != product_id][: IN_A_ROW + 4]
    here = [] if product_id is None else [product_id]
    found = search.list_cards_by_ids(current_view(), [*here, *seen])
    cards = [card_of(found[one]) for one in seen if one in found][:IN_A_ROW]
    heart = found.get(product_id) if product_id and is_wished(_wished(), product_id) else None
    is_sold = product_id in found
    if not cards and heart is None:
        return NOTHING_SEEN, is_sold
    page = render_template("storefront/wishlists/_recent.html", cards=cards, heart=heart)
    return piece_of(page), is_sold


def _wished() -> Piece:
    """Give the numbers of what is on any of this browser's wish lists, each between commas."""
    own = own_pieces()
    if own is not None and WISHED in own.found:
        return own.found[WISHED]
    numbers = sorted(wishlists.list_wished_products(wisher()))
    piece = piece_of("".join([",", *(f"{one}," for one in numbers)]))
    if own is not None:
        own.drawn[WISHED] = piece
    return piece


def is_wished(wished: Piece, product_id: int) -> bool:
    """Say whether a product is among those on a browser's wish lists."""
    return b",%d," % product_id in wished.plain


def _note_look(product_id: ProductId, keeper: Keeper, response: Response) -> None:
    with transaction():
        wishlist_service.note_view(keeper, product_id)
    keep_token(response, VIEWED, keeper.token)


def _search(value: str, response: Response) -> Piece:
    """Let the browser remember what it looked for; draws nothing."""
    recent.keep(response, value)
    return EMPTY


def _mend() -> None:
    """Let the next part read again after a statement failed."""
    with suppress(*OUTAGES):
        db.start_over()


PARTS = (
    Part(ME, True, _me),
    Part("delivery", False, common.DELIVERY.draw),
    Part("stock", False, common.STOCK.draw),
    Part("flash", True, _flash),
    Part("recent", True, _recent),
    Part("search", True, _search),
    Part("companions", False, common.COMPANIONS.draw),
)
