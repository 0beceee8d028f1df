"""A shop window: generated pages as browsers get them, without a server."""

import gzip
from dataclasses import dataclass

from werkzeug.test import Client, TestResponse

from core.platform.db import transaction
from core.publishing import queries, service
from core.publishing.types import Address
from tests.factories.sandbox import shop_app
from web.release import template_release
from web.shared.site import forget_sites
from web.windows.drawing import draw
from web.windows.layer import Windows

HOSTS = {"global": "localhost", "eu": "eu.localhost", "ru": "ru.localhost"}


@dataclass
class Window:
    """The layer in front of the application, with an empty memory."""

    layer: Windows

    def get(self, path: str, site: str = "global", *, method: str = "GET", **headers: str) -> TestResponse:
        """Ask for a path of a site; header names are written with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        client = Client(self.layer, use_cookies=False)
        return client.open(path, method=method, base_url=f"http://{HOSTS[site]}:8000", headers=sent)

    def page(self, path: str, site: str = "global", **headers: str) -> str:
        """Give the words of a generated page, whatever its encoding."""
        answer = self.get(path, site, **headers)
        assert answer.headers.get("X-Page") == "generated", (path, answer.status)
        body = answer.data
        return (gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body).decode()


def open_window() -> Window:
    """Give a window onto the shop of this test."""
    forget_sites()
    return Window(Windows(shop_app()))


def generate(address: Address, *, as_of: int) -> bool:
    """Draw a page as of a change and put it in place; says whether it is the one in force."""
    drawn = draw(shop_app(), address)
    with transaction():
        finished = service.finish([(address, drawn)], as_of=as_of, release=template_release())
    return bool(service.put_in_place(finished, template_release()))


def body_of(address: Address) -> str:
    """Give the page that lies at an address."""
    note = queries.find_note(address)
    assert note is not None
    body = queries.read_body(address, note, "gzip")
    assert body is not None
    return gzip.decompress(body).decode()
