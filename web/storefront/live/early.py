"""Answering for what is live before the application is entered, where all that a page names is at hand."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from core.sites.types import SiteDetail
from core.switches import queries as switches
from core.switches.types import Feature, Level
from web.shared.caching import ALIKE
from web.shared.compression import takes_gzip
from web.shared.consent import Category, answer_in
from web.shared.hint import DECIDED, MINE
from web.shared.security import seals
from web.shared.site import COUNTRY_COOKIE, CURRENCY_COOKIE, NoSite, site_of_host
from web.storefront.live import common, own, parts
from web.storefront.live.common import Place
from web.storefront.live.own import Own
from web.storefront.live.pieces import EMPTY, Piece, joined
from web.storefront.live.views import VARY, rule_of

_PATH = re.compile(r"/([a-z]{2})/live")
_PLAIN = re.compile(r"[\x20-\x7e]*")
_PARTS = {one.name: one for one in parts.PARTS}
_COMMON = {"delivery": common.DELIVERY, "stock": common.STOCK, "companions": common.COMPANIONS}
_SETTLED = ((Feature.SHOP, Level.NORMAL), (Feature.FRAGMENTS, Level.NORMAL))

Headers = list[tuple[str, str]]
App = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Renewing:
    """WSGI: what the application answers to a browser ends what is kept of it, unless everybody may see the answer."""

    def __init__(self, application: App) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        cookies = environ.get("HTTP_COOKIE", "")
        if own.PLACE in environ or not any(f"{name}=" in cookies for name in own.IDENTITIES):
            return self.application(environ, start_response)
        if "HTTP_HX_REQUEST" in environ:
            environ.setdefault(ALIKE, False)

        def begin(status: str, headers: Headers, exc_info: Any = None) -> Any:
            if not _is_for_all(environ, headers):
                headers = headers + own.renew(own.marks_of(own.jar_of(cookies)))
            return start_response(status, headers, exc_info)

        return self.application(environ, begin)


def is_live(environ: Mapping[str, Any]) -> bool:
    """Say whether a swap asks for what is live on a page."""
    return environ["REQUEST_METHOD"] == "GET" and _PATH.fullmatch(environ["PATH_INFO"]) is not None


def answer(host: str, onward: App, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer by what is at hand for a browser, or let `onward` draw the rest and keep what is this browser's own."""
    environ[own.PLACE] = None
    asked = _Asked.read(host, environ)
    if asked is None:
        return onward(environ, start_response)
    pieces = asked.find()
    if pieces is not None:
        shrinks = takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        body, is_shrunk = joined(pieces, shrinks=shrinks)
        start_response("200 OK", _headers(asked.wanted, body, is_shrunk=is_shrunk))
        return [body]
    mine = environ[own.PLACE] = asked.own
    if mine is None:
        return onward(environ, start_response)

    def begin(status: str, headers: Headers, exc_info: Any = None) -> Any:
        if status.startswith("200") and not any(name.lower() == "set-cookie" for name, _ in headers):
            mine.keep()
        return start_response(status, headers, exc_info)

    return onward(environ, begin)


class _Asked:
    """What one request asks for, read without the application."""

    def __init__(self, site: SiteDetail, language: str, cookies: str, wanted: dict[str, str]) -> None:
        self.site, self.jar, self.values = site, own.jar_of(cookies), wanted
        self.wanted = [one for one in parts.PARTS if one.name in wanted]
        self.place = Place(
            site.id,
            language,
            _chosen(self.jar.get(CURRENCY_COOKIE), site.currencies, site.default_currency),
            _chosen(self.jar.get(COUNTRY_COOKIE), site.countries, site.default_country),
        )
        self.agreed = answer_in(self.jar)
        self.marks = own.marks_of(self.jar)
        self.own = self._own(cookies)

    @classmethod
    def read(cls, host: str, environ: Mapping[str, Any]) -> "_Asked | None":
        """Read a request; None where only the application knows what to say."""
        cookies, wanted = environ.get("HTTP_COOKIE", ""), _wanted(environ.get("QUERY_STRING", ""))
        if wanted is None or not _PLAIN.fullmatch(cookies):
            return None
        try:
            site = site_of_host(host)
        except NoSite:
            return None
        language = environ["PATH_INFO"][1:3]
        if language not in site.languages:
            return None
        if any(switches.level(site.id, feature) is not level for feature, level in _SETTLED):
            return None
        return cls(site, language, cookies, wanted)

    def find(self) -> list[Piece] | None:
        """Give all pieces; None where one of them would have to be drawn, or there is none at all."""
        pieces = []
        for part in self.wanted:
            piece = self._piece(part.name, self.values[part.name])
            if piece is None:
                return None
            pieces.append(piece)
        return pieces if any(pieces) else None

    def _own(self, cookies: str) -> Own | None:
        names = []
        if parts.ME in self.values:
            names.append(parts.name_of_me(self.values[parts.ME]))
        if self.values.get("recent") and not self._is_followed:
            names.append(parts.WISHED)
        if not names or not self.marks:
            return None
        return own.look(self.marks, f"{self.site.code} {self.place.language}", cookies, names)

    @property
    def _is_followed(self) -> bool:
        return self.agreed is not None and Category.FUNCTIONAL in self.agreed[1]

    def _piece(self, name: str, value: str) -> Piece | None:
        if name in _COMMON:
            return _COMMON[name].at_hand(self.place, value)
        if name == parts.ME:
            return self._me(value)
        if name == "recent":
            return self._recent(value)
        return EMPTY if name == "search" and not self._is_followed else None

    def _me(self, where: str) -> Piece | None:
        if self.marks:
            return None if self.own is None else self.own.found.get(parts.name_of_me(where))
        is_told = self.agreed is None or self.jar.get(DECIDED) == "1"
        if not is_told or (self.place.country != self.site.default_country and MINE not in self.jar):
            return None  # the answer sets a hint
        asks = self.agreed is None and where != parts.ON_PAGE
        return parts.find_stranger(self.place, asks_consent=asks)

    def _recent(self, value: str) -> Piece | None:
        if self._is_followed:
            return None
        if not value or not self.marks:
            return parts.NOTHING_SEEN
        wished = None if self.own is None else self.own.found.get(parts.WISHED)
        return None if wished is None or parts.is_wished(wished, int(value)) else parts.NOTHING_SEEN


def _wanted(query: str) -> dict[str, str] | None:
    """Read which parts are asked for, written as our own pages do; None for anything else."""
    wanted: dict[str, str] = {}
    for one in query.split("&"):
        name, _, value = one.partition("=")
        is_number = not value or (value.isascii() and value.isdigit() and len(value) < 19)
        is_plain = name == "search" or is_number or (name == parts.ME and value == parts.ON_PAGE)
        if name not in _PARTS or name in wanted or not is_plain or (name in _COMMON and not value):
            return None
        wanted[name] = value
    return wanted


def _chosen(wished: str | None, offered: Iterable[str], usual: str) -> str:
    return wished if wished is not None and wished in offered else usual


def _headers(wanted: Iterable[parts.Part], body: bytes, *, is_shrunk: bool) -> Headers:
    return [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", rule_of(wanted)),
        ("Vary", ", ".join(VARY)),
        *([("Content-Encoding", "gzip")] if is_shrunk else []),
        *seals(),
    ]


def _is_for_all(environ: Mapping[str, Any], headers: Headers) -> bool:
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
        return False
    told = next((value for name, value in headers if name.lower() == "cache-control"), "")
    return told.startswith("public") or bool(environ.get(ALIKE))
