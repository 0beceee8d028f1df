"""The prices a form says were seen: only as many as a page can show, and only what are prices."""

from core.cart.types import MOST_LINES
from core.kernel.money import Money
from web.storefront.cart.forms import AddForm
from web.storefront.cart.seen import FIELD, read_seen


def test_no_form_has_seen_more_prices_than_a_cart_has_lines() -> None:
    told = " ".join(f"{id}:{id}" for id in range(1, 50_000))
    seen = read_seen({FIELD: f"EUR {told}"})
    assert len(seen) == MOST_LINES
    assert seen[1] == Money(1, "EUR")


def test_what_is_no_price_was_not_seen() -> None:
    assert read_seen({FIELD: "XXX 1:1"}) == {}
    assert read_seen({FIELD: f"EUR 1:-1 {'9' * 40}:x"}) == {}


def test_a_variant_may_have_a_long_number() -> None:
    assert AddForm.read({"variant": "1234567", "quantity": "1"}) == AddForm(1234567, 1)
    assert AddForm.read({"variant": "9" * 19, "quantity": "1234567"}) == AddForm(None, None)
