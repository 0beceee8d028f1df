"""A site's addresses for search engines, each with the same page in the site's other languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from core.content import queries as content
from core.content.types import PageKind
from core.search import queries as search
from core.search.types import Place
from web.shared.alternates import addresses
from web.shared.site import current_site

# A file may hold 50,000 addresses; a product has one in each language.
PART = 2000
MOST_PARTS = 50_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in one language, with its alternates as (hreflang, address)."""

    address: str
    alternates: tuple[tuple[str, str], ...]
    since: datetime | None


def count_parts() -> int:
    """Count the files that the site's products fill."""
    return -(-search.count_products(current_site()) // PART)


def pages() -> list[Entry]:
    """List the home page, the categories, the merchants' stores, and what people of the shop wrote."""
    site = current_site()
    return [
        *_entries("home.show", None),
        *_of_places("catalog.listing", search.list_category_places(site)),
        *_of_places("catalog.store", search.list_merchant_places(site)),
        *(
            entry
            for kind, slugs, since in content.list_published_slugs(site.id)
            for entry in _entries("content.channel" if kind == PageKind.CHANNEL else "content.text", slugs, since)
        ),
    ]


def products(part: int) -> list[Entry]:
    """List the products of a file, from 1."""
    places = search.list_product_places(current_site(), offset=(part - 1) * PART, limit=PART)
    return _of_places("catalog.product", places)


def _of_places(endpoint: str, places: Iterable[Place]) -> list[Entry]:
    return [entry for place in places for entry in _entries(endpoint, place.slugs, place.since)]


def _entries(endpoint: str, slugs: Mapping[str, str] | None, since: datetime | None = None) -> list[Entry]:
    everywhere = addresses(endpoint, slugs).alternates
    return [Entry(address, everywhere, since) for language, address in everywhere if language != "x-default"]
