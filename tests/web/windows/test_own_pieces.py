"""What is live for a browser that is known is kept for a minute: what it does itself shows at once, everywhere."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest
from werkzeug.test import Client, TestResponse

from core.accounts import queries as accounts
from core.accounts import service as account_service
from core.platform import kept
from core.platform import settings as configuration
from core.platform.cache import hasty
from core.platform.db import reading, transaction
from tests import cast
from tests.factories.queues import forget_clients, queue
from tests.factories.sandbox import EU, shop_app
from tests.factories.shop import Shop
from tests.factories.switches import OPERATOR, switch
from tests.statements import counted
from web.app import create_app
from web.shared.site import forget_sites
from web.storefront.live import own
from web.windows.layer import Windows

ME = "/en/live?me"
SWAP = {"HX-Request": "true"}
IS_DRAWN = "X-Request-Id"
LOG_OUT = "Log out"  # what is said to nobody but who is logged in


class Shopper:
    """A browser whose requests are answered by several processes in turn."""

    def __init__(self, *processes: Windows) -> None:
        self.clients = [Client(layer) for layer in processes]
        for client in self.clients[1:]:
            client._cookies = self.clients[0]._cookies
        self.turns = 0

    def get(self, path: str, **headers: str) -> TestResponse:
        """Ask the next process for a page, or for a fragment of one."""
        return self._next().get(path, base_url=EU, headers=headers)

    def live(self, path: str = ME, **headers: str) -> TestResponse:
        return self.get(path, **SWAP, **headers)

    def post(self, path: str, **fields: str) -> TestResponse:
        """Send a form of ours with the token of this browser's session."""
        token = re.search(
            r'name="csrf_token" value="([^"]+)"', self._next().get("/en/login", base_url=EU).text
        )
        token = token or re.search(r'name="csrf_token" value="([^"]+)"', self.live().text)
        form = {"csrf_token": token[1] if token else "", **fields}
        return self._next().post(path, base_url=EU, data=form, headers={"Origin": EU})

    def add(self, shop: Shop, sku: str, quantity: int = 1) -> TestResponse:
        form = {"variant": str(shop.variants[sku]), "quantity": str(quantity)}
        return self._next().post("/en/cart", base_url=EU, data=form, headers={"Origin": EU})

    def log_in(self, person: cast.Person) -> "Shopper":
        assert self.post("/en/login", email=person.email, password=cast.PASSWORD).status_code == 303
        return self

    def settle(self, path: str = ME) -> TestResponse:
        """Look until nothing is set or drawn any more."""
        for _ in range(5):
            answer = self.live(path)
            if IS_DRAWN not in answer.headers:
                return answer
        raise AssertionError("it is drawn again and again")

    def cookies(self) -> str:
        return "; ".join(f"{one.key}={one.value}" for one in self.clients[0]._cookies.values())

    def _next(self) -> Client:
        self.turns += 1
        return self.clients[self.turns % len(self.clients)]


@pytest.fixture(autouse=True)
def _rested() -> Iterator[None]:
    yield
    kept.forget_rest()


@pytest.fixture
def processes(shop: Shop, data: Path, tmp_path: Path) -> Iterator[list[Windows]]:
    """Give two processes of one shop, and the queue service they share."""
    with queue(tmp_path / "queue"):
        forget_sites()
        yield [Windows(shop_app()), Windows(create_app())]


@pytest.fixture
def robin(processes: list[Windows], shop: Shop) -> Shopper:
    return Shopper(*processes).log_in(shop.cast.shopper)


def count_in(answer: TestResponse) -> str:
    found = re.search(r'id="cart-count"[^>]*>(\d*)<', answer.text)
    assert found is not None
    return found[1]


def test_a_known_browser_is_given_the_same_again_without_the_application(robin: Shopper, shop: Shop) -> None:
    robin.add(shop, "MUG", 3)
    robin.live()
    drawn = robin.live()
    assert IS_DRAWN in drawn.headers
    for _ in range(2):
        with counted() as sent:
            again = robin.live()
        assert sent == []
        assert again.data == drawn.data
        assert {*again.headers} == {one for one in drawn.headers if one[0] != IS_DRAWN}
    assert count_in(again) == "3"
    assert LOG_OUT in again.text


def test_a_shrunk_answer_holds_the_same(robin: Shopper) -> None:
    plain = robin.settle().data
    shrunk = robin.live(Accept_Encoding="br, gzip")
    assert shrunk.headers["Content-Encoding"] == "gzip"
    assert IS_DRAWN not in shrunk.headers
    assert unzipped(shrunk) == plain
    drawn = robin.live(f"{ME}&search=x&flash=1", Accept_Encoding="gzip")
    assert IS_DRAWN in drawn.headers
    assert unzipped(drawn).startswith(plain)


