"""How texts become words: the same on both sides, in every script."""

import pytest

from core.search.policy import words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Żółta Łódź", "zolta lodz"),
        ("Straße Ändern", "strasse andern"),
        ("Crème Brûlée", "creme brulee"),
        ("Ёлка чайник", "елка чайник"),
        ("ＴＥＡ", "tea"),
    ],
)
def test_accents_and_case_do_not_count(written: str, folded: str) -> None:
    assert words.fold(written) == folded


def test_a_query_is_its_words_once_each() -> None:
    assert words.words_of("  Tea \t set\u3000tea\x00pot ") == ("tea", "set", "pot")
    assert words.words_of(" \n % ( ") == ()
    assert words.words_of("cotton_cloth LAMP-BLACK") == ("cotton", "cloth", "lamp", "black")


def test_a_query_without_end_is_cut() -> None:
    found = words.words_of(" ".join(f"{number}{'x' * 100}" for number in range(100)))
    assert len(found) == 8
    assert {len(word) for word in found} == {64}


def test_chinese_is_cut_into_words() -> None:
    assert words.cut("手工陶瓷茶壶") == ["手工", "陶瓷", "茶壶"]
    assert words.parts_of("茶壶", "zh") == ["茶", "壶"]
    assert words.term_of("茶壶", "zh").pieces == ("茶", "壶")


def test_a_german_compound_is_found_by_its_end() -> None:
    assert "lampe" in words.parts_of("tischlampe", "de")
    assert words.parts_of("tischlampe", "en") == []
    assert words.parts_of("lampe", "de") == []
    assert words.umlauts_spelled("Schöne Möbel aus Holz") == "schoene moebel"


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Нордвинд", "Nordwind"),
        ("Люмен", "Lumen"),
        ("чайник", "chainik"),
        ("Фоталин", "Photalin"),
        ("щётка", "shchetka"),
    ],
)
def test_a_word_sounds_the_same_in_both_alphabets(cyrillic: str, latin: str) -> None:
    assert words.sound_of(cyrillic) == words.sound_of(latin)
    assert words.sounds_in([latin])[0] in words.term_of(words.fold(cyrillic), "ru").sounds
    assert words.sounds_in([cyrillic])[0] in words.term_of(words.fold(latin), "en").sounds


def test_words_of_one_script_are_not_mixed_up_by_their_sound() -> None:
    assert not set(words.sounds_in(["cap"])) & set(words.term_of("kap", "en").sounds)


def test_a_polish_word_is_found_in_other_cases() -> None:
    assert words.term_of("lampami", "pl").beginnings == ("lampa",)
    assert words.term_of("lampy", "pl").beginnings == ("lamp",)
    assert words.term_of("lampy", "en").beginnings == ()


def test_a_name_is_found_from_each_of_its_words() -> None:
    starts = words.starts_of("Żółta Łódź")
    assert starts[:2] == ["zolta lodz", "lodz"]
