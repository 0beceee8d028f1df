"""Claiming on pages: shared and personal ones, as a stranger and as a shopper, with and without the line."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from core.kernel import clock
from core.kernel.actor import SYSTEM
from core.kernel.ids import SiteId
from core.platform.db import reading, transaction
from core.privacy import gathering
from core.promotions import line, service
from core.promotions.types import Offer
from tests.factories import coupons as make
from tests.factories import queues
from tests.factories.sandbox import Browser
from tests.factories.shop import Shop
from tests.factories.shopping import SWAP, log_in, words_of
from tests.factories.switches import clear, switch
from tests.statements import counted


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[None]:
    with queues.queue(tmp_path):
        yield


@pytest.fixture
def offer(shop: Shop) -> Offer:
    return make.live(shop.sites["eu"].id, quota=2, descriptions={"en": "A cup of **tea**."})


@pytest.fixture
def browser(shop: Shop) -> Browser:
    """Give the browser of a shopper who is logged in."""
    browser = Browser()
    log_in(browser, shop.cast.shopper)
    return browser


def claim(browser: Browser, code: str = "tea", **headers: str) -> TestResponse:
    """Send the form of the shared page, which carries no token."""
    sent = {"Origin": browser.base, **headers}
    return browser.client.post(f"/en/coupons/{code}/claim", base_url=browser.base, headers=sent)


@pytest.mark.usefixtures("queue")
def test_a_shopper_claims_waits_and_has_it(offer: Offer, browser: Browser) -> None:
    answer = claim(browser)
    assert (answer.status_code, answer.location) == (303, "/en/coupons/tea")
    page = browser.get("/en/coupons/tea")
    assert "You are in line." in words_of(page.text)
    assert page.headers["Cache-Control"] == "private, no-store"
    mine = words_of(browser.get("/en/account/coupons").text)
    assert "Tea for a friend in line" in mine
    make.settle_all()
    assert "You have this coupon." in words_of(browser.get("/en/coupons/tea").text)
    mine = words_of(browser.get("/en/account/coupons").text)
    assert "Tea for a friend claimed" in mine


@pytest.mark.usefixtures("queue")
def test_a_swap_gets_the_answer_and_looks_again_ever_more_seldom(offer: Offer, browser: Browser) -> None:
    answer = claim(browser, **SWAP)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith(
        '<div class="claim" id="claim-tea" hx-get="/en/coupons/tea?look=1"'
    )
    assert 'hx-trigger="load delay:1s"' in answer.text
    again = browser.get("/en/coupons/tea?look=99", **SWAP)
    assert 'hx-trigger="load delay:10s"' in again.text
    make.settle_all()
    told = browser.get("/en/coupons/tea?look=1", **SWAP).text
    assert "You have this coupon." in told
    assert "hx-trigger" not in told
    assert "You have this coupon." in claim(browser, **SWAP).text


@pytest.mark.usefixtures("queue")
def test_a_claim_costs_one_statement_for_who_asks(offer: Offer, browser: Browser) -> None:
    claim(browser, **SWAP)
    with counted() as sent:
        claim(browser, **SWAP)
    assert len(sent) == 1, sent


def test_without_the_queue_the_coupon_is_there_at_once(offer: Offer, browser: Browser) -> None:
    assert "You have this coupon." in claim(browser, **SWAP).text
    assert len(make.holders(offer.id)) == 1
    assert "You have this coupon." in claim(browser, **SWAP).text
    assert len(make.holders(offer.id)) == 1


@pytest.mark.usefixtures("queue")
def test_a_stranger_logs_in_and_comes_back(shop: Shop, offer: Offer) -> None:
    browser = Browser()
    answer = claim(browser)
    assert (answer.status_code, answer.location) == (303, "/en/login?next=/en/coupons/tea")
    answer = claim(browser, **SWAP)
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/en/login?next=/en/coupons/tea"
    page = browser.get("/en/coupons/tea")
    assert "Claim" in words_of(page.text)
    assert browser.get("/en/account/coupons").location == "/en/login?next=/en/account/coupons"
    assert make.settle_all() == 0


@pytest.mark.usefixtures("queue")
def test_the_shared_page_is_the_same_for_everybody(shop: Shop, offer: Offer, browser: Browser) -> None:
    claim(browser)
    make.settle_all()
    mine, strangers = browser.get("/en/coupons"), Browser().get("/en/coupons")
    assert mine.data == strangers.data
    assert "public" in mine.headers["Cache-Control"]
    assert "Set-Cookie" not in strangers.headers
    page = words_of(mine.text)
    assert "Tea for a friend A cup of tea . There are 2 of them in all, one for each account." in page
    assert "csrf_token" not in mine.text
    assert "There are no coupons at the moment" in Browser("http://ru.localhost:8000").get("/en/coupons").text


@pytest.mark.usefixtures("queue")
def test_none_left_not_yet_and_over_are_said(shop: Shop, browser: Browser) -> None:
    site: SiteId = shop.sites["eu"].id
    soon = clock.now() + timedelta(days=1)
    few, later = make.live(site, "few", 1), make.live(site, "later", 1, starts_at=soon)
    make.claim(few, make.crowd(1)[0])
    assert "None are left." in claim(browser, "few", **SWAP).text
    assert "None are left." in words_of(browser.get("/en/coupons/few").text)
    assert "This coupon cannot be claimed yet." in claim(browser, "later", **SWAP).text
    assert "To be claimed from" in words_of(browser.get("/en/coupons").text)
    with transaction():
        service.end_offer(later.id, by=SYSTEM)
    service.announce([later])
    assert "cannot be claimed any more" in claim(browser, "later", **SWAP).text


@pytest.mark.usefixtures("queue")
def test_what_is_hidden_foreign_or_nothing_is_404(shop: Shop, browser: Browser) -> None:
    make.draft(shop.sites["eu"].id, "hidden")
    make.live(shop.sites["ru"].id, "foreign")
    for code in ("hidden", "foreign", "nothing", "x" * 300, "a:b"):
        assert browser.get(f"/en/coupons/{code}").status_code == 404
        assert claim(browser, code).status_code == 404
    assert make.settle_all() == 0


@pytest.mark.usefixtures("queue")
def test_forged_forms_claim_nothing(offer: Offer, browser: Browser) -> None:
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = browser.client.post("/en/coupons/tea/claim", base_url=browser.base, headers=headers)
        assert answer.status_code == 403
    assert make.settle_all() == 0


@pytest.mark.usefixtures("queue")
def test_who_claims_too_often_waits(offer: Offer, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "MOST_BY_ACCOUNT", 1)
    claim(browser)
    answer = claim(browser)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= line.WINDOW_SECONDS


def test_without_the_queue_too_often_is_too_often(
    offer: Offer, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "MOST_BY_ADDRESS", 1)
    assert claim(browser).status_code == 303
    assert claim(browser).status_code == 429


@pytest.mark.usefixtures("queue")
def test_coupons_are_nobody_elses_and_in_ones_data(shop: Shop, offer: Offer, browser: Browser) -> None:
    claim(browser)
    make.settle_all()
    other = Browser()
    log_in(other, shop.cast.other_shopper)
    assert "You have no coupons yet" in words_of(other.get("/en/account/coupons").text)
    assert "You have this coupon." not in other.get("/en/coupons/tea").text
    with reading():
        kept = gathering.gather(shop.cast.shopper.account_id)["coupons"]
        none = gathering.gather(shop.cast.other_shopper.account_id)["coupons"]
    assert [one["offer"]["code"] for one in kept] == ["tea"]
    assert none == []


@pytest.mark.usefixtures("queue")
def test_switched_off_nothing_is_given_and_it_is_said(offer: Offer, browser: Browser) -> None:
    switch("coupon-claim", minutes=15)
    for headers in ({}, SWAP):
        answer = claim(browser, **headers)
        assert answer.status_code == 503
        assert "Coupons can be claimed again from" in answer.text
        assert int(answer.headers["Retry-After"]) > 0
    assert "Tea for a friend" in browser.get("/en/coupons").text
    assert "You have no coupons yet" in browser.get("/en/account/coupons").text
    clear("coupon-claim")
    assert claim(browser).status_code == 303
    assert make.settle_all() == 1
