"""Pages follow what happens; shop windows stay lit while the database or the queue is away."""

import http.client
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import pytest

from cli import nginx
from cli.servers import postgres, valkey
from core.catalog import service as catalog
from core.kernel.actor import SYSTEM
from core.kernel.money import Money
from core.platform import cache, db
from core.platform import settings as configuration
from core.platform.db import reading, transaction
from core.platform.settings import settings
from core.pricing import service as pricing
from core.publishing import queries
from core.publishing.types import Address
from core.sites import queries as sites
from tests import database, proxy
from tests.factories.sandbox import Browser
from tests.factories.shop import Shop, open_shop
from tests.factories.shopping import come_to_review, place, put_in_cart
from tests.factories.windows import Window, open_window
from tests.jobs.conftest import point_at, relay_all
from tests.jobs.publisher import forget, forget_what_was_told, publish
from web.rendering import page_headers, shared_pages_rule
from web.windows import layer, watching
from workers import publishing

LAMP, LIST = "/en/p/moon-lamp", "/en/c/home"
PAUSED = 'id="paused"'


@pytest.fixture
def window(committed_shop: Shop, data: Path) -> Iterator[Window]:
    """Give a window onto a shop whose changes are told for good; nobody is told over the radio."""
    point_at(redis_url="redis://127.0.0.1:1/0")
    forget_what_was_told()
    yield open_window()
    cache.valkey.cache_clear()


def reprice(shop: Shop, sku: str, minor: int) -> None:
    with transaction():
        pricing.set_price(shop.sites["global"].id, shop.variants[sku], Money(minor, "USD"))


def test_a_new_price_is_on_the_product_and_in_the_list_and_other_pages_stay(
    window: Window, committed_shop: Shop
) -> None:
    assert "$24.90" in window.page(LAMP)
    assert "$24.90" in window.page(LIST)
    mug = window.get("/en/p/harbor-mug").headers["ETag"]
    mug_stamp = queries.stamp_of(Address("global", "USD", "/en/p/harbor-mug"))
    reprice(committed_shop, "LAMP-BLACK", 2177)
    publish()
    forget(window)
    assert "$21.77" in window.page(LAMP)
    assert "$21.77" in window.page(LIST)
    assert "$24.90" not in window.page(LIST)
    assert window.get("/en/p/harbor-mug").headers["ETag"] == mug
    assert queries.stamp_of(Address("global", "USD", "/en/p/harbor-mug")) == mug_stamp


def test_a_product_that_is_taken_away_is_gone_on_its_page(window: Window, committed_shop: Shop) -> None:
    window.page(LAMP)
    with transaction():
        catalog.take_offline(committed_shop.products["lamp"], committed_shop.lumen, by=SYSTEM)
    publish()
    forget(window)
    gone = window.get(LAMP)
    assert gone.status_code == 410
    assert gone.headers["X-Page"] == "generated"


