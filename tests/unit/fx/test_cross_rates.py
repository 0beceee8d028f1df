from datetime import date
from decimal import Decimal

from core.fx.policy import cross
from core.fx.types import FxQuote, PublishedRate

USD = PublishedRate("EUR", "USD", Decimal("1.25"), date(2026, 4, 10), "ECB")
RUB = PublishedRate("EUR", "RUB", Decimal("100"), date(2026, 4, 8), "CBR")
EUR = PublishedRate("EUR", "EUR", Decimal(1), date(2026, 4, 13), "same")


def test_two_rates_of_one_euro_give_the_rate_between_them() -> None:
    assert cross(USD, RUB) == FxQuote("USD", "RUB", Decimal("80.0000000000"), date(2026, 4, 8), "ECB+CBR")
    assert cross(RUB, USD).rate == Decimal("0.0125000000")


def test_a_rate_from_or_to_the_euro_has_one_source() -> None:
    assert cross(EUR, USD) == FxQuote("EUR", "USD", Decimal("1.2500000000"), date(2026, 4, 10), "ECB")
    assert cross(USD, EUR).rate == Decimal("0.8000000000")


def test_two_legs_of_one_source_name_it_once() -> None:
    pound = PublishedRate("EUR", "GBP", Decimal("0.8"), date(2026, 4, 10), "ECB")
    assert cross(USD, pound).source == "ECB"


def test_a_quote_is_kept_as_one_line() -> None:
    assert cross(USD, RUB).as_text() == "USD/RUB 80 2026-04-08 ECB+CBR"
    assert cross(RUB, USD).as_text() == "RUB/USD 0.0125 2026-04-08 CBR+ECB"
