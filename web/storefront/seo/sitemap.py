"""A site's addresses for search engines, language by language, each with its pictures and its other languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from core.media.types import MediaFace
from core.search import queries as search
from core.search.types import Place
from web.shared.alternates import absolute, addresses
from web.shared.site import LANGUAGES, current_site
from web.storefront.catalog.product_linked import LARGE

# A file may hold 50,000 addresses and 50 MB; a product has one address in each, with all its languages and pictures.
PART = 5000
MOST_PARTS = 50_000
MOST_PICTURES = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in one language, with its alternates as (hreflang, address) and the addresses of its pictures."""

    address: str
    alternates: tuple[tuple[str, str], ...]
    since: datetime | None
    pictures: tuple[str, ...] = ()


def count_parts() -> int:
    """Count the files that the site's products fill in each language."""
    return -(-search.count_products(current_site()) // PART)


def pages(language: str) -> list[Entry]:
    """List the home page, the categories, the brands and the merchants' stores."""
    site = current_site()
    return [
        *_entries("home.show", None, language),
        *_of_places("catalog.listing", search.list_category_places(site), language),
        *_of_places("catalog.brand", search.list_brand_places(site), language),
        *_of_places("catalog.store", search.list_merchant_places(site), language),
    ]


def products(language: str, part: int) -> list[Entry]:
    """List the products of a file, from 1, that are written in the language."""
    places = search.list_product_places(current_site(), offset=(part - 1) * PART, limit=PART)
    return _of_places("catalog.product", places, language)


def _of_places(endpoint: str, places: Iterable[Place], language: str) -> list[Entry]:
    return [
        entry
        for place in places
        for entry in _entries(endpoint, place.slugs, language, place.since, place.languages, place.pictures)
    ]


def _entries(
    endpoint: str,
    slugs: Mapping[str, str] | None,
    language: str,
    since: datetime | None = None,
    languages: tuple[str, ...] = (),
    pictures: tuple[MediaFace, ...] = (),
) -> list[Entry]:
    everywhere = addresses(endpoint, slugs, languages=languages).alternates
    tag = LANGUAGES[language][1]
    drawn = tuple(absolute(face.source(LARGE)) for face in pictures[:MOST_PICTURES])
    return [Entry(address, everywhere, since, drawn) for spoken, address in everywhere if spoken == tag]
