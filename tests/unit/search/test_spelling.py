"""What a misspelled word may have been meant to be."""

import pytest

from core.search.policy import spelling

KNOWN = [("teapot", 3), ("teapots", 1), ("lamp", 9), ("lamps", 4), ("kettle", 2), ("чайник", 5)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("teapt", "teapot"),
        ("taepot", "teapot"),
        ("lapm", "lamp"),
        ("kettel", "kettle"),
        ("чяйник", "чайник"),
        ("teapottss", "teapots"),
        ("lam", None),
        ("submarine", None),
    ],
)
def test_the_nearest_known_word_is_meant(typed: str, meant: str | None) -> None:
    assert spelling.best_of(typed, KNOWN) == meant


def test_of_two_alike_the_commoner_is_meant() -> None:
    assert spelling.best_of("lampt", KNOWN) == "lamp"


def test_the_same_keys_write_another_alphabet() -> None:
    assert spelling.on_other_keys("kfvgf") == "лампа"
    assert spelling.on_other_keys("дфьз") == "lamp"


def test_threes_of_letters_know_where_a_word_begins_and_ends() -> None:
    assert spelling.trigrams("tea") == [" te", "ea ", "tea"]
