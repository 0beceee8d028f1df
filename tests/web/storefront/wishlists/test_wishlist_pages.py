import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.cast import PASSWORD
from tests.factories.shop import Shop
from tests.web.storefront.account.conftest import ROOT, Browser

SAME = {"Sec-Fetch-Site": "same-origin"}
SWAP = {"HX-Request": "true"}


@pytest.fixture(scope="session")
def _app() -> Flask:
    from web.app import create_app

    return create_app()


@pytest.fixture
def open_browser(shop: Shop, _app: Flask) -> Callable[..., Browser]:
    return lambda root=ROOT: Browser(_app.test_client(), root)


@pytest.fixture
def guest(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser()


def send(browser: Browser, path: str, **typed: object) -> object:
    return browser.client.post(path, base_url=browser.root, data=typed, headers=SAME)


def cookies(browser: Browser) -> set[str]:
    return {cookie.key for cookie in browser.client._cookies.values()}  # type: ignore[union-attr]


def keep_lamp(browser: Browser, shop: Shop) -> str:
    answer = browser.client.post(
        "/en/wishlists",
        base_url=browser.root,
        headers=SAME,
        data={"product": shop.products["lamp"], "variant": shop.variants["LAMP-BLACK"]},
    )
    assert answer.status_code == 303
    return str(answer.location)


def test_a_guest_who_agrees_to_nothing_gets_no_cookie(guest: Browser, shop: Shop) -> None:
    for path in ("/en/", "/en/live?me", "/en/search?q=lamp", "/en/recently-viewed", "/en/wishlists/shared/x"):
        guest.get(path)
    guest.get(f"/en/live?recent={shop.products['lamp']}", **SWAP)
    assert cookies(guest) <= {"entrepot", "mine"}
    send(guest, "/en/cookies", answer="none")
    guest.get(f"/en/live?recent={shop.products['lamp']}", **SWAP)
    assert cookies(guest) <= {"entrepot", "consent", "asked", "mine"}
    assert "product-card" not in guest.get("/en/recently-viewed").text


def test_looks_are_remembered_after_a_yes_and_forgotten_after_a_no(guest: Browser, shop: Shop) -> None:
    send(guest, "/en/cookies", answer="all")
    guest.get(f"/en/live?recent={shop.products['lamp']}", **SWAP)
    assert "viewed" in cookies(guest)
    shown = guest.get("/en/live?recent", **SWAP).text
    assert 'id="recently-viewed"' in shown
    assert "product-card" in shown
    send(guest, "/en/cookies")
    assert "viewed" not in cookies(guest)
    send(guest, "/en/cookies", answer="all")
    assert "product-card" not in guest.get("/en/live?recent", **SWAP).text


def test_the_banner_comes_with_the_personal_fragment_until_it_is_answered(guest: Browser) -> None:
    assert "consent-title" not in guest.get("/en/").text
    assert 'id="consent" hx-swap-oob="true"' in guest.get("/en/live?me", **SWAP).text
    answered = guest.client.post(
        "/en/cookies", base_url=guest.root, data={"answer": "none"}, headers={**SAME, "HX-Request": "true"}
    )
    assert 'id="consent"' in answered.text
    assert "consent-title" not in guest.get("/en/live?me", **SWAP).text


def test_a_guests_list_is_kept_merged_and_shared(
    open_browser: Callable[..., Browser], guest: Browser, shop: Shop
) -> None:
    page = keep_lamp(guest, shop)
    assert "wish__title" in guest.get(page).text
    stranger = open_browser()
    assert stranger.get(page).status_code == 404
    guest.post("/en/login", email=shop.cast.shopper.email, password=PASSWORD)
    assert "wish__title" in guest.get(page).text
    assert "wishes" not in cookies(guest)
    guest.post(f"{page}/link", page=page)
    link = re.search(r"http://localhost:8000(/en/wishlists/shared/[\w-]+)", guest.get(page).text)
    assert link is not None
    shared = stranger.get(link[1])
    assert "wish__title" in shared.text
    assert shop.cast.shopper.email not in shared.text
    guest.post(f"{page}/link/removal", page=page)
    assert stranger.get(link[1]).status_code == 404


def test_a_wish_is_noted_moved_and_put_into_the_cart(guest: Browser, shop: Shop) -> None:
    page = keep_lamp(guest, shop)
    other = str(guest.post("/en/wishlists/new", page="/en/wishlists", name="Gifts").location)
    wish = re.search(r'id="wish-(\d+)"', guest.get(page).text)
    assert wish is not None
    guest.post(f"{page}/wishes/{wish[1]}", page=page, note="for <b>Ada</b>", list=other.rsplit("/", 1)[1])
    shown = guest.get(other).text
    assert "for &lt;b&gt;Ada&lt;/b&gt;" in shown
    wish = re.search(r'id="wish-(\d+)"', shown)
    assert wish is not None
    assert guest.post(f"{other}/wishes/{wish[1]}/cart", page=other).status_code == 303
    assert "cart" in cookies(guest)
    assert "wish__title" not in guest.get(other).text
    assert guest.post("/en/wishlists/new", page="/en/wishlists", name=" ").status_code == 422
    guest.post(f"{other}/removal", page=other)
    assert guest.get(other).status_code == 404


def test_what_does_not_exist_cannot_be_wished_for(guest: Browser) -> None:
    answer = guest.client.post("/en/wishlists", base_url=guest.root, data={"product": "999999"}, headers=SAME)
    assert answer.status_code == 404
    assert cookies(guest) <= {"entrepot"}


def test_the_heart_answers_a_swap_in_its_place(guest: Browser, shop: Shop) -> None:
    answer = guest.client.post(
        "/en/wishlists",
        base_url=guest.root,
        data={"product": shop.products["mug"], "compact": "1"},
        headers={**SAME, "HX-Request": "true"},
    )
    assert "heart--kept heart--compact" in answer.text
    assert ' id="' not in answer.text  # a page may hold the card twice
    looked = guest.get(f"/en/live?recent={shop.products['mug']}", **SWAP)
    assert "heart--kept" in looked.text
