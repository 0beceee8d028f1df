"""What a page of cards needs: the cards, the facets, the chips, and the ways to other pages and orders."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort
from flask_babel import gettext as _

from core.catalog.types import CategoryNode
from core.kernel.ids import ProductId
from core.search.types import Found, ProductCard, Sort, View
from web.shared import made_of
from web.shared.filters import number
from web.shared.pages import href
from web.shared.pictures import Picture, card_picture_of
from web.shared.site import current_chain, current_currency, current_site
from web.storefront.catalog.asking import SIZE, Asked, pairs_of, spot_of
from web.storefront.catalog.facets import Group, PriceRange, chips_of, groups_of, price_of
from web.storefront.flash.face import sale_of

AROUND = 1
MOST_COUNTED_OFF = 20  # pages that may be jumped to; beyond them one goes from page to page

Way = Callable[..., str]
Query = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Card:
    """A card as `product_card` wants it."""

    id: ProductId
    title: str
    href: str
    now: Any
    pic: Picture | None
    merchant: str
    from_price: bool
    stock: str
    was: Any = None
    discount: int = 0
    rating: int = 0
    reviews: int = 0
    label: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of cards with its controls; `numbers` are (text, address, is this page), `kept` travels with forms.

    With `is_part` there are more products than are counted, here and beside what to narrow by.
    """

    cards: list[Card]
    total: int
    page: int
    numbers: list[tuple[str, str, bool]]
    previous: str
    next: str
    sorts: list[tuple[str, str]]
    sort: str
    is_list: bool
    as_grid: str
    as_list: str
    groups: list[Group]
    price: PriceRange
    chips: list[tuple[str, str]]
    unfiltered: str
    kept: list[tuple[str, str]]
    kept_by_facets: list[tuple[str, str]]
    is_plain: bool
    is_part: bool

    @property
    def first(self) -> int:
        return (self.page - 1) * SIZE + 1

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chips)


def current_view() -> View:
    """Give where the shopper of this request looks from."""
    return View(current_site(), current_chain(), current_currency())


def listing_of(
    found: Found,
    asked: Asked,
    way: Way,
    *,
    nodes: Iterable[CategoryNode] = (),
    of_merchant: bool = False,
    of_brand: bool = False,
    kept: Iterable[tuple[str, str]] = (),
) -> Listing:
    """Lay out a page; one beyond the last, or far off without a place to start from, does not exist (404).

    `way(**query)` gives the address of another page; `nodes` are the categories offered to narrow by; `kept` are
    fields besides our own that forms carry along.
    """
    made_of.note("vocabulary")
    made_of.note("merchants")
    is_beside = asked.after is not None or asked.before is not None
    last = max(1, -(-found.total // SIZE), asked.page.number if is_beside and found.cards else 1)
    is_too_far = asked.page.number > MOST_COUNTED_OFF and not is_beside
    if is_too_far or asked.page.number > last or (asked.page.number > 1 and not found.cards):
        abort(404)
    order: Query = {} if asked.sort == asked.usual else {"sort": asked.sort.value}
    look: Query = {"view": "list"} if asked.is_list else {}
    taken = pairs_of(found.filters)
    groups = groups_of(found, nodes, of_merchant=of_merchant, of_brand=of_brand)

    def to(wanted: int, **place: str) -> str:
        return way(**{**taken, **order, **look, **({} if wanted == 1 else {"page": wanted, **place})})

    return Listing(
        cards=[card_of(card) for card in found.cards],
        total=found.total,
        page=asked.page.number,
        numbers=_numbers(asked.page.number, last, to, goes_on=found.is_part) if last > 1 else [],
        previous=_previous(found, asked, to),
        next=_next(found, asked, to),
        sorts=[(one.value, words) for one, words in _orders(asked.usual)],
        sort=asked.sort.value,
        is_list=asked.is_list,
        as_grid=way(**taken, **order),
        as_list=way(**taken, **order, view="list"),
        groups=groups,
        price=price_of(found, current_currency()),
        chips=chips_of(found, groups, lambda left: way(**left, **order, **look)),
        unfiltered=way(**order, **look),
        kept=[*kept, *_flat(taken), *_flat(look)],
        kept_by_facets=[*kept, *_flat(order), *_flat(look)],
        is_plain=asked.is_plain and asked.page.number <= MOST_COUNTED_OFF,
        is_part=found.is_part,
    )


def page_query(listing: Listing) -> Query:
    """Give what belongs to a page's one true address: its number beyond the first, never its order or filters."""
    return {} if listing.page == 1 or not listing.is_plain else {"page": listing.page}


def card_of(card: ProductCard) -> Card:
    """Turn a found product into a card."""
    made_of.note("product", card.id)
    sale = sale_of(card.id)
    return Card(
        id=card.id,
        title=card.title,
        href=href("catalog.product", slug=card.slug),
        now=card.lowest,
        pic=card_picture_of(card.picture),
        merchant=card.merchant,
        from_price=card.is_from,
        stock=card.stock.value,
        was=card.was,
        discount=card.discount,
        rating=card.rating,
        reviews=card.reviews,
        label=_("Flash sale") if sale else "",
        until=sale.until if sale else None,
    )


def trail_to(node: CategoryNode | None, *here: str) -> list[tuple[str, str]]:
    """Give the way from the home page to a category, and to what is `here` in it."""
    above = node.path if node else ()
    steps = [(name, href("catalog.listing", slug=slug)) for name, slug in above]
    return [(_("Home page"), href("home.show")), *steps, *((text, "") for text in here)]


def _orders(usual: Sort) -> list[tuple[Sort, str]]:
    orders = [
        (Sort.NEWEST, _("Newest")),
        (Sort.BEST_SELLING, _("Best-selling")),
        (Sort.RATING, _("Best rated")),
        (Sort.PRICE_UP, _("Price, low to high")),
        (Sort.PRICE_DOWN, _("Price, high to low")),
    ]
    return [(Sort.RELEVANCE, _("Best match")), *orders] if usual == Sort.RELEVANCE else orders


def _previous(found: Found, asked: Asked, to: Callable[..., str]) -> str:
    if asked.page.number == 1 or found.first is None:
        return ""
    return to(asked.page.number - 1, before=spot_of(found.first))


def _next(found: Found, asked: Asked, to: Callable[..., str]) -> str:
    """Give the way on; behind the best matches among the best-selling come all others, by their sales."""
    if found.has_next and found.last:
        return to(asked.page.number + 1, after=spot_of(found.last))
    if found.beyond and found.cards:
        return to(asked.page.number + 1, sort=Sort.BEST_SELLING.value, after=spot_of(found.beyond))
    return ""


def _numbers(here: int, last: int, to: Callable[..., str], *, goes_on: bool) -> list[tuple[str, str, bool]]:
    near = range(max(1, here - AROUND), min(last, here + AROUND) + 1)
    shown = [one for one in sorted({1, last, *near}) if one <= MOST_COUNTED_OFF or one == here]
    entries: list[tuple[str, str, bool]] = []
    for before, wanted in zip([0, *shown], shown, strict=False):
        if wanted - before > 1:
            entries.append(("…", "", False))
        entries.append((number(wanted), to(wanted), wanted == here))
    return entries if shown[-1] == last and not goes_on else [*entries, ("…", "", False)]


def _flat(pairs: Query) -> list[tuple[str, str]]:
    return [
        (name, str(value))
        for name, values in pairs.items()
        for value in (values if isinstance(values, list) else [values])
    ]
