"""Which generated page a request asks for, if any; told from host, path and the currency cookie alone."""

import json
import re
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from core.platform.settings import settings
from core.publishing import queries, service
from core.publishing.types import Address
from core.sites.types import SiteDetail
from web.shared.site import CURRENCY_COOKIE, NoSite, known_sites

KNOWN_FOR_SECONDS = 30
ODD = "?"  # a currency cookie that only the application can read
SITES = "sites.json"
_PLAIN = re.compile(r"(?:(?:currency|country|language|asked|mine)=[\w-]{1,20}(?:; |$)){0,5}")
_CURRENCY = re.compile(rf"(?:^|;\s*){CURRENCY_COOKIE}=([A-Z]{{3}})(?:;|$)")


@dataclass(frozen=True, slots=True)
class Host:
    """A site as the layer before the application needs it."""

    site: str
    languages: frozenset[str]
    currencies: frozenset[str]
    currency: str


class Hosts:
    """The sites by host name. What was known last is kept in a file, for a start while the database is away."""

    def __init__(self) -> None:
        self._known: dict[str, Host] = {}
        self._good_until = 0.0
        self._reading = Lock()

    def of(self, name: str) -> Host | None:
        """Give the site of a host name as `name_of_host` writes it; None for names that are not ours."""
        if monotonic() > self._good_until and self._reading.acquire(blocking=False):
            try:
                self._known = _read()
                self._good_until = monotonic() + KNOWN_FOR_SECONDS
            finally:
                self._reading.release()
        return self._known.get(name)


def _read() -> dict[str, Host]:
    try:
        sites = known_sites()
    except NoSite:
        return _remembered()
    hosts = {site.host: _host(site) for site in sites}
    first = _host(sites[0])
    own = {urlsplit(settings().public_url).hostname or "", *settings().trusted_hosts} - {""}
    hosts = dict.fromkeys(own, first) | hosts
    service.keep(SITES, _written(hosts))
    return hosts


def _host(site: SiteDetail) -> Host:
    return Host(site.code, frozenset(site.languages), frozenset(site.currencies), site.default_currency)


def _written(hosts: dict[str, Host]) -> bytes:
    facts = {
        name: [host.site, sorted(host.languages), sorted(host.currencies), host.currency]
        for name, host in sorted(hosts.items())
    }
    return json.dumps(facts).encode()


def _remembered() -> dict[str, Host]:
    kept = queries.read_kept(SITES)
    facts: dict[str, Any] = json.loads(kept) if kept else {}
    return {
        name: Host(site, frozenset(languages), frozenset(currencies), currency)
        for name, (site, languages, currencies, currency) in facts.items()
    }


def asked_page(hosts: Hosts, host: str, path: str, cookies: str) -> Address | None:
    """Give the page that host name, raw path with query and cookies ask for; None where only the application knows."""
    known = hosts.of(host)
    if known is None:
        return None
    try:
        path = path.encode("latin-1").decode()
    except UnicodeDecodeError:
        return None
    if queries.kind_of(path) is None or path.split("/", 2)[1] not in known.languages:
        return None
    chosen = currency_in(cookies)
    if chosen == ODD:
        return None
    return Address(known.site, chosen if chosen in known.currencies else known.currency, path)


def is_of_stranger(cookies: str) -> bool:
    """Say whether a Cookie header tells no more than what somebody chose at the top of the page."""
    return _PLAIN.fullmatch(cookies) is not None


def currency_in(cookies: str) -> str:
    """Give the chosen currency for the key of memory, "" for none; ODD where only the application reads it.

    Whatever is kept under a currency must be what the application shows for the same header. It strips spaces and
    takes the first of several, so all but the one plain way to write the cookie is left to it.
    """
    if CURRENCY_COOKIE not in cookies:
        return ""
    chosen = _CURRENCY.search(cookies) if cookies.count(CURRENCY_COOKIE) == 1 else None
    return chosen[1] if chosen else ODD