def unzipped(answer: TestResponse) -> bytes:
    return gzip.decompress(answer.data)


def test_what_a_browser_does_shows_with_its_next_request_in_every_process(robin: Shopper, shop: Shop) -> None:
    robin.settle()
    for number in ("1", "2", "3"):
        robin.add(shop, "MUG")
        for _ in range(3):
            assert count_in(robin.live()) == number
        robin.settle()
    robin.post("/en/account/profile", name="Robin of the Wood", language="en", currency="EUR", country="DE")
    for _ in range(3):
        assert "Robin of the Wood" in robin.live().text
    robin.settle()
    robin.post("/en/preferences", country="CH")
    assert re.search(r'value="CH" selected', robin.live().text)
    robin.post("/en/cookies", answer="necessary")
    assert 'id="consent"' not in robin.live().text


def test_a_message_is_said_once(robin: Shopper) -> None:
    robin.settle()
    robin.post("/en/recently-viewed/removal")
    assert "We have forgotten what you looked at." in robin.live().text
    assert "We have forgotten" not in robin.live().text
    assert "We have forgotten" not in robin.settle().text


def test_an_answer_that_is_lost_on_its_way_changes_it_all_the_same(robin: Shopper, shop: Shop) -> None:
    robin.add(shop, "MUG")
    robin.settle()
    before = dict(robin.clients[0]._cookies)
    robin.add(shop, "MUG")
    robin.clients[0]._cookies.clear()
    robin.clients[0]._cookies.update(before)
    assert count_in(robin.live()) == "2"


def test_a_page_of_ones_own_may_have_changed_something(robin: Shopper, shop: Shop) -> None:
    robin.add(shop, "MUG")
    robin.settle()
    assert robin.get("/en/search?q=lamp").status_code == 200
    assert robin.get("/en/search/suggestions?q=lam", **SWAP).status_code == 200
    assert robin.get("/en/p/harbor-mug/reviews", **SWAP).status_code == 200
    assert robin.get("/en/p/harbor-mug").headers["X-Page"] == "generated"
    assert IS_DRAWN not in robin.live().headers
    assert robin.get("/en/cart").status_code == 200
    assert IS_DRAWN in robin.live().headers


def test_who_logs_out_is_a_stranger_at_once_and_so_is_who_brings_the_old_cookies(
    robin: Shopper, processes: list[Windows], shop: Shop
) -> None:
    robin.add(shop, "MUG")
    robin.settle()
    before = dict(robin.clients[0]._cookies)
    robin.post("/en/logout")
    for _ in range(2):
        answer = robin.live()
        assert LOG_OUT not in answer.text
        assert count_in(answer) == ""
        assert 'href="/en/login"' in answer.text
    robin.clients[0]._cookies.clear()
    robin.clients[0]._cookies.update(before)
    assert LOG_OUT not in robin.live().text


def test_a_cart_that_becomes_somebodys_is_not_shown_to_the_guest_again(
    processes: list[Windows], shop: Shop
) -> None:
    guest = Shopper(*processes)
    guest.add(shop, "MUG", 2)
    guest.settle()
    as_guest = dict(guest.clients[0]._cookies)
    guest.log_in(shop.cast.shopper).add(shop, "MUG", 5)
    assert count_in(guest.live()) == "7"
    guest.clients[0]._cookies.clear()
    guest.clients[0]._cookies.update(as_guest)
    assert count_in(guest.live()) == ""


def test_what_others_do_shows_when_the_time_is_over(
    processes: list[Windows], shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own, "SECONDS", 1.0)
    phone = Shopper(*processes).log_in(shop.cast.shopper)
    desk = Shopper(*processes).log_in(shop.cast.shopper)
    desk.settle()
    phone.post("/en/account/profile", name="Robin the Second", language="en", currency="EUR", country="DE")
    assert "Robin the Second" in phone.live().text
    sleep(1.1)
    assert "Robin the Second" in desk.live().text
    desk.settle()
    with reading():
        (account,) = [accounts.find_account_by_email(shop.cast.shopper.email)]
    assert account is not None
    with transaction():
        account_service.suspend_account(account.id, by=OPERATOR, reason="drill")
    sleep(1.1)
    for _ in range(2):
        assert "Robin" not in desk.live().text
    assert own.SECONDS <= 60


