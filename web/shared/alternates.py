"""A page's one true address, and the same page in the site's other languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from core.kernel.texts import pick
from web.shared.site import LANGUAGES, current_chain, current_site, site_url


@dataclass(frozen=True, slots=True)
class Addresses:
    """The canonical address and its alternates as (hreflang, address), x-default last."""

    canonical: str
    alternates: tuple[tuple[str, str], ...]


def addresses(
    endpoint: str, slugs: Mapping[str, str] | None = None, *, languages: Sequence[str] = (), **query: Any
) -> Addresses:
    """Give the addresses of a page in all the site's languages, each with the slug in force there.

    Every language names all of them and itself, so that they are reciprocal. With `languages`, those it was really
    published in, no other one is named: a page that stands in for a translation that is not there yet gives the
    address of the page whose words it shows.
    """
    site = current_site()
    published = [language for language in site.languages if not languages or language in languages]
    pages = {language: _page(endpoint, slugs, language, query) for language in published or site.languages}
    spoken = next((language for language in current_chain() if language in pages), next(iter(pages)))
    usual = next((code for code in site.chain(site.default_language) if code in pages), next(iter(pages)))
    alternates = [(LANGUAGES[language][1], address) for language, address in pages.items()]
    alternates.append(("x-default", pages[usual]))
    return Addresses(pages[spoken], tuple(alternates))


def absolute(path: str) -> str:
    """Give the address of a path on this request's site."""
    return site_url(current_site()) + path


def slug_in_force(slugs: Mapping[str, str], language: str) -> str:
    """Choose the slug that leads to a page in a language: the first of its fallback chain that there is."""
    return pick(slugs, current_site().chain(language))


def _page(endpoint: str, slugs: Mapping[str, str] | None, language: str, query: dict[str, Any]) -> str:
    values = query if slugs is None else query | {"slug": slug_in_force(slugs, language)}
    return absolute(url_for(endpoint, lang=language, **values))
