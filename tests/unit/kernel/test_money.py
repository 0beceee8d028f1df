"""Money: exact to the minor unit in every currency, and nothing is lost when it is divided."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.money import (
    CurrencyMismatch,
    Money,
    convert,
    exponent,
    exponents,
    round_price,
    round_shipping,
    split,
    tax_inside,
    tax_on,
    total,
)

CURRENCIES = ("USD", "JPY", "KWD", "CHF")
currencies = st.sampled_from(CURRENCIES)
amounts = st.integers(min_value=-(10**12), max_value=10**12)
rates = st.integers(min_value=0, max_value=3000)


@pytest.mark.parametrize(
    ("currency", "decimals"),
    [
        ("EUR", 2),
        ("USD", 2),
        ("RUB", 2),
        ("CHF", 2),
        ("JPY", 0),
        ("KRW", 0),
        ("VND", 0),
        ("ISK", 0),
        ("UGX", 0),
    ]
    + [(code, 3) for code in ("KWD", "BHD", "JOD", "OMR", "TND", "IQD", "LYD")]
    + [("CLF", 4), ("UYW", 4)],
)
def test_currencies_have_the_decimals_of_iso_4217(currency: str, decimals: int) -> None:
    assert exponent(currency) == decimals


@pytest.mark.parametrize("code", ["XAU", "XDR", "XTS", "XXX", "usd", "EURO", ""])
def test_metals_test_codes_and_typos_are_no_currencies(code: str) -> None:
    assert code not in exponents()
    with pytest.raises(KeyError):
        Money(1, code)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("24.90", "EUR", 2490),
        ("0.005", "EUR", 1),
        ("0.0049", "EUR", 0),
        ("-0.005", "EUR", -1),
        ("1234", "JPY", 1234),
        ("12.5", "JPY", 13),
        ("4.237", "KWD", 4237),
        ("4.2375", "KWD", 4238),
    ],
)
def test_a_decimal_amount_is_read_with_halves_away_from_zero(text: str, currency: str, minor: int) -> None:
    assert Money.of(text, currency) == Money(minor, currency)


def test_money_knows_its_decimal_amount() -> None:
    assert Money(2490, "EUR").decimal == Decimal("24.90")
    assert Money(2490, "JPY").decimal == Decimal("2490")
    assert Money(2490, "KWD").decimal == Decimal("2.490")


def test_minor_units_are_integers_only() -> None:
    with pytest.raises(TypeError):
        Money(24.90, "EUR")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money(100, "EUR") * 1.5  # type: ignore[operator]


def test_sums_differences_multiples_and_comparisons() -> None:
    ten, three = Money(1000, "EUR"), Money(300, "EUR")
    assert ten + three == Money(1300, "EUR")
    assert three - ten == Money(-700, "EUR")
    assert three * 3 == Money(900, "EUR")
    assert -three == Money(-300, "EUR")
    assert three < ten
    assert three <= three
    assert ten > three
    assert ten >= ten
    assert not Money.zero("EUR")
    assert three


@pytest.mark.parametrize("act", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"])
def test_two_currencies_never_meet(act: str) -> None:
    with pytest.raises(CurrencyMismatch):
        getattr(Money(1, "EUR"), act)(Money(1, "USD"))


def test_the_same_number_of_another_currency_is_not_the_same_money() -> None:
    assert Money(100, "EUR") != Money(100, "USD")
    assert len({Money(100, "EUR"), Money(100, "USD"), Money(100, "EUR")}) == 2


def test_a_total_of_nothing_is_zero_and_of_strangers_an_error() -> None:
    assert total([], "JPY") == Money(0, "JPY")
    assert total([Money(10, "EUR")] * 3, "EUR") == Money(30, "EUR")
    with pytest.raises(CurrencyMismatch):
        total([Money(1, "EUR")], "USD")


@pytest.mark.parametrize(
    ("whole", "weights", "parts"),
    [
        (1000, [1, 1, 1], [334, 333, 333]),
        (1000, [1999, 2999, 4999], [200, 300, 500]),
        (5, [1] * 7, [1, 1, 1, 1, 1, 0, 0]),
        (100, [1, 1, 998], [0, 0, 100]),
        (-1000, [1, 1, 1], [-334, -333, -333]),
        (7, [0, 0], [4, 3]),
        (7, [0, 5], [0, 7]),
        (0, [3, 4], [0, 0]),
        (333, [1], [333]),
    ],
)
def test_a_split_gives_the_largest_remainders_first(whole: int, weights: list[int], parts: list[int]) -> None:
    assert split(whole, weights) == parts


@pytest.mark.parametrize("weights", [[], [1, -1]])
def test_a_split_over_nothing_or_less_is_an_error(weights: list[int]) -> None:
    with pytest.raises(ValueError, match=r"split|negative"):
        split(100, weights)


@given(amounts, st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=40))
def test_a_split_never_loses_a_unit_and_is_never_off_by_more_than_one(whole: int, weights: list[int]) -> None:
    parts = split(whole, weights)
    assert sum(parts) == whole
    everything = sum(weights)
    if everything:
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part * everything - whole * weight) < everything


@given(amounts, st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=20), currencies)
def test_split_money_sums_to_the_whole(minor: int, weights: list[int], currency: str) -> None:
    assert total(Money(minor, currency).split(weights), currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("net", "rate_bp", "tax"),
    [(Money(4595, "USD"), 1000, 460), (Money(4594, "USD"), 1000, 459), (Money(10100, "USD"), 2300, 2323)],
)
def test_tax_is_added_to_a_net_amount(net: Money, rate_bp: int, tax: int) -> None:
    assert tax_on(net, rate_bp).minor == tax


def test_ten_pieces_taxed_one_by_one_differ_from_the_line_which_is_what_counts() -> None:
    piece = Money(1010, "USD")
    assert (tax_on(piece, 2300) * 10).minor == 2320
    assert tax_on(piece * 10, 2300).minor == 2323


@pytest.mark.parametrize(
    ("gross", "rate_bp", "tax"),
    [
        (Money(4695, "USD"), 1000, 427),
        (Money(4690, "USD"), 1000, 426),
        (Money(5125, "USD"), 1000, 466),
        (Money(5116, "USD"), 1000, 465),
        (Money(801, "EUR"), 2000, 134),
        (Money(11900, "EUR"), 1900, 1900),
        (Money(110, "JPY"), 1000, 10),
        (Money(10_810, "CHF"), 810, 810),
        (Money(1050, "KWD"), 500, 50),
        (Money(999, "EUR"), 0, 0),
    ],
)
def test_tax_is_found_inside_a_gross_amount(gross: Money, rate_bp: int, tax: int) -> None:
    assert tax_inside(gross, rate_bp).minor == tax


@given(amounts, rates, currencies)
def test_tax_and_net_make_the_gross_again_and_tax_has_the_sign_of_the_amount(
    minor: int, rate_bp: int, currency: str
) -> None:
    gross = Money(minor, currency)
    tax = tax_inside(gross, rate_bp)
    assert (gross - tax) + tax == gross
    assert tax.minor * minor >= 0
    assert abs(tax.minor) <= abs(minor)
    assert abs(tax.minor * (10_000 + rate_bp) - minor * rate_bp) * 2 <= 10_000 + rate_bp


@given(st.integers(min_value=0, max_value=10**12), rates, currencies)
def test_a_net_amount_with_its_tax_contains_that_tax(minor: int, rate_bp: int, currency: str) -> None:
    net = Money(minor, currency)
    tax = tax_on(net, rate_bp)
    assert abs(tax_inside(net + tax, rate_bp).minor - tax.minor) <= 1


@pytest.mark.parametrize(
    ("amount", "rate", "currency", "price"),
    [
        (Money(1999, "USD"), "0.9234", "EUR", 1846),
        (Money(1999, "USD"), "150.25", "JPY", 3003),
        (Money(3000, "JPY"), "0.002", "KWD", 6000),
        (Money(1234, "KWD"), "427", "JPY", 527),
        (Money(1000, "CHF"), "7", "CHF", 1000),
    ],
)
def test_converting_crosses_between_exponents(amount: Money, rate: str, currency: str, price: int) -> None:
    converted = convert(amount, Decimal(rate), currency)
    assert round_price(converted, currency) == Money(price, currency)
    assert round_shipping(converted, currency) == Money(price, currency)


def test_converting_rounds_nothing_by_itself() -> None:
    assert convert(Money(1999, "USD"), Decimal("0.9234"), "EUR") == Decimal("18.458766")
