from typing import Any

from core.search import queries as search
from core.search.types import ListingAsk, Sort
from web.shared.pages import href
from web.storefront.catalog.listing import asked_page, asked_sort, current_view, listing_of
from web.storefront.catalog.tiles import category_tiles

LONGEST = 200


def page_of(written: str) -> dict[str, Any]:
    """Give what the page of a query shows; `listing` is None where nothing was asked."""
    query = " ".join(written.replace("\x00", " ").split())[:LONGEST]
    finding = search.understand(current_view(), query)
    sort = asked_sort(Sort.RELEVANCE)
    page = None
    if finding.words:
        ask = ListingAsk(current_view(), finding=finding, sort=sort, page=asked_page())
        page = listing_of(
            search.list_cards(ask), sort, Sort.RELEVANCE, lambda **way: href("catalog.search", q=query, **way)
        )
    return {
        "query": query,
        "listing": page,
        "here": href("catalog.search"),
        "kept": [("q", query)],
        "tiles": [] if page and page.cards else category_tiles(),
    }
