import re

import pytest

from core.kernel.ids import new_number, new_token, tidy_number


def test_a_number_is_easy_to_read_aloud() -> None:
    for _ in range(200):
        assert re.fullmatch(r"ORD-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", new_number("ORD"))


def test_numbers_and_tokens_do_not_come_twice() -> None:
    assert len({new_number("ORD") for _ in range(2000)}) == 2000
    assert len({new_token() for _ in range(2000)}) == 2000


@pytest.mark.parametrize(
    "typed",
    [
        "ORD-7K3M9-XQ2F0",
        "ord-7k3m9-xq2f0",
        " ORD-7K3M9-XQ2FO ",
        "ORD - 7K3M9 - XQ2F0",
        "ORD-7K3M9XQ2F0",
        "ord-7k3m9-xq2fo\n",
        "ORD-\u20097K3M9-XQ2F0",
    ],
)
def test_a_number_is_understood_as_people_type_it(typed: str) -> None:
    assert tidy_number(typed) == "ORD-7K3M9-XQ2F0"


@pytest.mark.parametrize("typed", ["ORD-I0L0O-1U111", "ord-10100-1v111", "ORD-10100-1V111"])
def test_letters_that_look_like_others_are_taken_for_them(typed: str) -> None:
    assert tidy_number(typed) == "ORD-10100-1V111"


@pytest.mark.parametrize("typed", ["ORD-7K3M9-XQ2F0-2", "ord-7k3m9-xq2fo-2", "ORD-7K3M9XQ2F02"])
def test_an_order_keeps_its_suffix(typed: str) -> None:
    assert tidy_number(typed) == "ORD-7K3M9-XQ2F0-2"


@pytest.mark.parametrize("typed", ["", "-", "hello", "ORD", "12345", "🙂", "ORD-" + "X" * 500])
def test_nonsense_is_tidied_without_a_stumble(typed: str) -> None:
    assert isinstance(tidy_number(typed), str)
