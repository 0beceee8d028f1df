"""Reading pages as machines and people do."""

import json
import re
from html import unescape
from typing import Any

from werkzeug.test import TestResponse

from tests.factories.sandbox import shop_app
from web.shared.site import forget_sites

GLOBAL = "http://localhost:8000"
EU = "http://eu.localhost:8000"
RU = "http://ru.localhost:8000"
SWAP = {"HX-Request": "true"}

_LINKED = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_ALTERNATE = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">')
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)">')
_CARD = re.compile(r'class="product-card__title"><a href="([^"]+)">([^<]+)<')


def visit(path: str, site: str = GLOBAL, *, cookies: str = "", **headers: str) -> TestResponse:
    """Open a page as somebody who was never here, but for the cookies given."""
    forget_sites()
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if cookies:
        sent["Cookie"] = cookies
    return shop_app().test_client(use_cookies=False).get(path, base_url=site, headers=sent)


def linked(page: TestResponse, kind: str) -> dict[str, Any]:
    """Give what the page says to machines about a thing of a kind."""
    things = [json.loads(written) for written in _LINKED.findall(page.text)]
    return next(thing for thing in things if thing["@type"] == kind)


def alternates(page: TestResponse) -> dict[str, str]:
    """Give the page's addresses in every language by hreflang."""
    return dict(_ALTERNATE.findall(page.text))


def canonical(page: TestResponse) -> str:
    """Give the page's one true address."""
    found = _CANONICAL.search(page.text)
    assert found is not None
    return found[1]


def cards(page: TestResponse) -> list[tuple[str, str]]:
    """Give the cards of a page as (path, title)."""
    return [(path, unescape(title)) for path, title in _CARD.findall(page.text)]


def titles(page: TestResponse) -> list[str]:
    """Give the titles of a page's cards."""
    return [title for _, title in cards(page)]
