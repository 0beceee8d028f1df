"""Charm prices: the rungs of each currency, and when the plain amount is better."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.money import Money, exponent
from core.pricing.policy import charm, keeps, raw_price

CURRENCIES = ("USD", "EUR", "GBP", "PLN", "CHF", "RUB", "JPY", "KRW", "KWD")


@pytest.mark.parametrize(
    ("raw", "currency", "price"),
    [
        ("18.458766", "EUR", "17.99"),
        ("18.50", "EUR", "18.99"),
        ("18.49", "USD", "18.99"),
        ("24.90", "USD", "24.99"),
        ("9.50", "GBP", "9.49"),
        ("9.74", "GBP", "9.99"),
        ("4.10", "USD", "3.99"),
        ("3.12", "USD", "2.99"),
        ("99.99", "USD", "99.99"),
        ("100.00", "EUR", "99.00"),
        ("104.00", "EUR", "109.00"),
        ("1234.56", "EUR", "1239.00"),
        ("24.92", "CHF", "24.90"),
        ("24.93", "CHF", "24.95"),
        ("25.40", "CHF", "24.95"),
        ("120.40", "CHF", "120.90"),
        ("120.39", "CHF", "119.90"),
        ("2490", "RUB", "2490"),
        ("2435", "RUB", "2390"),
        ("2440", "RUB", "2490"),
        ("314", "RUB", "319"),
        ("313", "RUB", "309"),
        ("2470", "JPY", "2480"),
        ("2491", "JPY", "2490"),
        ("2497", "JPY", "2500"),
        ("12345", "KRW", "12380"),
        ("12339", "KRW", "12300"),
        ("4.237", "KWD", "3.99"),
        ("4.241", "KWD", "4.49"),
    ],
)
def test_a_proposal_takes_the_nearest_rung_and_the_upper_one_on_a_tie(
    raw: str, currency: str, price: str
) -> None:
    amount, rule = charm(Decimal(raw), currency)
    assert amount == Money.of(price, currency)
    assert rule == f"charm-{currency.lower()}"


@pytest.mark.parametrize(
    ("raw", "currency", "price"),
    [("0.30", "USD", "0.30"), ("1.20", "EUR", "1.20"), ("42", "JPY", "42"), ("2", "RUB", "2")],
)
def test_a_rung_too_far_away_is_not_taken(raw: str, currency: str, price: str) -> None:
    assert charm(Decimal(raw), currency) == (Money.of(price, currency), "rounded")


def test_nothing_is_ever_proposed_for_free() -> None:
    assert charm(Decimal("0.0001"), "USD") == (Money(1, "USD"), "rounded")
    assert charm(Decimal("0.2"), "JPY") == (Money(1, "JPY"), "rounded")


@given(
    st.decimals(min_value="0.01", max_value="1000000", places=4, allow_nan=False), st.sampled_from(CURRENCIES)
)
def test_a_proposal_is_positive_and_never_more_than_fifteen_per_cent_off(raw: Decimal, currency: str) -> None:
    amount, rule = charm(raw, currency)
    assert amount.minor >= 1
    smallest = Decimal(1).scaleb(-exponent(currency))
    drift = abs(amount.decimal - raw)
    assert drift <= raw * Decimal("0.15") if rule != "rounded" else drift <= smallest


def test_the_raw_price_has_rate_and_tax_and_is_not_rounded() -> None:
    base = Money.of("24.90", "USD")
    assert raw_price(base, Decimal("0.8"), tax_bp=1900) == Decimal("23.70480")
    assert raw_price(base, Decimal("0.8"), tax_bp=0) == Decimal("19.920")


@pytest.mark.parametrize(
    ("old", "new", "stays"),
    [(10000, 10199, True), (10000, 10200, False), (10000, 9801, True), (10000, 9800, False), (99, 99, True)],
)
def test_a_move_of_two_per_cent_is_worth_a_change_and_less_is_not(old: int, new: int, stays: bool) -> None:
    assert keeps(Money(old, "EUR"), Money(new, "EUR")) is stays
