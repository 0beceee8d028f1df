"""Every kind of link on every site and in every language leads to a page that answers."""

from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
import pytest
from flask import Flask

from tests.journeys.visited import endpoint_of
from web.app import create_app

SITES = {
    "localhost": ("en", "zh", "es", "fr", "de"),
    "ru.localhost": ("ru", "en"),
    "eu.localhost": ("pl", "fr", "es", "de", "en"),
}
OF_ONE_KIND = 12  # products are alike: this many of each kind of page are read per language
SOURCES = {"a": "href", "link": "href", "img": "src", "script": "src", "form": "action", "source": "srcset"}


class Links(HTMLParser):
    """Collects the addresses a page leads to: links, pictures, styles, scripts and forms that only ask."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        address = given.get(SOURCES.get(tag, ""))
        if tag == "form" and (given.get("method") or "get").lower() != "get":
            return
        if address and not address.startswith(("mailto:", "tel:", "data:", "#")):
            self.found.extend(part.split()[0] for part in address.split(", ") if part.strip())


class Stranger:
    """Reads a site from its home page on, without cookies, at most some pages of each kind."""

    def __init__(self, app: Flask, port: int, host: str) -> None:
        self.app, self.host, self.port = app, host, port
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}", headers={"Host": f"{host}:{port}"}, timeout=30
        )
        self.known: set[str] = set()
        self.read: Counter[tuple[str, str]] = Counter()
        self.dead: list[str] = []

    def walk(self, language: str) -> None:
        """Follow what the pages of a language lead to."""
        waiting = deque([(f"/{language}/", "the door")])
        while waiting:
            path, where = waiting.popleft()
            if self._is_worth_reading(path, language):
                waiting.extend((link, path) for link in self._ask(path, where))

    def _is_worth_reading(self, path: str, language: str) -> bool:
        if path in self.known:
            return False
        self.known.add(path)
        address = urlsplit(path)
        kind = endpoint_of(self.app, address.path) + ("?" if address.query else "")
        self.read[kind, language] += 1
        return self.read[kind, language] <= OF_ONE_KIND

    def _ask(self, path: str, where: str) -> list[str]:
        answer = self.client.get(path, headers={"Host": f"{self.host}:{self.port}"})
        hops = 0
        while answer.is_redirect and hops < 3:
            answer = self.client.get(self._mine(answer.headers["location"], path) or "/healthz")
            hops += 1
        if answer.status_code != 200:
            self.dead.append(f"{self.host}{path} answers {answer.status_code}, linked from {where}")
        if "text/html" not in answer.headers.get("content-type", ""):
            return []
        links = Links()
        links.feed(answer.text)
        return [mine for link in links.found if (mine := self._mine(link, path))]

    def _mine(self, link: str, path: str) -> str:
        """Give the path of an address on this site, or nothing for another's."""
        address = urlsplit(urldefrag(urljoin(f"http://{self.host}:{self.port}{path}", link)).url)
        if address.netloc != f"{self.host}:{self.port}":
            return ""
        return address.path + (f"?{address.query}" if address.query else "")


@pytest.mark.journey
@pytest.mark.parametrize("host", SITES)
def test_no_link_is_dead(shop: str, host: str) -> None:
    stranger = Stranger(create_app(), int(shop.rsplit(":", 1)[1]), host)
    with stranger.client:
        for language in SITES[host]:
            stranger.walk(language)
    assert stranger.dead == []
    assert sum(stranger.read.values()) > 100
