"""What many search for lies there like a file, changes with what it shows, and goes when nobody asks any more."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from time_machine import TimeMachineFixture

from core.kernel import clock
from core.kernel.money import Money
from core.platform import settings as configuration
from core.platform.db import reading, transaction
from core.pricing import service as pricing
from core.publishing import queries, service
from core.publishing.types import Address
from core.search import queries as search
from tests.factories.queues import forget_clients
from tests.factories.shop import Shop
from tests.factories.switches import clear, switch
from tests.factories.windows import Window, open_window
from tests.jobs.conftest import point_at
from tests.jobs.publisher import forget, forget_what_was_told, publish
from tests.statements import counted
from tests.web.storefront.reading import visit
from web.windows.watching import tell_asks
from workers import publishing

LAMP = Address("global", "USD", "/en/search?q=Moon+lamp")
TIMES = 5


@pytest.fixture
def window(committed_shop: Shop, data: Path) -> Iterator[Window]:
    """Give a window onto a shop in which a lamp is searched for as often as makes a search popular."""
    point_at(redis_url="redis://127.0.0.1:1/0")
    forget_clients()
    forget_what_was_told()
    window = open_window()
    for _ in range(TIMES):
        assert "X-Page" not in window.get(LAMP.path).headers
    tell_asks(window.layer)
    assert publishing.keep_popular_searches() == "entered 1, dropped 0"
    publish()
    window.layer.glimpses.clear()
    yield window
    forget_clients()


def looks() -> int:
    with reading():
        return search.count_sought()[0]


def test_a_popular_search_is_shown_like_a_file_as_the_live_one_is(window: Window) -> None:
    with counted() as sent:
        page = window.get(LAMP.path)
    assert (page.status_code, page.headers["X-Page"], sent) == (200, "generated", [])
    live = visit(LAMP.path)
    assert page.data == live.data
    assert "Moon lamp" in page.text
    assert page.headers["Surrogate-Key"] == live.headers["Surrogate-Key"]
    assert page.headers["Surrogate-Key"].split()[1] == queries.key_of_name(queries.name_of(LAMP))
    assert window.get("/en/search", Cookie="currency=EUR").status_code == 200
    for path, cookie in [
        ("/en/search?q=moon+lamp", ""),
        (f"{LAMP.path}&sort=price", ""),
        (LAMP.path, "currency=EUR"),
        ("/de/search?q=Moon+lamp", ""),
    ]:
        assert "X-Page" not in window.get(path, **({"Cookie": cookie} if cookie else {})).headers


def test_looks_at_it_are_counted_and_drawing_it_is_none(window: Window) -> None:
    assert looks() == TIMES
    for _ in range(3):
        window.get(LAMP.path)
    tell_asks(window.layer)
    tell_asks(window.layer)
    assert looks() == TIMES + 3


def test_it_says_a_new_price_and_is_drawn_anew_after_a_while(
    window: Window, committed_shop: Shop, time_machine: TimeMachineFixture
) -> None:
    assert "$24.90" in window.page(LAMP.path)
    with transaction():
        pricing.set_price(
            committed_shop.sites["global"].id, committed_shop.variants["LAMP-BLACK"], Money(2177, "USD")
        )
    publish()
    forget(window)
    assert "$21.77" in window.page(LAMP.path)
    with transaction():
        assert service.mark_outlived() == 0
    time_machine.move_to(clock.now() + timedelta(minutes=16))
    with transaction():
        assert service.mark_outlived() == 1


def test_while_the_search_is_away_so_is_its_page(window: Window) -> None:
    window.page(LAMP.path)
    switch("search", "off")
    publish()
    window.layer.memory.clear()
    away = window.get(LAMP.path)
    assert ("X-Page" in away.headers, away.headers["Cache-Control"]) == (False, "no-store")
    clear("search")
    publish()
    window.page(LAMP.path)


def test_what_shows_nothing_is_tried_again_as_long_as_it_is_popular(window: Window) -> None:
    switch("search", "off")
    publish()
    assert not queries.stamp_of(LAMP)
    clear("search")
    forget_what_was_told()
    assert publishing.keep_popular_searches() == "entered 1, dropped 1"
    publish()
    assert queries.stamp_of(LAMP)


def test_what_is_no_longer_popular_goes_with_its_file(
    window: Window, time_machine: TimeMachineFixture
) -> None:
    window.page(LAMP.path)
    assert publishing.keep_popular_searches() == "entered 0, dropped 0"
    time_machine.move_to(clock.now() + timedelta(days=8))
    assert publishing.keep_popular_searches() == "entered 0, dropped 1"
    assert not queries.stamp_of(LAMP)
    forget(window)
    assert "X-Page" not in window.get(LAMP.path).headers


def test_with_no_pages_ahead_no_search_is_kept(window: Window) -> None:
    configuration.override(pages_ahead="none")
    assert publishing.keep_popular_searches() == "entered 0, dropped 0"
