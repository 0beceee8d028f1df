import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.money import Money
from core.taxes.policy import tax_of
from core.taxes.types import TaxRate


def rate(bp: int, country: str = "DE") -> TaxRate:
    return TaxRate(country, "standard", bp, "the law", "")


def test_a_gross_price_contains_its_tax() -> None:
    line = tax_of(Money(801, "EUR"), rate(2000), included=True)
    assert (line.base, line.tax, line.gross) == (Money(667, "EUR"), Money(134, "EUR"), Money(801, "EUR"))


def test_a_net_price_gets_its_tax_on_top() -> None:
    line = tax_of(Money(10_100, "USD"), rate(2300), included=False)
    assert (line.base, line.tax, line.gross) == (
        Money(10_100, "USD"),
        Money(2323, "USD"),
        Money(12_423, "USD"),
    )


@pytest.mark.parametrize("included", [True, False])
def test_where_nothing_is_due_the_price_stays(included: bool) -> None:
    line = tax_of(Money(2490, "KWD"), rate(0, "KW"), included=included)
    assert (line.base, line.tax, line.gross) == (Money(2490, "KWD"), Money(0, "KWD"), Money(2490, "KWD"))


@given(
    st.integers(0, 10**9),
    st.integers(0, 3000),
    st.sampled_from(["USD", "JPY", "KWD", "CHF"]),
    st.booleans(),
)
def test_base_and_tax_are_the_gross_on_every_line(minor: int, bp: int, currency: str, included: bool) -> None:
    amount = Money(minor, currency)
    line = tax_of(amount, rate(bp), included=included)
    assert line.base + line.tax == line.gross
    assert (line.gross if included else line.base) == amount
