"""The last click in a flash sale with a counter: losers are told at once, in their language, and winners twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from itsdangerous import URLSafeSerializer

from core.flash_sales import counter, queries
from core.flash_sales.types import FlashSale
from core.platform.db import reading
from tests.factories import flash
from tests.factories.queues import queue
from tests.factories.sandbox import Browser
from tests.factories.shop import Shop
from tests.factories.shopping import BERLIN, come_to_review, put_in_cart, words_of
from tests.statements import counted, own
from workers import flash_sales

LAMP = "LAMP-BLACK"


@pytest.fixture
def sale(shop: Shop, tmp_path: Path) -> Iterator[FlashSale]:
    """Give a sale of one unit that is on, behind its counter."""
    with queue(tmp_path):
        made = flash.make_live(shop, units=1)
        flash_sales.count_again()
        yield made


def at_the_last_click(shop: Shop, name: str) -> tuple[Browser, dict[str, str]]:
    browser = Browser()
    put_in_cart(browser, shop, LAMP)
    who = {"email": f"{name}@cast.example", "street_address": f"Weg {name}"}
    return browser, come_to_review(browser, BERLIN | who)


def left(sale: FlashSale) -> int | None:
    with reading():
        found = queries.find_counted(sale)
    return found.left if found else None


def test_who_comes_too_late_is_told_what_the_database_would_tell(shop: Shop, sale: FlashSale) -> None:
    early, late = at_the_last_click(shop, "early"), at_the_last_click(shop, "late")
    assert early[0].post("/en/checkout/place", **early[1]).status_code == 303
    assert left(sale) == 0
    browser, sent = late
    for form in (sent, {name: value for name, value in sent.items() if name != "units"}):
        answer = browser.post("/en/checkout/place", **form)
        assert answer.status_code == 409
        assert answer.headers["Cache-Control"] == "private, no-store"
        said = (
            "Problem: “Moon lamp” has just sold out. Please take it out of your cart. Change what you order"
        )
        assert said in words_of(answer.text), words_of(answer.text)
    german = browser.post("/de/checkout/place", **sent)
    assert german.status_code == 409
    assert "ausverkauft" in german.text


def test_the_answer_costs_no_statement_of_placing(shop: Shop, sale: FlashSale) -> None:
    early, (browser, sent) = at_the_last_click(shop, "early"), at_the_last_click(shop, "late")
    early[0].post("/en/checkout/place", **early[1])
    for _ in range(2):
        with counted() as statements:
            assert browser.post("/en/checkout/place", **sent).status_code == 409
    # Whether this click was ordered before, and for the frame of the page the cart and the editions.
    asked = own(statements)
    assert len(asked) == 3, asked
    assert not [one for one in asked if not one.lstrip().startswith("SELECT")], asked
    assert not [one for one in asked if "stock_levels" in one or "prices" in one], asked


def test_who_has_ordered_is_led_to_pay_again_although_nothing_is_left(shop: Shop, sale: FlashSale) -> None:
    browser, sent = at_the_last_click(shop, "early")
    first = browser.post("/en/checkout/place", **sent)
    flash_sales.count_again()
    again = browser.post("/en/checkout/place", **sent)
    assert (again.status_code, again.location) == (303, first.location)
    assert left(sale) == 0


def test_a_click_that_is_refused_gives_its_unit_back(shop: Shop, sale: FlashSale) -> None:
    browser, sent = at_the_last_click(shop, "somebody")
    assert browser.post("/en/checkout/place", **sent | {"fingerprint": "another"}).status_code == 409
    assert left(sale) == 1
    assert browser.post("/en/checkout/place", **sent).status_code == 303


def test_what_a_browser_makes_up_takes_nothing(
    shop: Shop, sale: FlashSale, monkeypatch: pytest.MonkeyPatch
) -> None:
    (browser, sent), (_, others) = at_the_last_click(shop, "somebody"), at_the_last_click(shop, "other")
    forged = URLSafeSerializer("guessed", salt="units of a flash sale")
    made_up = str(forged.dumps([sent["key"], [[sale.pool_id, 1, "", ""]]]))
    taken: list[str] = []
    monkeypatch.setattr(counter, "take", lambda *asked: taken.append(str(asked)))
    for units in (made_up, others["units"], "nonsense", "x" * 9000, ""):
        answer = browser.post("/en/checkout/place", **sent | {"units": units, "fingerprint": "another"})
        assert answer.status_code == 409
    assert taken == []


def test_other_checkouts_carry_nothing_along(shop: Shop) -> None:
    browser = Browser()
    put_in_cart(browser, shop, "MUG")
    assert "units" not in come_to_review(browser)
