"""What each step of a purchase may ask the database for, by a guest with one thing, once the process is warm."""

from collections.abc import Iterator

from core.payments.gateways.sandbox.types import Scenario
from tests.factories.purchases import make_placed_purchase
from tests.factories.sandbox import Browser
from tests.factories.shop import Shop
from tests.factories.shopping import come_to_review, put_in_cart
from tests.statements import counted, own

WAY = 5  # cart, what was entered, the goods with the marks of reference data, prices, stock
PICTURES = 1


def steps(shop: Shop, sku: str = "MUG") -> Iterator[tuple[str, list[str]]]:
    """Give each step that shows a page with its statements."""
    browser = Browser()
    put_in_cart(browser, shop, sku)
    come_to_review(browser)
    for step in ("", "/shipping", "/review"):
        with counted() as sent:
            assert browser.get(f"/en/checkout{step}").status_code == 200
        yield step, own(sent)


def test_a_step_asks_for_the_way_and_its_pictures(shop: Shop) -> None:
    list(steps(shop))
    for step, sent in steps(shop):
        assert len(sent) <= WAY + PICTURES, (step, sent)


def test_a_guests_first_thing_makes_the_cart_by_one_statement(shop: Shop) -> None:
    put_in_cart(Browser(), shop, "MUG")
    with counted() as sent:
        put_in_cart(Browser(), shop, "MUG")
    writes = [one for one in sent if "insert into" in one.lower()]
    assert len(writes) == 1
    assert "insert into carts" in writes[0]
    assert "insert into cart_lines" in writes[0]


def test_coming_back_paid_costs_fourteen_statements_beside_the_banks(shop: Shop) -> None:
    browser, purchase = Browser(), make_placed_purchase(shop)
    browser.pay(purchase, Scenario.SUCCESS)
    with counted() as sent:
        browser.come_back(purchase)
    bank = [one for one in sent if "sandbox_" in one]
    looked_up = 1  # by `come_back`, where to come back to
    assert len(bank) == 4
    assert len(own(sent)) == looked_up + 14 + len(bank), [one[:60] for one in sent]
    assert len([one for one in sent if "INSERT INTO" in one]) == 2  # the bank's words; history and facts
