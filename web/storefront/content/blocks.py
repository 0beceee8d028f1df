"""From the blocks of a page to what a browser gets. A block that has nothing to show, or fails, is not there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup

from core.content.types import Block, BlockKind, Rule
from core.kernel import clock
from core.kernel.ids import MediaId, ProductId
from core.kernel.texts import pick
from core.media import queries as media
from core.media.types import MediaFace
from core.platform import db, log
from core.search import queries as search
from core.search.queries import ShelfAsk
from core.search.types import ProductCard, Shelves
from web.shared import made_of
from web.shared.filters import money
from web.shared.pages import category_tree, href
from web.shared.pictures import card_picture_of, picture_of
from web.shared.prose import prose
from web.shared.site import current_chain
from web.storefront.catalog.listing import card_of, current_view
from web.storefront.content.links import address_of, category_by_code, merchant_by_code

LEAST_CARDS = 2  # fewer look like a mistake
FEWEST_SOLD = 4  # a best-seller list of three says that nobody buys here
PRICED = {Rule.DISCOUNTED: Shelves.REDUCED, Rule.SMALL_PRICES: Shelves.SMALL_PRICES}
SALES_SEEN_AFTER = timedelta(hours=1)  # a sale tells no page

Answer = TypeVar("Answer")
Facts = dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Part:
    """A block as the page shows it."""

    kind: BlockKind
    html: Markup


@dataclass(frozen=True, slots=True)
class Stock:
    """What the blocks of a page show, read for all of them at once."""

    shelves: dict[int, list[ProductId]]
    cards: dict[ProductId, ProductCard]
    faces: dict[MediaId, MediaFace]
    at: datetime
    leader: Block | None
    has_new: bool

    def shelf(self, block: Block) -> list[ProductCard]:
        return [self.cards[id] for id in self.shelves.get(id_of(block), []) if id in self.cards]


def parts_of(blocks: Sequence[Block], at: datetime) -> list[Part]:
    """Draw the blocks of a page; the first large picture says the page's heading."""
    stock = _stock_of(blocks, at)
    drawn = [(block, _attempt(block.kind, partial(_draw, block, stock), Markup(""))) for block in blocks]
    return [Part(block.kind, html) for block, html in drawn if html.strip()]


def id_of(block: Block) -> int:
    return int(block.id)


def _stock_of(blocks: Sequence[Block], at: datetime) -> Stock:
    grids = [block for block in blocks if block.kind == BlockKind.GRID]
    _note_shelves(blocks, {block.settings.rule for block in grids})
    nothing: list[ProductId] = []
    shelves = {id_of(block): _attempt("shelf", partial(_shelf, block), nothing) for block in grids}
    wanted = [id for ids in shelves.values() for id in ids]
    no_cards: dict[ProductId, ProductCard] = {}
    cards = _attempt("cards", lambda: search.list_cards_by_ids(current_view(), wanted), no_cards)
    no_faces: dict[MediaId, MediaFace] = {}
    faces = _attempt("pictures", lambda: media.list_by_ids(_pictures(blocks)), no_faces)
    leader = next((block for block in blocks if block.kind == BlockKind.HERO), None)
    has_new = any(shelves[id_of(block)] for block in grids if block.settings.rule == Rule.NEWEST)
    return Stock(shelves, cards, faces, at, leader, has_new)


def _note_shelves(blocks: Sequence[Block], rules: set[Rule]) -> None:
    """Name what decides which products, brands and merchants stand here; the cards are named one by one."""
    made_of.note("merchants")
    made_of.note("vocabulary")
    if rules - {Rule.PICKED} or any(
        block.kind in {BlockKind.BRANDS, BlockKind.MERCHANTS} for block in blocks
    ):
        made_of.note(Shelves.ANY)
    for rule, shelves in PRICED.items():
        if rule in rules:
            made_of.note(shelves)
    if Rule.BEST_SELLING in rules:
        made_of.good_until(clock.now() + SALES_SEEN_AFTER)


def _shelf(block: Block) -> list[ProductId]:
    set_to = block.settings
    if set_to.rule == Rule.PICKED:
        return list(set_to.products)
    node = category_by_code(set_to.of) if set_to.rule == Rule.CATEGORY else None
    seller = merchant_by_code(set_to.of) if set_to.rule == Rule.MERCHANT else None
    if set_to.rule in {Rule.CATEGORY, Rule.MERCHANT} and node is None and seller is None:
        return []
    ask = ShelfAsk(set_to.rule, set_to.count, node.id if node else None, seller)
    found = search.list_shelf(current_view(), ask)
    return [] if set_to.rule == Rule.BEST_SELLING and len(found) < FEWEST_SOLD else found


