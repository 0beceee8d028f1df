"""What shoppers see while a part of the shop, or all of it, is switched down."""

from typing import Any

import pytest
from flask import g
from sqlalchemy import func, select

from core.cart.models import Cart
from core.kernel import clock
from core.kernel.ids import MediaId
from core.media.types import MediaFace, MediaState, Rendition
from core.orders.models import Purchase
from core.platform.db import reading, transaction
from core.recommendations import queries as recommendations
from core.search import queries as search
from core.switches import queries as switches
from core.switches import service
from core.switches.types import Feature
from tests.factories.consoles import Console
from tests.factories.sandbox import Browser, shop_app
from tests.factories.shop import Shop
from tests.factories.shopping import come_to_review, log_in, place, put_in_cart, words_of
from tests.factories.switches import clear, switch
from tests.web.storefront.reading import EU, GLOBAL, visit
from web.shared import made_of, secondary
from web.shared.pictures import picture_of


def count(kind: type) -> int:
    with reading() as session:
        return session.execute(select(func.count()).select_from(kind)).scalar_one()


@pytest.fixture
def browser(shop: Shop) -> Browser:
    return Browser()


def test_a_paused_checkout_keeps_the_cart_and_says_for_how_long(shop: Shop, browser: Browser) -> None:
    put_in_cart(browser, shop, "MUG", 2)
    sent = come_to_review(browser)
    switch("checkout", minutes=30)
    page = browser.get("/en/checkout")
    assert page.status_code == 503
    assert 1700 < int(page.headers["Retry-After"]) <= 1800
    assert "We take no orders until" in words_of(page.text)
    assert place(browser, sent).status_code == 503
    assert count(Purchase) == 0
    assert "Harbor mug" in browser.get("/en/cart").text
    assert put_in_cart(browser, shop, "MUG").status_code == 303
    assert visit("/en/p/harbor-mug", EU).status_code == 200
    clear("checkout")
    assert browser.get("/en/checkout").status_code == 200


def test_a_pause_of_one_site_is_not_felt_on_another(shop: Shop) -> None:
    switch("registration", site_id=shop.sites["eu"].id)
    assert visit("/en/register", EU).status_code == 503
    assert visit("/en/register", GLOBAL).status_code == 200


def test_while_no_accounts_are_opened_guests_order_and_others_log_in(shop: Shop, browser: Browser) -> None:
    switch("registration")
    page = browser.get("/en/register")
    assert page.status_code == 503
    assert "You can order without one." in words_of(page.text)
    assert browser.post("/en/register", name="N", email="n@example.org", password="x" * 20).status_code == 503
    log_in(browser, shop.cast.shopper)
    guest = Browser()
    put_in_cart(guest, shop, "MUG")
    assert place(guest, come_to_review(guest)).status_code == 303


@pytest.mark.parametrize("language", ["en", "de"])
def test_without_a_search_there_are_the_categories(shop: Shop, language: str) -> None:
    switch("search")
    page = visit(f"/{language}/search?q=lamp", EU)
    assert page.status_code == 200
    assert 'value="lamp"' in page.text
    assert f'href="/{language}/c/' in page.text[page.text.index("<main") :]
    assert page.headers["Cache-Control"] == "no-store"


