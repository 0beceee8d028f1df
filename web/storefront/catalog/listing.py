"""What a page of cards needs: which page and order were asked for, the cards, and the ways to other pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, request
from flask_babel import gettext as _

from core.catalog.types import CategoryNode
from core.kernel.page import Page, PageAsk
from core.search.types import ProductCard, Sort, View
from web.shared.filters import number
from web.shared.pages import href
from web.shared.pictures import Picture, card_picture_of
from web.shared.site import current_chain, current_currency, current_site

SIZE = 48
FARTHEST = 5  # digits
AROUND = 1

Way = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Card:
    """A card as `product_card` wants it."""

    title: str
    href: str
    now: Any
    pic: Picture | None
    merchant: str
    from_price: bool
    stock: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of cards with its controls; `numbers` are (text, address, is this page)."""

    cards: list[Card]
    total: int
    page: int
    numbers: list[tuple[str, str, bool]]
    previous: str
    next: str
    sorts: list[tuple[str, str]]
    sort: str

    @property
    def first(self) -> int:
        return (self.page - 1) * SIZE + 1


def current_view() -> View:
    """Give where the shopper of this request looks from."""
    return View(current_site(), current_chain(), current_currency())


def asked_page() -> PageAsk:
    """Read `page`: what is no number from 1 is the first page, what is absurdly far does not exist."""
    written = request.args.get("page", "").lstrip("0")
    if not (written.isascii() and written.isdigit()):
        return PageAsk(1, SIZE)
    if len(written) > FARTHEST:
        abort(404)
    return PageAsk(int(written), SIZE)


def asked_sort(usual: Sort) -> Sort:
    """Read `sort`: what is no order of ours is the usual one."""
    written = request.args.get("sort", "")
    known = {sort.value for sort, _ in _orders(usual)}
    return Sort(written) if written in known else usual


def listing_of(page: Page[ProductCard], sort: Sort, usual: Sort, way: Way) -> Listing:
    """Lay out a page; one beyond the last does not exist (404). `way(**query)` gives the address of another."""
    if page.number > page.last:
        abort(404)

    def to(wanted: int) -> str:
        order = {} if sort == usual else {"sort": sort.value}
        return way(**order, **({} if wanted == 1 else {"page": wanted}))

    return Listing(
        cards=[card_of(card) for card in page.items],
        total=page.total,
        page=page.number,
        numbers=_numbers(page.number, page.last, to) if page.last > 1 else [],
        previous=to(page.number - 1) if page.has_previous else "",
        next=to(page.number + 1) if page.has_next else "",
        sorts=[(order.value, words) for order, words in _orders(usual)],
        sort=sort.value,
    )


def page_query(listing: Listing) -> dict[str, int]:
    """Give what belongs to a page's one true address: its number beyond the first, never its order."""
    return {} if listing.page == 1 else {"page": listing.page}


def card_of(card: ProductCard) -> Card:
    """Turn a found product into a card."""
    return Card(
        title=card.title,
        href=href("catalog.product", slug=card.slug),
        now=card.lowest,
        pic=card_picture_of(card.picture),
        merchant=card.merchant,
        from_price=card.is_from,
        stock=card.stock.value,
    )


def trail_to(node: CategoryNode | None, *here: str) -> list[tuple[str, str]]:
    """Give the way from the home page to a category, and to what is `here` in it."""
    above = node.path if node else ()
    steps = [(name, href("catalog.listing", slug=slug)) for name, slug in above]
    return [(_("Home page"), href("home.show")), *steps, *((text, "") for text in here)]


def _orders(usual: Sort) -> list[tuple[Sort, str]]:
    orders = [
        (Sort.NEWEST, _("Newest")),
        (Sort.PRICE_UP, _("Price, low to high")),
        (Sort.PRICE_DOWN, _("Price, high to low")),
    ]
    return [(Sort.RELEVANCE, _("Best match")), *orders] if usual == Sort.RELEVANCE else orders


def _numbers(here: int, last: int, to: Callable[[int], str]) -> list[tuple[str, str, bool]]:
    shown = sorted({1, last, *range(max(1, here - AROUND), min(last, here + AROUND) + 1)})
    entries: list[tuple[str, str, bool]] = []
    for before, wanted in zip([0, *shown], shown, strict=False):
        if wanted - before > 1:
            entries.append(("…", "", False))
        entries.append((number(wanted), to(wanted), wanted == here))
    return entries