def test_many_at_once_make_one_drawing(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    drawings: list[str] = []
    real = layer.draw

    def slow(application: object, address: Address) -> object:
        drawings.append(address.path)
        time.sleep(0.2)
        return real(application, address)

    monkeypatch.setattr(layer, "draw", slow)
    window.get("/en/")  # the sites are known
    drawings.clear()
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: window.get(LAMP), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert drawings == [LAMP]


@pytest.fixture
def window_in_the_dark(data: Path) -> Iterator[Window]:
    """Give a window onto a shop with some pages generated, whose database server has been stopped."""
    with (
        ExitStack() as until_now,
        ExitStack() as server,
        TemporaryDirectory(prefix="entrepot-outage-") as folder,
    ):
        url = server.enter_context(postgres.start(Path(folder), fast=True))
        database.migrate(url)
        until_now.enter_context(database.at(url))
        open_shop()
        window = open_window()
        for path in ("/en/", LIST, LAMP):
            window.page(path)
        db.forget_engine()
        server.close()
        db._engine = db.connect(url, pooled=False)
        yield window


def test_with_the_database_stopped_the_windows_stay_lit(window_in_the_dark: Window) -> None:
    window, pulse = window_in_the_dark, watching.Pulse()
    watching._note_outage(window.layer, is_away=not pulse.beats())
    assert window.layer.is_away
    reopened = open_window()  # a process that starts only now knows the sites from its file
    reopened.layer.is_away = True
    for seen in (window, reopened):
        for path in ("/en/", "/en/c/home", LAMP):
            answer = seen.get(path)
            assert answer.status_code == 200
            assert answer.text.count(PAUSED) == 1
            assert "Buying is paused for a moment." in answer.text
            assert answer.headers["Cache-Control"] == "no-cache"
            assert "ETag" not in answer.headers
            assert PAUSED in seen.page(path, Accept_Encoding="gzip")
    assert window.get("/en/cart").status_code == 503
    assert (settings().data / "pages" / "paused").exists()
    watching._note_outage(window.layer, is_away=False)
    assert PAUSED not in window.get(LAMP).text
    assert not (settings().data / "pages" / "paused").exists()


def test_without_word_of_an_outage_pages_are_served_as_ever(window_in_the_dark: Window) -> None:
    window = window_in_the_dark
    assert window.get(LAMP).status_code == 200
    assert window.get("/en/p/harbor-mug").status_code == 503  # never generated


def test_with_the_queue_stopped_browsing_and_ordering_work(
    committed_shop: Shop, data: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with valkey.start(tmp_path_factory.mktemp("stopped"), fast=True) as url:
        point_at(redis_url=url)
        assert cache.is_reachable()
    assert not cache.is_reachable()
    forget_what_was_told()
    window = open_window()
    for path in ("/en/", "/en/c/home", LAMP):
        assert window.get(path).status_code == 200
    browser = Browser()
    put_in_cart(browser, committed_shop, "LAMP-WHITE", 2)
    placed = place(browser, come_to_review(browser))
    assert placed.status_code == 303
    assert "/sandbox-pay/" in placed.location
    relay_all()
    publish_without_radio(window)
    cache.valkey.cache_clear()


def publish_without_radio(window: Window) -> None:
    """A page changes for everybody without anybody being told."""
    stamp = queries.stamp_of(Address("global", "USD", LAMP))
    publish()
    assert queries.stamp_of(Address("global", "USD", LAMP)) != stamp
    forget(window)
    assert window.get(LAMP).status_code == 200


def test_processes_hear_over_the_radio_which_pages_changed(
    committed_shop: Shop, data: Path, queue: str
) -> None:
    point_at(redis_url=queue)
    forget_what_was_told()
    window = open_window()
    watching.watch(window.layer)
    try:
        wait_for(lambda: window.layer.is_told)
        assert "$24.90" in window.page(LAMP)
        assert len(window.layer.memory) == 1
        reprice(committed_shop, "LAMP-BLACK", 1999)
        relay_all()
        while publishing.take_turn()[0]:
            pass
        wait_for(lambda: len(window.layer.memory) == 0)
        assert "$19.99" in window.page(LAMP)
    finally:
        window.layer.stop.set()
        cache.valkey.cache_clear()


def wait_for(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_nginx_serves_the_very_same_files(window: Window, committed_shop: Shop, tmp_path: Path) -> None:
    paths = [LAMP, "/en/", "/de/p/mondlampe"]
    russian = window.get("/ru/p/лампа-луна", "ru")
    expected = {path: window.get(path).data for path in paths}
    euros = window.get(LAMP, Cookie="currency=EUR").data
    with socket.socket() as probe, socket.socket() as nobody:
        probe.bind(("127.0.0.1", 0))
        nobody.bind(("127.0.0.1", 0))
        port, away = probe.getsockname()[1], nobody.getsockname()[1]
    configuration.override(port=away)
    with reading():
        shops = sites.list_sites()
    rule = shared_pages_rule()
    written = nginx.write(settings(), shops, page_headers(), listen=f"127.0.0.1:{port}", cache_control=rule)

    def ask(path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with closing(line):
            line.request("GET", path, headers={"Host": "localhost", **headers})
            answer = line.getresponse()
            return answer.status, answer.read(), dict(answer.getheaders())

    def answers() -> bool:
        try:
            return bool(ask(LAMP)[0])
        except OSError:
            return False

    with proxy.nginx(tmp_path, written):
        wait_for(answers)
        for path in paths:
            status, body, headers = ask(path)
            assert (status, headers.get("X-Page")) == (200, "generated"), path
            assert body == expected[path]
            assert headers["Content-Security-Policy"].startswith("default-src 'self'")
            assert headers["Surrogate-Key"] == f"site:global page:global:{path}"
            assert window.get(path).headers["Surrogate-Key"].startswith(f"{headers['Surrogate-Key']} ")
        _, body, headers = ask(quote("/ru/p/лампа-луна"), Host="ru.localhost")
        assert body == russian.data
        keys = headers["Surrogate-Key"].split()
        assert keys == russian.headers["Surrogate-Key"].split()[:2]
        assert keys[1] == queries.key_of_name(queries.name_of(Address("ru", "RUB", "/ru/p/лампа-луна")))
        assert ask(LAMP, Cookie="x=y; currency=EUR")[1] == euros != expected[LAMP]
        assert ask(LAMP, Cookie="currency=RUB")[1] == expected[LAMP]
        assert ask(LAMP, **{"Accept-Encoding": "gzip"})[2]["Content-Encoding"] == "gzip"
        # Everything else is the shop's business, which is away here.
        assert ask(f"{LAMP}?variant=1")[0] == ask("/en/cart")[0] == ask("/en/p/harbor-mug")[0] == 502
        assert ask(LAMP, **{"HX-Request": "true"})[0] == ask(LAMP, Host="evil.example")[0] == 502
        (settings().data / "pages" / "paused").touch()
        wait_for(
            lambda: ask(LAMP)[0] == 502
        )  # the shop says that buying is paused; nginx cannot, and looks once a second