def test_a_search_that_breaks_is_no_500(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_it(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(search, "look", break_it)
    page = visit("/en/search?q=lamp", EU)
    assert page.status_code == 200
    assert "The search is away for a short while." in words_of(page.text)


def test_suggestions_are_none_while_they_are_off(shop: Shop) -> None:
    assert "href" in visit("/en/search/suggestions?q=lam", HX_Request="true").text
    switch("suggestions")
    part = visit("/en/search/suggestions?q=lam", HX_Request="true")
    assert part.status_code == 200
    assert 'id="suggestions"' in part.text
    assert "href" not in part.text


@pytest.mark.parametrize(
    ("feature", "path", "element"),
    [
        ("reviews", "reviews", "reviews"),
        ("reviews", "questions", "questions"),
        ("delivery", "delivery", "delivery"),
        ("fragments", "reviews", "reviews"),
    ],
)
def test_a_block_that_is_off_is_an_empty_element(shop: Shop, feature: str, path: str, element: str) -> None:
    switch(feature)
    part = visit(f"/en/p/harbor-mug/{path}", EU, HX_Request="true")
    assert (part.status_code, part.text) == (200, f'<div id="{element}"></div>')
    assert part.headers["Cache-Control"] == "no-store"
    whole = visit(f"/en/p/harbor-mug/{path}", EU)
    assert whole.status_code == (200 if feature == "fragments" else 503)
    assert visit("/en/p/harbor-mug", EU).status_code == 200


def test_a_page_of_what_is_off_says_so_and_the_product_stays(shop: Shop) -> None:
    switch("recommendations")
    page = visit("/en/p/harbor-mug/companions", EU)
    assert page.status_code == 503
    assert "There are no suggestions at the moment." in words_of(page.text)
    assert visit("/en/p/harbor-mug", EU).status_code == 200


def test_a_call_that_keeps_failing_trips_is_written_down_and_recovers(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def break_it(*_: object) -> None:
        calls.append(1)
        raise RuntimeError("no")

    with monkeypatch.context() as patch:
        patch.setattr(recommendations, "list_related", break_it)
        for _ in range(15):
            assert visit("/en/p/harbor-mug/companions", EU).status_code == 503
    assert len(calls) == 10
    service.write_down_trips(transaction)
    service.write_down_trips(transaction)
    with reading():
        (trip,) = switches.list_trips()
    assert (trip.feature, trip.calls, trip.failed, trip.problem) == (
        "recommendations",
        10,
        10,
        "RuntimeError",
    )
    assert visit("/en/p/harbor-mug/reviews", EU, HX_Request="true").text != '<div id="reviews"></div>'


def test_pictures_come_in_two_sizes_while_they_are_reduced(shop: Shop) -> None:
    kinds = [(width, kind) for width in (160, 480, 960, 1600) for kind in ("jpg", "webp")]
    files = tuple(Rendition(f"x-{width}.{kind}", kind, width, width) for width, kind in kinds)
    face = MediaFace(MediaId(1), MediaState.READY, 1600, 1600, "#fff", files)

    with shop_app().test_request_context(base_url=EU):
        whole = picture_of(face, "")
        switch("image-variants", "reduced")
        few = picture_of(face, "")
    assert whole is not None
    assert few is not None
    assert [whole.webp.count(","), few.webp.count(",")] == [3, 1]
    assert "480w" in few.webp
    assert few.src == whole.src


def test_a_page_that_did_without_a_part_is_good_for_a_minute_only(shop: Shop) -> None:
    def break_it() -> str:
        raise RuntimeError

    facts: dict[str, Any] = {}
    with shop_app().test_request_context(base_url=EU, environ_overrides={made_of.PLACE: facts}):
        assert secondary.secondary(Feature.RECOMMENDATIONS, lambda: "goods") == "goods"
        assert facts == {}
        assert secondary.secondary(Feature.RECOMMENDATIONS, break_it) is None
        assert clock.now() < facts["until"] <= clock.now() + secondary.SOON
        assert g.made_of == {"switches:recommendations"}


FORMS = ("/en/cart", "/en/login", "/en/register", "/en/wishlists", "/en/checkout", "/en/cookies")


@pytest.mark.parametrize("level", ["read-only", "static-only"])
def test_a_shop_without_changes_answers_every_form_kindly(shop: Shop, browser: Browser, level: str) -> None:
    put_in_cart(browser, shop, "MUG")
    before = count(Cart)
    switch("shop", level, minutes=5)
    for path in FORMS:
        answer = browser.post(path, variant=str(shop.variants["MUG"]), quantity="1", note="<b>")
        assert answer.status_code == 503, path
        assert int(answer.headers["Retry-After"]) <= 300
        assert "Nothing is lost." in words_of(answer.text)
        assert f'<form method="post" action="{path}">' in answer.text
        assert '<input type="hidden" name="note" value="&lt;b&gt;">' in answer.text
    assert count(Cart) == before
    chosen = browser.post("/en/preferences", currency="PLN")
    assert chosen.status_code == 303
    clear("shop")
    assert "Harbor mug" in browser.get("/en/cart").text


def test_a_form_with_a_secret_is_not_written_into_the_page(shop: Shop, browser: Browser) -> None:
    switch("shop", "read-only")
    answer = browser.post("/en/login", email="robin@cast.example", password="my-secret-word")
    assert answer.status_code == 503
    assert "my-secret-word" not in answer.text
    assert '<form method="post" action="/en/login">' not in answer.text


def test_a_swap_hears_it_as_a_sentence(shop: Shop, browser: Browser) -> None:
    switch("shop", "read-only")
    answer = put_in_cart(browser, shop, "MUG", HX_Request="true")
    assert answer.status_code == 503
    assert "<html" not in answer.text
    assert "Nothing is lost." in answer.text


def test_while_nothing_changes_everything_can_be_read(shop: Shop, browser: Browser) -> None:
    switch("shop", "read-only")
    for path in ("/en/", "/en/cart", "/en/login", "/en/p/harbor-mug", "/en/search?q=lamp", "/en/c/lamps"):
        assert visit(path, EU).status_code == 200, path


def test_static_only_shows_what_is_the_same_for_everybody(shop: Shop) -> None:
    switch("shop", "static-only")
    for path in ("/en/", "/en/p/harbor-mug", "/en/c/lamps"):
        assert visit(path, EU).status_code == 200, path
    for path in ("/en/cart", "/en/search?q=lamp", "/en/account", "/en/live?me"):
        assert visit(path, EU).status_code == (303 if path == "/en/account" else 503), path


def test_forged_forms_are_refused_before_anything_is_said(shop: Shop) -> None:
    switch("shop", "read-only")
    forged = Browser().client.post(
        "/en/cart", base_url=EU, data={"variant": "1"}, headers={"Origin": "http://evil.example"}
    )
    assert forged.status_code == 403


def test_the_consoles_stay_open_and_so_do_the_ears_for_money(shop: Shop) -> None:
    switch("shop", "static-only")
    assert Console("admin").log_in(shop.cast.operator).get("/switches").status_code == 200
    heard = Browser().client.post("/payments/webhooks/sandbox", base_url=EU, data=b"{}")
    assert heard.status_code != 503
