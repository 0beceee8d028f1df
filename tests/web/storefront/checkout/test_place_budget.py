"""What the last click may ask the database for: a budget that no later feature overdraws unseen."""

from tests.factories.sandbox import Browser
from tests.factories.shop import Shop
from tests.factories.shopping import come_to_review, put_in_cart
from tests.statements import counted

BEFORE = 1  # the throttle, in a transaction of its own
READS = 6  # cart, entered, goods with the marks of reference data, prices, stock; and the cart that is closed
WRITES = 2  # the ids of what is new, and everything at once


def click(shop: Shop, wants: dict[str, int]) -> list[str]:
    """Give the statements of placing, by a shopper whom another one has gone before."""
    for is_measured in (False, True):
        browser = Browser()
        for sku, quantity in wants.items():
            put_in_cart(browser, shop, sku, quantity)
        sent = come_to_review(browser)
        with counted() as statements:
            answer = browser.post("/en/checkout/place", **sent)
        assert answer.status_code == 303
        assert answer.location.startswith("/en/checkout/pay/")
        if is_measured:
            return statements
    raise AssertionError


def test_one_line_is_placed_by_nine_statements(shop: Shop) -> None:
    statements = click(shop, {"MUG": 1})
    assert len(statements) == BEFORE + READS + WRITES, statements
    assert [text for text in statements if "INSERT INTO order_lines" in text] == statements[-1:]


def test_lines_of_several_merchants_cost_two_statements_more(shop: Shop) -> None:
    statements = click(shop, {"MUG": 1, "LAMP-WHITE": 1, "HONEY": 2})
    # Marks of reference data come by themselves, and shelves are locked in one order.
    assert len(statements) == BEFORE + READS + WRITES + 2, statements