def _pictures(blocks: Sequence[Block]) -> set[MediaId]:
    own = {block.media_id for block in blocks if block.media_id is not None}
    tiles = [node for block in blocks if block.kind == BlockKind.TILES for node in _nodes(block)]
    return own | {node.media_id for node in tiles if node.media_id is not None}


def _nodes(block: Block) -> list[Any]:
    if not block.settings.codes:
        return list(category_tree())
    return [node for code in block.settings.codes if (node := category_by_code(code)) is not None]


def _draw(block: Block, stock: Stock) -> Markup:
    facts = _FACTS[block.kind](block, stock)
    if facts is None:
        return Markup("")
    said = {field: pick(texts, current_chain()) for field, texts in block.texts.items()}
    words = {"title": "", "text": "", "button": "", "alt": "", "body": ""} | said
    facts = {"words": words, "set_to": block.settings, "link": address_of(block.settings.link)} | facts
    return Markup(render_template(f"storefront/content/blocks/{block.kind}.html", **facts))  # noqa: S704 - a template's answer


def _hero(block: Block, stock: Stock) -> Facts:
    return {"pic": _picture(block, stock), "is_leader": block is stock.leader, "has_new": stock.has_new}


def _banner(block: Block, stock: Stock) -> Facts:
    return {"pic": _picture(block, stock)} if "title" in block.texts else None


def _picture(block: Block, stock: Stock) -> Any:
    face = stock.faces.get(block.media_id) if block.media_id is not None else None
    return picture_of(face, pick(block.texts.get("alt", {}), current_chain()))


def _promises(block: Block, stock: Stock) -> Facts:
    return {}


def _tiles(block: Block, stock: Stock) -> Facts:
    tiles = [
        {
            "name": node.name,
            "href": href("catalog.listing", slug=node.slug),
            "pic": card_picture_of(stock.faces.get(node.media_id)) if node.media_id else None,
        }
        for node in _nodes(block)
    ]
    return {"tiles": tiles} if tiles else None


def _grid(block: Block, stock: Stock) -> Facts:
    cards = [card_of(card) for card in stock.shelf(block)][: block.settings.count]
    least = 1 if block.settings.rule in {Rule.NEWEST, Rule.SMALL_PRICES} else LEAST_CARDS
    if len(cards) < least:
        return None
    anchor = "new" if block.settings.rule == Rule.NEWEST else ""
    return {"cards": cards, "heading": _heading(block), "anchor": anchor}


def _heading(block: Block) -> str:
    """Say what a rule finds, for a grid whose editor left its title empty."""
    view, rule = current_view(), block.settings.rule
    small = search.small_price(view.currency)
    node = category_by_code(block.settings.of)
    if rule == Rule.SMALL_PRICES and small:
        return _("Good things for up to %(price)s", price=money(small, is_round=True))
    if rule == Rule.CATEGORY and node:
        return node.name
    names = {
        Rule.NEWEST: _("New arrivals"),
        Rule.BEST_SELLING: _("Bestsellers"),
        Rule.DISCOUNTED: _("Reduced"),
    }
    return names.get(rule) or _("Worth a look")


def _countdown(block: Block, stock: Stock) -> Facts:
    until = block.settings.until
    return None if until is None or until <= stock.at else {"until": until}


def _brands(block: Block, stock: Stock) -> Facts:
    found = search.list_brands(current_view(), block.settings.codes)
    brands = [(brand.name, href("catalog.brand", slug=brand.code)) for brand in found]
    return {"brands": brands} if brands else None


def _merchants(block: Block, stock: Stock) -> Facts:
    found = [
        {
            "name": one.name,
            "href": href("catalog.store", slug=one.slug),
            "products": one.products,
            "pic": card_picture_of(one.picture),
        }
        for one in search.list_merchants(current_view())
    ]
    return {"merchants": found} if found else None


def _recent(block: Block, stock: Stock) -> Facts:
    return {}


def _text(block: Block, stock: Stock) -> Facts:
    body = pick(block.texts.get("body", {}), current_chain())
    return {"body": prose(body)} if body else None


def _attempt(what: str, work: Callable[[], Answer], fallback: Answer) -> Answer:
    """Do a part of the page's work; when it fails, that part is missing and the rest stands."""
    try:
        return work()
    except Exception as problem:  # whatever it is: one block must not take the page with it
        log.get("web").error("block failed", block=str(what), exc_info=problem)
        db.start_over()
        return fallback


_FACTS: dict[BlockKind, Callable[[Block, Stock], Facts]] = {
    BlockKind.HERO: _hero,
    BlockKind.BANNER: _banner,
    BlockKind.PROMISES: _promises,
    BlockKind.TILES: _tiles,
    BlockKind.GRID: _grid,
    BlockKind.COUNTDOWN: _countdown,
    BlockKind.BRANDS: _brands,
    BlockKind.MERCHANTS: _merchants,
    BlockKind.RECENT: _recent,
    BlockKind.TEXT: _text,
}
