"""The plug is pulled on the database of a whole shop: its windows stay lit, through nginx and without it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

import pytest
from playwright.sync_api import Page, expect

from cli.servers import postgres
from tests import database, proxy
from tests.factories.shop import open_shop
from tests.journeys.conftest import NO_CONSENT, ROOT, free_port, run_shop
from tests.pages.storefront import Storefront
from tests.pages.words import Words

HOME, LIST, LAMP = "/en/", "/en/c/home", "/en/p/moon-lamp"
PAUSED = 'id="paused"'
SEEN_WITHIN_SECONDS = 15


@dataclass
class Shop:
    """A shop with its own PostgreSQL, which the launcher neither started nor starts again."""

    folder: Path
    python: int
    nginx: int
    server: ExitStack

    def stop_database(self) -> None:
        self.server.close()

    def start_database(self) -> None:
        self.server.enter_context(postgres.start(self.folder, fast=True))

    def ask(self, port: int, path: str) -> tuple[int, str]:
        """Give status and words of a page as a browser that was never here gets it."""
        with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as line:
            line.request("GET", path, headers={"Host": f"localhost:{port}"})
            answer = line.getresponse()
            return answer.status, answer.read().decode()

    def windows(self) -> list[tuple[int, str]]:
        """Give every page that is to stay, in both ways."""
        return [self.ask(port, path) for port in (self.python, self.nginx) for path in (HOME, LIST, LAMP)]

    def wait_for_notice(self, *, is_there: bool) -> None:
        """Look at all windows until none says otherwise; each answer on the way is a page."""
        until = monotonic() + SEEN_WITHIN_SECONDS
        agreed = 0
        while agreed < 3:  # several processes serve, and each has to know
            assert monotonic() < until, f"the notice that buying is paused: {is_there} was not seen"
            seen = self.windows()
            assert {status for status, _ in seen} == {200}
            agreed = agreed + 1 if {PAUSED in words for _, words in seen} == {is_there} else 0
            sleep(0.1)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with TemporaryDirectory(prefix="entrepot-plug-") as folder, ExitStack() as server, ExitStack() as running:
        url = server.enter_context(postgres.start(Path(folder), fast=True))
        database.migrate(url)
        with database.at(url):
            open_shop()
        launched = run_shop(tmp_path, "--no-demo", DATABASE_URL=url, ENTREPOT_TRUSTED_PROXIES="1")
        running.enter_context(launched)
        listens = free_port()
        own = {"DATABASE_URL": url, "ENTREPOT_DATA": str(tmp_path), "ENTREPOT_PORT": str(launched.port)}
        written = subprocess.run(
            [Path(sys.executable).with_name("entrepot"), "pages", "nginx", "--listen", f"127.0.0.1:{listens}"],
            env=os.environ | own, cwd=ROOT, check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        (tmp_path / "nginx").mkdir()
        running.enter_context(proxy.nginx(tmp_path / "nginx", written))
        yield Shop(Path(folder), launched.port, listens, server)


@pytest.mark.journey
def test_without_its_database_the_shop_shows_its_windows_and_sells_again_after(
    shop: Shop, visit: Callable[..., Page]
) -> None:
    shop.wait_for_notice(is_there=False)
    shop.stop_database()
    shop.wait_for_notice(is_there=True)
    assert shop.ask(shop.nginx, "/en/cart")[0] == shop.ask(shop.python, "/en/cart")[0] == 503
    shop.start_database()
    shop.wait_for_notice(is_there=False)
    page = visit()
    address = f"http://localhost:{shop.nginx}"
    page.context.add_cookies([{"name": "consent", "value": NO_CONSENT, "url": address}])
    browser = Storefront(page, address, "en", Words("en"))
    browser.go("/p/moon-lamp")
    expect(browser.page.locator("#paused")).to_have_count(0)
    browser.add_to_cart()
    assert "$" in browser.open_cart()
