from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, render_template, request

from core.content.types import Rule
from core.kernel.ids import VariantId
from core.search import queries as search
from core.search.types import Finding, Found, Reach, Sort
from web.shared.pages import href
from web.storefront.catalog import asking
from web.storefront.catalog.listing import Card, Listing, card_of, current_view, listing_of
from web.storefront.catalog.tiles import category_tiles

LONGEST = 200
MOST_LIKED = 4
INSISTING = "exactly"  # the argument of who wants just these letters


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked for and what came of it; `shown` is what was looked for instead where that found nothing."""

    query: str
    finding: Finding
    found: Found | None
    asked: asking.Asked
    instead: str = ""

    @property
    def shown(self) -> str:
        return self.instead or self.query

    @property
    def is_first_look(self) -> bool:
        """Say that this is a new search, not another page or order of one."""
        return self.asked.page.number == 1 and self.asked.is_plain and self.asked.sort == self.asked.usual

    @property
    def results(self) -> int:
        """Count what holds all that was asked for."""
        is_close = self.finding.reach in {Reach.CLOSE, Reach.WIDE}
        return self.found.total if self.found and is_close and not self.instead else 0


@dataclass(frozen=True, slots=True)
class Looked:
    """A search with the page that shows it, or with the one variant whose number was typed."""

    done: Search
    variant: tuple[str, VariantId] | None
    page: dict[str, Any]


def look(written: str) -> Looked:
    """Do a whole search: everything that is asked of the index for its page."""
    done = search_of(written)
    variant = search.find_variant(current_view(), done.query) if done.is_first_look else None
    return Looked(done, variant, {} if variant else page_of(done))


def without_search() -> Response:
    """Help who searches by the categories, while the search is away."""
    query = " ".join(request.args.get("q", "").split())[:LONGEST]
    page = render_template("storefront/catalog/without_search.html", query=query, tiles=category_tiles())
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def search_of(written: str) -> Search:
    """Look for what is written, or for what was meant where that finds nothing; with filters alone, for all they leave.

    Whoever insists is shown that nothing was found.
    """
    query = " ".join(written.replace("\x00", " ").split())[:LONGEST]
    view = current_view()
    finding, instead = search.understand(view, query), ""
    if finding.reach == Reach.NOTHING and finding.meant and INSISTING not in request.args:
        instead = finding.meant
        finding = search.understand(view, instead)
    asked = asking.read(Sort.RELEVANCE if finding.words else Sort.NEWEST)
    is_looking = finding.reach != Reach.NOTHING if query else not asked.is_plain
    if not is_looking:
        return Search(query, finding, None, asked, instead)
    ask = asked.within(view, finding=finding if finding.words else None)
    return Search(query, finding, search.look(ask), asked, instead)


def page_of(done: Search) -> dict[str, Any]:
    """Give what the page of a search shows; `listing` is None where nothing was asked or found."""
    own = {"q": done.shown} if done.query else {}
    page = None
    if done.found is not None:
        page = listing_of(
            done.found,
            done.asked,
            lambda **way: href("catalog.search", **own, **way),
            nodes=asking.offered_categories(done.asked.filters),
            kept=own.items(),
        )
    return {
        "query": done.shown,
        "in_vain": done.query if done.instead else "",
        "exactly_href": href("catalog.search", q=done.query, **{INSISTING: "1"}),
        "listing": page,
        "here": href("catalog.search"),
        "reach": done.finding.reach.value,
        "meant": done.finding.meant,
        "meant_href": href("catalog.search", q=done.finding.meant),
        "brand_title": _brand_title(page) if not done.query else "",
        "tiles": [] if page and page.cards else category_tiles(),
        "often_bought": _often_bought() if done.query and not (page and page.cards) else [],
    }


def _often_bought() -> list[Card]:
    """Give a few products that were really bought a lot lately, for who found nothing."""
    view = current_view()
    ids = search.list_shelf(view, search.ShelfAsk(Rule.BEST_SELLING, MOST_LIKED))
    cards = search.list_cards_by_ids(view, ids)
    return [card_of(cards[id]) for id in ids if id in cards]


def _brand_title(page: Listing | None) -> str:
    """Give the name of the one brand or merchant that a listing without a query is narrowed to."""
    groups = [group for group in page.groups if group.name in {"brand", "merchant"}] if page else []
    chosen = [value.text for group in groups for value in group.values if value.is_chosen]
    return chosen[0] if page and len(page.chips) == len(chosen) == 1 else ""
