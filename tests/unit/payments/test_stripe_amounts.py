"""What Stripe is asked for is exactly what the shopper saw, in the units that company counts in."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.kernel.money import Money, exponents
from core.payments.gateways.stripe.amounts import NotExact, from_stripe, to_stripe
from core.payments.gateways.stripe.client import StripeGateway


@pytest.mark.parametrize(
    ("amount", "units"),
    [
        (Money(4_999, "EUR"), 4_999),
        (Money(500, "JPY"), 500),
        (Money(5, "ISK"), 500),
        (Money(5, "UGX"), 500),
        (Money(1_230, "KWD"), 1_230),
        (Money(700, "MGA"), 7),
    ],
)
def test_an_amount_is_said_in_their_units_and_read_back(amount: Money, units: int) -> None:
    assert to_stripe(amount) == units
    assert from_stripe(units, amount.currency.lower()) == amount


@pytest.mark.parametrize("amount", [Money(1_234, "KWD"), Money(750, "MGA"), Money(1, "CLF")])
def test_an_amount_that_they_cannot_say_is_refused_and_not_rounded(amount: Money) -> None:
    with pytest.raises(NotExact):
        to_stripe(amount)
    assert not StripeGateway.takes(amount)


def test_nothing_at_all_is_not_taken() -> None:
    assert not StripeGateway.takes(Money(0, "EUR"))


@given(some.sampled_from(sorted(exponents())), some.integers(1, 10**9))
def test_every_amount_comes_back_as_it_went_or_does_not_go(currency: str, minor: int) -> None:
    amount = Money(minor, currency)
    if StripeGateway.takes(amount):
        assert from_stripe(to_stripe(amount), currency.lower()) == amount
