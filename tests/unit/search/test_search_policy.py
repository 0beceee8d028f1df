"""Words of a query, words for stock, and what is a small price."""

import re

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


def test_a_query_is_its_words_once_each() -> None:
    assert policy.words_of("  tea \t set\u3000tea\x00pot ") == ("tea", "set", "pot")
    assert policy.words_of(" \n ") == ()


def test_a_query_without_end_is_cut() -> None:
    words = policy.words_of(" ".join(f"{number}{'x' * 100}" for number in range(100)))
    assert len(words) == 8
    assert {len(word) for word in words} == {64}


@pytest.mark.parametrize("word", ["red", "красн", "a+b(", "1.5"])
def test_a_word_is_found_where_words_begin(word: str) -> None:
    start = policy.word_start(word)
    assert start is not None
    pattern = re.compile(start.replace(r"\m", r"\b"))
    assert pattern.search(f"so {word}dish")
    assert not pattern.search(f"cove{word}")


@pytest.mark.parametrize("word", ["茶", "绿茶", "ティー", "(red", "-5"])
def test_a_word_without_a_beginning_is_found_anywhere(word: str) -> None:
    assert policy.word_start(word) is None


def test_a_small_price_is_whole_in_every_currency() -> None:
    assert policy.small_price("EUR") == Money(2000, "EUR")
    assert policy.small_price("RUB") == Money(150_000, "RUB")
    assert policy.small_price("KWD") is None
