"""Words for stock, standings, discounts, and what is a small price."""

import pytest

from core.kernel.money import Money
from core.search import policy
from core.search.types import Stock


@pytest.mark.parametrize(
    ("available", "stock"),
    [
        (-1, Stock.SOLD_OUT),
        (0, Stock.SOLD_OUT),
        (1, Stock.FEW_LEFT),
        (5, Stock.FEW_LEFT),
        (6, Stock.IN_STOCK),
    ],
)
def test_stock_is_a_word(available: int, stock: Stock) -> None:
    assert policy.stock_of(available) == stock


def test_one_lucky_review_is_not_the_best() -> None:
    assert policy.standing_of(0, 0) == 0
    assert policy.standing_of(50, 1) < policy.standing_of(47, 40)
    assert policy.standing_of(50, 1) == 375


@pytest.mark.parametrize(
    ("now", "was", "percent"), [(900, None, 0), (900, 900, 0), (900, 800, 0), (899, 1000, 10), (1, 1000, 99)]
)
def test_a_discount_is_never_said_larger_than_it_is(now: int, was: int | None, percent: int) -> None:
    assert policy.discount_of(now, was) == percent


def test_a_small_price_is_whole_in_every_currency() -> None:
    assert policy.small_price("EUR") == Money(2000, "EUR")
    assert policy.small_price("RUB") == Money(150_000, "RUB")
    assert policy.small_price("KWD") is None
