"""What everybody may see is drawn once for all who ask within two seconds; what is somebody's own never is."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Event as Flag

import pytest

from core.kernel import clock
from core.kernel.money import Money
from core.platform.db import reading, transaction
from core.pricing import service as pricing
from core.search import queries as search
from core.switches import board
from core.switches.types import Feature, Level, Standing
from tests.factories.shop import Shop
from tests.factories.windows import Window, open_window
from tests.statements import counted
from web.shared.caching import SHARED
from web.windows import glimpses
from web.windows.glimpses import Glimpses
from web.windows.watching import tell_asks

SEARCH = "/en/search?q=lamp"


@pytest.fixture
def window(shop: Shop, data: Path) -> Window:
    return open_window()


def test_a_repeated_search_asks_the_database_nothing(window: Window) -> None:
    first = window.get(SEARCH)
    with counted() as sent:
        again = window.get(SEARCH, Cookie="entrepot=somebody; currency=nonsense")
        assert again.status_code == 200
    assert sent != []  # a currency cookie that only the application reads
    with counted() as sent:
        again = window.get(SEARCH, Cookie="entrepot=somebody")
    assert sent == []
    assert (again.data, again.headers["Cache-Control"]) == (first.data, first.headers["Cache-Control"])
    assert "X-Request-Id" not in again.headers


def test_pages_of_other_currencies_encodings_and_queries_are_others(window: Window) -> None:
    assert b"$" in window.get(SEARCH).data
    euros = window.get(SEARCH, Cookie="currency=EUR").data
    assert "€".encode() in euros
    assert b"$" in window.get(SEARCH).data
    assert window.get(SEARCH, Accept_Encoding="gzip").headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in window.get(SEARCH).headers
    assert b"Harbor mug" in window.get("/en/search?q=harbor").data


def test_who_refuses_an_encoding_spoils_no_page_for_others(window: Window) -> None:
    refused = window.get(SEARCH, Accept_Encoding="gzip;q=0")
    assert "Content-Encoding" not in refused.headers
    assert "Content-Encoding" not in window.get(SEARCH).headers
    assert "Content-Encoding" not in window.get(SEARCH, Accept_Encoding="br, gzip;q=0").headers


@pytest.mark.parametrize(
    "odd",
    ["currency =EUR", "currency=nothing; currency=EUR", "currency=EUR; currency=USD", "\xa0currency\xa0=EUR"],
)
def test_a_cookie_written_oddly_spoils_no_currency(window: Window, odd: str) -> None:
    window.get(SEARCH, Cookie=odd)
    assert b"$" in window.get(SEARCH).data
    assert b"$" in window.get(SEARCH, Cookie="currency=USD").data
    assert "€".encode() in window.get(SEARCH, Cookie="currency=EUR").data


@pytest.mark.parametrize("odd", ["eu.localhost:8000]", "eu.localhost:]", "EU.localhost.:1"])
def test_a_host_written_oddly_spoils_no_other_site(window: Window, odd: str) -> None:
    window.get(SEARCH, Host=odd)
    assert "€".encode() in window.get(SEARCH, "eu").data


def test_a_glimpse_lasts_two_seconds_at_most(
    window: Window, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr(glimpses, "monotonic", lambda: now)
    path = f"/en/p/moon-lamp?variant={shop.variants['LAMP-BLACK']}"
    before = window.get(path).data
    with transaction():
        pricing.set_price(shop.sites["global"].id, shop.variants["LAMP-BLACK"], Money(12345, "USD"))
    assert window.get(path).data == before
    now += glimpses.SECONDS + glimpses.GRACE_SECONDS
    assert b"123.45" in window.get(path).data


def test_a_browser_that_has_it_is_told_so(window: Window) -> None:
    tag = window.get(SEARCH).headers["ETag"]
    answer = window.get(SEARCH, If_None_Match=tag)
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == tag
    assert window.get(SEARCH, method="HEAD").headers["Content-Length"] == str(len(window.get(SEARCH).data))


@pytest.mark.parametrize(
    "path", ["/en/cart?x=1", "/en/account?x=1", "/en/search/suggestions?q=lam", "/healthz?x=1"]
)
def test_what_is_somebodys_own_is_never_kept(window: Window, path: str) -> None:
    window.get(path)
    assert window.get(path).headers.get("X-Request-Id")


FRAGMENTS = ("/en/search/suggestions?q=lam", "/en/live?me=&stock={}&delivery={}&flash={}&recent={}")


def fragment_of(path: str, shop: Shop) -> str:
    return path.format(*[shop.variants["LAMP-BLACK"]] * 4)


@pytest.mark.parametrize("path", FRAGMENTS)
def test_what_a_stranger_is_given_the_next_one_gets_unasked(window: Window, shop: Shop, path: str) -> None:
    first = window.get(fragment_of(path, shop), HX_Request="true")
    with counted() as sent:
        again = window.get(fragment_of(path, shop), HX_Request="true")
    assert (sent, again.data, again.headers["Cache-Control"]) == (
        [],
        first.data,
        first.headers["Cache-Control"],
    )
    assert again.data
    assert "X-Request-Id" not in again.headers


@pytest.mark.parametrize("path", FRAGMENTS)
@pytest.mark.parametrize(
    "cookies",
    ["entrepot=x", "cart=abc", "currency=EUR; cart=abc", "searches=lamp", "consent=1.abcdefgh.", "a"],
)
def test_who_brings_anything_is_asked_for(window: Window, shop: Shop, path: str, cookies: str) -> None:
    for _ in range(2):
        answer = window.get(fragment_of(path, shop), HX_Request="true", Cookie=cookies)
        assert answer.headers.get("X-Request-Id")


def test_strangers_who_chose_another_currency_or_country_are_others(window: Window, shop: Shop) -> None:
    path = fragment_of("/en/live?me=&delivery={}", shop)
    asked = [window.get(path, HX_Request="true", Cookie=cookie).data for cookie in ("", "currency=EUR") * 2]
    assert asked[0] == asked[2] != asked[1] == asked[3]
    chosen = "country=DE; mine=1"
    germany = [window.get(path, HX_Request="true", Cookie=chosen).data for _ in range(2)]
    assert germany[0] == germany[1] != asked[0]


def test_a_fragment_is_not_taken_for_a_page(window: Window) -> None:
    swap = window.get("/en/search?q=lamp", HX_Request="true").data
    page = window.get("/en/search?q=lamp").data
    restored = window.get("/en/search?q=lamp", HX_Request="true", HX_History_Restore_Request="true").data
    assert b"<html" not in swap
    assert b"<html" in page
    assert b"<html" in restored


def test_a_flipped_switch_waits_for_no_glimpse(window: Window) -> None:
    assert b"Moon lamp" in window.get("/en/search/suggestions?q=moo", HX_Request="true").data
    board.put_up([Standing(Feature.SUGGESTIONS, None, Level.OFF, None, "drill", "somebody", clock.now())])
    assert b"Moon lamp" not in window.get("/en/search/suggestions?q=moo", HX_Request="true").data


def test_an_answer_that_sets_a_cookie_is_one_persons(window: Window) -> None:
    for _ in range(2):
        answer = window.get("/en/live?me=", HX_Request="true", Cookie="country=DE")
        assert "mine=1" in answer.headers["Set-Cookie"]
        assert answer.headers.get("X-Request-Id")


def test_every_look_at_a_search_is_counted(window: Window, shop: Shop) -> None:
    for _ in range(4):
        window.get(SEARCH)
    tell_asks(window.layer)
    tell_asks(window.layer)
    with reading():
        assert search.count_sought() == (4, 0)


def test_one_draws_what_many_want_and_the_others_wait() -> None:
    kept, begun, drawn = Glimpses(), Flag(), count()

    def page(environ: object, start_response: Callable[..., object]) -> list[bytes]:
        begun.set()
        time.sleep(0.2)
        start_response("200 OK", [("Cache-Control", SHARED), ("ETag", 'W/"1"')])
        return [b"page %d" % next(drawn)]

    def ask() -> bytes:
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/en/search"}
        return b"".join(kept.answer(("h", "/en/search?q=a", "", ""), page, environ, lambda *_: None))

    with ThreadPoolExecutor(6) as crowd:
        first = crowd.submit(ask)
        begun.wait(5)
        others = [crowd.submit(ask) for _ in range(5)]
        assert {one.result() for one in (first, *others)} == {b"page 0"}


def test_while_one_draws_anew_the_others_see_the_page_before(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(glimpses, "monotonic", lambda: now)
    kept, seen, drawn = Glimpses(), list[bytes](), count()

    def page(environ: object, start_response: Callable[..., object]) -> list[bytes]:
        number = next(drawn)
        if number:
            seen.append(ask())  # somebody else, meanwhile
        start_response("200 OK", [("Cache-Control", SHARED)])
        return [b"page %d" % number]

    def ask() -> bytes:
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/en/search"}
        return b"".join(kept.answer(("h", "/en/search?q=a", "", ""), page, environ, lambda *_: None))

    assert ask() == b"page 0"
    now += glimpses.SECONDS
    assert ask() == b"page 1"
    assert seen == [b"page 0"]


def asked(kept: Glimpses, shop: Callable[..., list[bytes]], path: str = "/en/search") -> bytes:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path}
    return b"".join(kept.answer(("localhost", path, "", ""), shop, environ, lambda *_: None))


def test_where_drawing_takes_long_one_takes_over_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glimpses, "PATIENCE_SECONDS", 0.2)
    kept, begun, ends = Glimpses(), list[float](), Flag()

    def slow(environ: object, start: Callable[..., object]) -> list[bytes]:
        begun.append(time.monotonic())
        ends.wait(5)
        start("200 OK", [("Cache-Control", SHARED)])
        return [b"page"]

    with ThreadPoolExecutor(8) as crowd:
        answers = [crowd.submit(asked, kept, slow) for _ in range(8)]
        time.sleep(0.5)
        assert 2 <= len(begun) <= 3
        ends.set()
        assert {answer.result() for answer in answers} == {b"page"}
    assert len(begun) <= 3
    assert kept._drawn == {}


def test_what_nobody_asked_for_in_a_while_is_shown_to_nobody_while_one_draws_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr(glimpses, "monotonic", lambda: now)
    kept, pages, ends, began = Glimpses(), count(1), Flag(), Flag()

    def shop(environ: object, start: Callable[..., object]) -> list[bytes]:
        number = next(pages)
        if number > 1:
            began.set()
            ends.wait(5)
        start("200 OK", [("Cache-Control", SHARED)])
        return [f"page {number}".encode()]

    assert asked(kept, shop) == b"page 1"
    now += 3600
    with ThreadPoolExecutor(2) as crowd:
        drawing = crowd.submit(asked, kept, shop)
        assert began.wait(5)
        other = crowd.submit(asked, kept, shop)
        time.sleep(0.05)
        ends.set()
        assert (drawing.result(), other.result()) == (b"page 2", b"page 2")
