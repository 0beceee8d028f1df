"""Which site, language, currency and country a request is about.

The site follows the host, the language the path, currency and country a cookie each. Addresses that leave a
page (canonical, mails, gateways) are made from the site's own host, never from what the browser claims.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from time import monotonic
from urllib.parse import urlsplit

from babel import Locale
from flask import g, request

from core.checkout.types import Ask
from core.kernel import clock
from core.platform.db import OUTAGES, reading
from core.platform.settings import settings
from core.sites import queries as sites
from core.sites.types import SiteDetail
from web.shared.alphabet import in_alphabet

CURRENCY_COOKIE = "currency"
COUNTRY_COOKIE = "country"
LANGUAGE_COOKIE = "language"
A_YEAR = 365 * 24 * 60 * 60  # how long a choice is kept, in seconds
KNOWN_FOR_SECONDS = 30

LANGUAGES = {
    "en": ("en", "en", "English"),
    "ru": ("ru", "ru", "Русский"),
    "zh": ("zh_Hans", "zh-Hans", "简体中文"),
    "es": ("es", "es", "Español"),
    "de": ("de", "de", "Deutsch"),
    "fr": ("fr", "fr", "Français"),
    "pl": ("pl", "pl", "Polski"),
}


class NoSite(Exception):
    """There is no site to show: the shop is empty, or the database was away from the start."""


@dataclass(frozen=True, slots=True)
class PageLanguage:
    """A language as pages need it: our code, the CLDR locale, the HTML tag, its direction and own name."""

    code: str
    locale: str
    html: str
    name: str

    @property
    def dir(self) -> str:
        return "rtl" if locale_of(self.code).character_order == "right-to-left" else "ltr"


@dataclass(frozen=True, slots=True)
class SiteView:
    """A site as templates see it, in the page's language."""

    code: str
    name: str
    legal_name: str
    legal_address: str
    tax_id: str
    prices_include_tax: bool
    languages: tuple[str, ...]
    currencies: tuple[str, ...]
    countries: tuple[tuple[str, str], ...]
    url: str


def page_language(code: str) -> PageLanguage:
    """Give a language by our code."""
    locale, html, name = LANGUAGES[code]
    return PageLanguage(code, locale, html, name)


@lru_cache(maxsize=32)
def locale_of(code: str) -> Locale:
    """Give CLDR's locale of a language: always the same one, so that much can be kept by it."""
    return Locale.parse(LANGUAGES[code][0])


def current_site() -> SiteDetail:
    """Give the site of this request; an unknown host gets the default one."""
    known: SiteDetail | None = g.get("site")
    if known is None:
        known = g.site = site_of_host(request.host)
    return known


def site_of_host(host: str) -> SiteDetail:
    """Give the site of a host name (a port is ignored)."""
    known, name = known_sites(), name_of_host(host)
    return next((site for site in known if site.host == name), known[0])


def name_of_host(host: str) -> str:
    """Give the name in a Host header in the one way we write it: without port, capitals and a last dot."""
    return host if host.endswith("]") else host.rsplit(":", 1)[0].lower().rstrip(".")


_known: tuple[float, tuple[SiteDetail, ...]] = (0.0, ())


def known_sites() -> tuple[SiteDetail, ...]:
    """Give every site, the default one first; read at most every half minute, and kept while the database is away.

    Raises NoSite where the shop has none yet, or none could be read since the start.
    """
    global _known
    good_until, known = _known
    if monotonic() > good_until or not known:
        try:
            with reading():
                known = tuple(sites.list_sites())
        except OUTAGES:
            if not known:
                raise NoSite from None
        _known = monotonic() + KNOWN_FOR_SECONDS, known
    if not known:
        raise NoSite
    return known


def forget_sites() -> None:
    """Read the sites anew at the next request, as after one was opened."""
    global _known
    _known = (0.0, ())


def current_language() -> str:
    """Give the language of this page: that of its path, else the one that fits the browser best."""
    return str(g.get("language") or _language_in_path() or best_language())


def best_language() -> str:
    """Choose a language by cookie, then Accept-Language, then the site's default."""
    offered = current_site().languages
    wished = request.cookies.get(LANGUAGE_COOKIE, "")
    if wished in offered:
        return wished
    return request.accept_languages.best_match(offered) or current_site().default_language


def _language_in_path() -> str:
    """Read the language of an address that leads nowhere, so that the page which says so speaks it too."""
    wished = request.path.split("/")[1]
    return wished if wished in current_site().languages else ""


def current_currency() -> str:
    """Give the chosen currency, or the site's own."""
    chosen = request.cookies.get(CURRENCY_COOKIE, "")
    return chosen if chosen in current_site().currencies else current_site().default_currency


def current_country() -> str:
    """Give the chosen ship-to country, or the site's own."""
    chosen = request.cookies.get(COUNTRY_COOKIE, "")
    return chosen if chosen in current_site().countries else current_site().default_country


def current_chain() -> tuple[str, ...]:
    """Give the fallback chain of content on this page."""
    return current_site().chain(current_language())


def current_ask(country: str | None = None, postal_code: str = "") -> Ask:
    """Give what quotes of this request are asked for; a postal code tells whether its area is remote."""
    site = current_site()
    return Ask(
        site,
        current_language(),
        current_currency(),
        country or current_country(),
        today_of(site),
        postal_code,
    )


def today_of(site: SiteDetail) -> date:
    """Give the calendar day it is now on a site."""
    return clock.today(site.time_zone)


def site_url(site: SiteDetail) -> str:
    """Give a site's own address without a path, such as http://ru.localhost:8000."""
    public = urlsplit(settings().public_url or f"http://localhost:{settings().port}")
    host = public.hostname if site.is_default else site.host
    port = f":{public.port}" if public.port else ""
    return f"{public.scheme}://{host}{port}"


def view_of(site: SiteDetail, language: str) -> SiteView:
    """Give a site as templates see it."""
    entity = site.legal_entity
    return SiteView(
        code=site.code,
        name=site.names.get(language) or site.names.get("en") or site.code,
        legal_name=entity.get("name", ""),
        legal_address=entity.get("address", ""),
        tax_id=entity.get("tax_id", ""),
        prices_include_tax=site.prices_include_tax,
        languages=site.languages,
        currencies=site.currencies,
        countries=country_names(site.countries, language),
        url=site_url(site),
    )


@lru_cache(maxsize=64)
def country_names(codes: Iterable[str], language: str) -> tuple[tuple[str, str], ...]:
    """Give countries with their names in a language, in its alphabet's order."""
    territories = locale_of(language).territories
    named = ((code, territories[code]) for code in codes)
    return tuple(sorted(named, key=lambda pair: in_alphabet(pair[1], language)))
