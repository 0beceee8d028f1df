"""Drawing a page by asking the very application that serves it, as a stranger would: nothing of anybody gets in."""

from collections.abc import Iterable
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from werkzeug.test import EnvironBuilder, run_wsgi_app

from core.publishing import queries
from core.publishing.types import Address, Drawn, PageKind
from core.sites.types import SiteDetail
from web.shared import made_of
from web.shared.site import CURRENCY_COOKIE, known_sites, site_url

# What belongs to one answer; lengths and encodings are those of the bytes that are sent.
OF_ONE_ANSWER = frozenset(
    {"content-length", "content-encoding", "x-request-id", "etag", "date", "set-cookie", "last-modified"}
)


class NotForAll(Exception):
    """The application answered with something that is somebody's own; no page may be made of it."""


def site_of_code(code: str) -> SiteDetail | None:
    """Give a site by its code."""
    return next((site for site in known_sites() if site.code == code), None)


def draw(application: Any, address: Address) -> Drawn:
    """Ask the application for a page without any cookie but the currency; raises NotForAll."""
    site = site_of_code(address.site)
    if site is None:
        return Drawn(404, b"", (), ())
    facts: dict[str, Any] = {}
    environ = _request(site, address) | {made_of.PLACE: facts}
    began = perf_counter()
    parts, status, headers = run_wsgi_app(application, environ)
    body = _joined(parts)
    milliseconds = round((perf_counter() - began) * 1000)
    code = int(status.split(" ", 1)[0])
    is_away = headers.get("Cache-Control") == "no-store" and queries.kind_of(address.path) is PageKind.SEARCH
    if code == 200 and is_away:  # nobody's own, and not to be kept either: the search is switched off
        return Drawn(code, b"", (), (), milliseconds)
    if "Set-Cookie" in headers or (code == 200 and "public" not in headers.get("Cache-Control", "")):
        raise NotForAll(address.path)
    kept = tuple((name, value) for name, value in headers if name.lower() not in OF_ONE_ANSWER)
    keys = made_of.parts_in(headers.get(made_of.HEADER, ""))
    return Drawn(code, body, kept, keys, milliseconds, facts.get("until"))


def _request(site: SiteDetail, address: Address) -> dict[str, Any]:
    url = urlsplit(site_url(site))
    headers = [("Cookie", f"{CURRENCY_COOKIE}={address.currency}")]
    builder = EnvironBuilder(path=address.path, base_url=f"{url.scheme}://{url.netloc}/", headers=headers)
    try:
        return builder.get_environ()
    finally:
        builder.close()


def _joined(parts: Iterable[bytes]) -> bytes:
    try:
        return b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