def test_nothing_is_given_to_another_browser(robin: Shopper, processes: list[Windows], shop: Shop) -> None:
    robin.add(shop, "MUG", 4)
    robin.settle()
    cart = robin.clients[0]._cookies
    thief = Client(processes[0], use_cookies=False)
    for brought in ("mine=1", *(f"{one.key}={one.value}" for one in cart.values() if one.key == "cart")):
        answer = thief.get(ME, base_url=EU, headers={**SWAP, "Cookie": brought})
        assert LOG_OUT not in answer.text
        assert count_in(answer) == ""


def test_what_leaves_the_process_is_a_digest(robin: Shopper, shop: Shop) -> None:
    robin.add(shop, "MUG")
    robin.settle()
    names = b" ".join(hasty().keys("kept:*"))
    assert names.count(b"kept:") > 1
    for cookie in robin.clients[0]._cookies.values():
        assert len(cookie.value) < 8 or cookie.value.encode() not in names


def test_an_answer_that_sets_a_cookie_is_not_kept(robin: Shopper) -> None:
    robin.settle()
    for one in hasty().keys("kept:*"):
        hasty().delete(one)
    robin.clients[0]._cookies = {
        key: one for key, one in robin.clients[0]._cookies.items() if one.key != "mine"
    }
    robin.clients = robin.clients[:1]
    answer = robin.live()
    assert "mine=1" in answer.headers["Set-Cookie"]
    assert [one for one in hasty().keys("kept:*") if b"mark" not in one] == []


def test_without_the_queue_service_everything_is_drawn_and_a_change_is_never_lost(
    robin: Shopper, shop: Shop, tmp_path: Path
) -> None:
    robin.settle()
    there = configuration.settings().redis_url
    configuration.override(redis_url="redis://127.0.0.1:1/0")
    forget_clients()
    hint = re.search(r"mine=([\w-]+)", robin.cookies())
    for number in ("1", "2"):
        robin.add(shop, "MUG")
        answer = robin.live()
        assert (count_in(answer), IS_DRAWN in answer.headers) == (number, True)
    configuration.override(redis_url=there)
    forget_clients()
    kept.forget_rest()
    assert count_in(robin.live()) == "2"
    renewed = re.search(r"mine=([\w-]+)", robin.cookies())
    assert hint is not None
    assert renewed is not None
    assert hint[1] != renewed[1]


PRODUCT = "/en/live?me&stock={0}&delivery={0}&recent={1}&companions={1}"


def test_all_parts_of_a_product_page_are_put_together_from_what_is_at_hand(
    robin: Shopper, processes: list[Windows], shop: Shop
) -> None:
    page = PRODUCT.format(shop.variants["MUG"], shop.products["mug"])
    robin.clients = robin.clients[:1]
    robin.post("/en/cookies", answer="necessary")
    drawn = robin.live(page)
    drawn = robin.live(page)
    with counted() as sent:
        again = robin.live(page)
    assert (sent, again.data) == ([], drawn.data)
    assert IS_DRAWN not in again.headers
    ids = re.findall(r'id="([a-z-]+)"[^>]* hx-swap-oob', again.text)
    assert {"me", "cart-count", "delivery", "stock", "recently-viewed", "companions"} <= set(ids)
    robin.post("/en/wishlists", product=str(shop.products["mug"]))
    for _ in range(2):
        assert "In your wish list" in robin.live(page).text


def test_who_agreed_to_be_remembered_is_drawn_for_and_remembered(robin: Shopper, shop: Shop) -> None:
    robin.post("/en/cookies", answer="all")
    for sku, product in (("MUG", "mug"), ("LAMP-BLACK", "lamp")):
        page = PRODUCT.format(shop.variants[sku], shop.products[product])
        for _ in range(3):
            answer = robin.live(page)
            assert IS_DRAWN in answer.headers
    assert "Recently viewed" in answer.text


@pytest.mark.parametrize(
    ("feature", "level"), [("shop", "read-only"), ("fragments", "reduced"), ("fragments", "off")]
)
def test_a_flipped_switch_waits_for_nothing_that_is_kept(robin: Shopper, feature: str, level: str) -> None:
    robin.settle()
    switch(feature, level)
    answer = robin.live()
    assert answer.status_code == (204 if level == "off" else 200)
    assert IS_DRAWN in answer.headers


@pytest.mark.parametrize(
    "query",
    [
        "me&me",
        "me&nothing",
        "stock=",
        "stock=x",
        "me=%63ookies",
        "delivery=-1",
        "",
        "me&recent=99999999999999999999",
    ],
)
def test_what_is_asked_for_oddly_is_the_applications(robin: Shopper, query: str) -> None:
    for _ in range(2):
        answer = robin.live(f"/en/live?{query}")
        assert answer.status_code in {200, 204}
        assert IS_DRAWN in answer.headers
