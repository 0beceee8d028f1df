"""What shoppers meet in a flash sale: prices, limits, the door, tickets that are their own."""

from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from core.flash_sales import service as flash_sales
from core.flash_sales.types import FlashSale
from core.kernel.actor import SYSTEM
from core.platform import turnstile
from core.platform.db import transaction
from tests.conftest import Later
from tests.factories import flash
from tests.factories.sandbox import Browser
from tests.factories.shop import Shop
from tests.factories.shopping import SWAP, come_to_review, log_in, place, put_in_cart, words_of

LAMP = "LAMP-BLACK"
HOST = "eu.localhost"


@pytest.fixture(autouse=True)
def _turnstiles_of_their_own() -> None:
    """Count from nothing: tests have no queue service, so each process's own turnstile answers."""
    turnstile._own.cache_clear()


def add(browser: Browser, shop: Shop, units: int = 1, sku: str = LAMP) -> TestResponse:
    return put_in_cart(browser, shop, sku, units)


def wait(browser: Browser, sale: FlashSale, query: str = "") -> TestResponse:
    return browser.get(f"/en/flash/{sale.id}{query}")


def crowd(shop: Shop, sale: FlashSale, many: int) -> None:
    """Let so many browsers come before, each to its place."""
    for number in range(many):
        turnstile.pass_or_wait(
            f"flash-{sale.id}", f"browser:{number}", f"10.0.0.{number}", per_second=1, good_for=600
        )


class TestWithoutAQueue:
    def test_the_product_page_says_price_end_and_share(self, shop: Shop) -> None:
        flash.make_live(shop, per_shopper=2)
        page = words_of(Browser().get(f"/en/p/moon-lamp?variant={shop.variants[LAMP]}").text)
        assert "Flash sale" in page
        assert "€2.99" in page
        assert "At most 2 units per shopper." in page

    def test_the_page_strikes_through_what_it_cost_before(self, shop: Shop) -> None:
        address = f"/en/p/moon-lamp?variant={shop.variants[LAMP]}"
        assert "€29.90" in words_of(Browser().get(address).text)
        flash.make_live(shop)
        page = words_of(Browser().get(address).text)
        assert "Price before: €23.99" in page  # what it cost first, within those days
        assert "our lowest of the 30 days before the reduction" in page

    def test_the_cart_says_until_when_the_price_holds(self, shop: Shop) -> None:
        sale = flash.make_live(shop)
        browser = Browser()
        add(browser, shop)
        assert "Flash sale until" in words_of(browser.get("/en/cart").text)
        with transaction():
            flash_sales.end_sale(sale.id, by=SYSTEM)
        assert "Flash sale" not in words_of(browser.get("/en/cart").text)

    def test_other_variants_and_other_sites_say_nothing(self, shop: Shop) -> None:
        flash.make_live(shop)
        white = Browser().get(f"/en/p/moon-lamp?variant={shop.variants['LAMP-WHITE']}").text
        assert "flash-left" not in white

    def test_beyond_the_share_the_cart_says_so(self, shop: Shop) -> None:
        flash.make_live(shop)
        browser = Browser()
        refused = add(browser, shop, 2)
        assert refused.status_code == 422
        assert "each shopper may have one unit" in words_of(refused.text)
        assert add(browser, shop).status_code == 303
        assert add(browser, shop).status_code == 422

    def test_the_last_click_refuses_a_second_order_and_names_the_line(self, shop: Shop) -> None:
        flash.make_live(shop)
        for expected in (303, 409):
            browser = Browser()
            add(browser, shop)
            answer = place(browser, come_to_review(browser))
            assert answer.status_code == expected
        assert "each shopper may have 1 unit of “Moon lamp”" in words_of(answer.text)

    def test_the_live_part_says_what_is_left_in_words(self, shop: Shop) -> None:
        flash.make_live(shop, units=20)
        path = f"/en/live?flash={shop.variants[LAMP]}"
        answer = Browser().get(path, **SWAP)
        assert "More than half of the units are left." in words_of(answer.text)
        assert "Set-Cookie" not in answer.headers

    def test_a_waiting_page_of_nothing_is_404_and_of_the_past_410(self, shop: Shop) -> None:
        sale = flash.make_live(shop)
        assert "It is your turn" in wait(Browser(), sale).text
        flash.end(sale)
        assert wait(Browser(), sale).status_code == 410
        assert wait(Browser(), flash.make_draft(shop)).status_code == 404
        assert wait(Browser(), flash.make_live(shop, site="global", sku="BULB")).status_code == 404
        assert Browser().get("/en/flash/999999999").status_code == 404


class TestTheDoor:
    def test_who_has_seen_a_page_passes_at_once_while_few_come(self, shop: Shop) -> None:
        flash.make_live(shop, per_second=5)
        browser = Browser()
        browser.get(f"/en/live?flash={shop.variants[LAMP]}", **SWAP)
        assert add(browser, shop).location.endswith("/en/cart")

    def test_who_has_seen_none_is_led_to_the_waiting_page(self, shop: Shop) -> None:
        sale = flash.make_live(shop, per_second=5)
        browser = Browser()
        answer = add(browser, shop)
        assert (answer.status_code, answer.location.split("?")[0]) == (303, f"/en/flash/{sale.id}")
        first = wait(browser, sale)
        assert first.headers["Refresh"] == "2"
        assert "One moment, please" in first.text
        assert "It is your turn" in wait(browser, sale).text
        assert add(browser, shop).location.endswith("/en/cart")

    def test_a_swap_is_led_there_too(self, shop: Shop) -> None:
        sale = flash.make_live(shop, per_second=5)
        answer = put_in_cart(Browser(), shop, LAMP, 1, **SWAP)
        assert answer.status_code == 204
        assert answer.headers["HX-Redirect"].startswith(f"/en/flash/{sale.id}")

    def test_behind_a_crowd_one_waits_and_keeps_ones_place(self, shop: Shop, later: Later) -> None:
        sale = flash.make_live(shop, per_second=1)
        crowd(shop, sale, 90)
        browser = Browser()
        wait(browser, sale)
        page = wait(browser, sale)
        words = words_of(page.text)
        assert "You are in line" in words
        assert "shoppers are before you." in words
        assert int(page.headers["Refresh"]) <= 15
        assert page.headers["Cache-Control"] == "private, no-store"
        assert add(browser, shop).location.startswith(f"/en/flash/{sale.id}")
        later(timedelta(seconds=200))
        assert "It is your turn" in wait(browser, sale).text
        assert add(browser, shop).location.endswith("/en/cart")

    def test_a_turn_ends_after_its_minutes(self, shop: Shop, later: Later) -> None:
        sale = flash.make_live(shop, per_second=1, minutes=2)
        browser = Browser()
        wait(browser, sale)
        wait(browser, sale)
        assert add(browser, shop).location.endswith("/en/cart")
        review = come_to_review(browser)
        later(timedelta(minutes=3))
        answer = place(browser, review)
        assert (answer.status_code, answer.location) == (303, f"/en/flash/{sale.id}?to=checkout")
        assert "Continue to your order" in wait(browser, sale, "?to=checkout").text
        assert "/sandbox-pay/" in place(browser, review).location

    def test_an_account_has_one_place_in_however_many_browsers(self, shop: Shop) -> None:
        sale = flash.make_live(shop, per_second=1)
        crowd(shop, sale, 50)
        seen = []
        for _ in range(2):
            browser = Browser()
            log_in(browser, shop.cast.shopper)
            wait(browser, sale)
            wait(browser, sale)
            seen.append(turnstile._own(f"flash-{sale.id}").free)
        assert seen[0] == seen[1]

    def test_one_address_gets_so_many_places_and_then_calm_words(
        self, shop: Shop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(turnstile, "MOST_OF_ADDRESS", 2)
        sale = flash.make_live(shop, per_second=1)
        answers = []
        for _ in range(6):  # more than two windows hold, should one end amid them
            browser = Browser()
            wait(browser, sale)
            answers.append(wait(browser, sale))
        refused = [answer for answer in answers if answer.status_code == 429]
        assert answers[0].status_code == 200
        assert 2 <= len(refused) <= 4
        assert int(refused[0].headers["Retry-After"]) > 0
        assert "too often" in words_of(refused[0].text) or "wait" in words_of(refused[0].text)


class TestTickets:
    def ticket(self, browser: Browser, sale: FlashSale) -> str:
        wait(browser, sale)
        wait(browser, sale)
        cookie = browser.client.get_cookie(f"flash-{sale.id}", domain=HOST)
        assert cookie is not None
        return cookie.value

    def test_another_browsers_ticket_is_none(self, shop: Shop) -> None:
        sale = flash.make_live(shop, per_second=1)
        stolen = self.ticket(Browser(), sale)
        crowd(shop, sale, 30)
        thief = Browser()
        wait(thief, sale)
        thief.client.set_cookie(f"flash-{sale.id}", stolen, domain=HOST)
        assert add(thief, shop).location.startswith(f"/en/flash/{sale.id}")

    def test_an_accounts_ticket_is_none_in_a_browser_that_logs_out(self, shop: Shop) -> None:
        sale = flash.make_live(shop, per_second=1)
        browser = Browser()
        log_in(browser, shop.cast.shopper)
        assert self.ticket(browser, sale)
        assert add(browser, shop).location.endswith("/en/cart")
        browser.post("/en/logout")
        crowd(shop, sale, 30)
        assert add(browser, shop).location.startswith(f"/en/flash/{sale.id}")

    def test_who_waits_and_logs_in_keeps_the_ticket(self, shop: Shop) -> None:
        sale = flash.make_live(shop, per_second=1)
        browser = Browser()
        self.ticket(browser, sale)
        crowd(shop, sale, 30)
        log_in(browser, shop.cast.shopper)
        assert add(browser, shop).location.endswith("/en/cart")

    def test_a_visitor_of_odd_length_is_greeted_anew(self, shop: Shop) -> None:
        sale = flash.make_live(shop, per_second=1)
        browser = Browser()
        browser.client.set_cookie("flash", "x" * 3000, domain=HOST)
        assert "One moment, please" in wait(browser, sale).text
        assert not turnstile._own(f"flash-{sale.id}").known

    def test_a_forged_ticket_is_none(self, shop: Shop) -> None:
        sale = flash.make_live(shop, per_second=1)
        browser = Browser()
        real = self.ticket(browser, sale)
        for forged in (real[::-1], "1.2", "", "WzEsMl0.x"):
            turnstile._own.cache_clear()
            crowd(shop, sale, 60)
            browser.client.set_cookie(f"flash-{sale.id}", forged, domain=HOST)
            assert add(browser, shop).location.startswith(f"/en/flash/{sale.id}")

    def test_a_ticket_of_another_sale_is_none(self, shop: Shop) -> None:
        other = flash.make_live(shop, "BULB", per_second=1)
        sale = flash.make_live(shop, per_second=1)
        browser = Browser()
        ticket = self.ticket(browser, other)
        crowd(shop, sale, 30)
        browser.client.set_cookie(f"flash-{sale.id}", ticket, domain=HOST)
        assert add(browser, shop).location.startswith(f"/en/flash/{sale.id}")


def test_a_cart_in_which_the_sale_ended_shows_the_usual_price(shop: Shop) -> None:
    sale = flash.make_live(shop)
    browser = Browser()
    add(browser, shop)
    review = come_to_review(browser)
    with transaction():
        flash_sales.end_sale(sale.id, by=SYSTEM)
    answer = place(browser, review)
    assert answer.status_code == 409
    assert "€29.90" in words_of(answer.text)
