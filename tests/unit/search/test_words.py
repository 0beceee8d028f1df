"""How texts become words: the same on both sides, in every script."""

import pytest

from core.search.policy import polish, sounds, words
from core.search.policy.idle import is_idle


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Żółta Łódź", "zolta lodz"),
        ("Straße Ändern", "strasse andern"),
        ("Crème Brûlée", "creme brulee"),
        ("Ёлка чайник", "елка чайник"),
        ("ＴＥＡ", "tea"),
        ("紅茶 手機", "红茶 手机"),
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
    one, other = words.fold(cyrillic), words.fold(latin)
    assert sounds.sound_of(one) == sounds.sound_of(other)
    assert sounds.sounds_in([other])[0] in words.term_of(one, "ru").sounds
    assert sounds.sounds_in([one])[0] in words.term_of(other, "en").sounds


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("цинлуо", "Qingluo"),
        ("Цинло", "Qingluo"),
        ("солтмосс", "Saltmoss"),
        ("янтарка", "Jantarka"),
        ("папилюн", "Papilune"),
        ("кантелла", "Cantella"),
        ("чжуин", "Zhuying"),
        ("огродня", "Ogrodnia"),
        ("юньшань", "Yunshan"),
        ("лантерн", "Lantern"),
        ("лейн", "Lane"),
        ("бамбу", "Bamboo"),
        ("трейл", "Trail"),
        ("силк", "Silk"),
        ("спэрроу", "Sparrow"),
        ("пиксель", "Pixel"),
        ("харбор", "Harbor"),
    ],
)
def test_a_name_is_found_by_ear(heard: str, name: str) -> None:
    assert set(sounds.asked_sounds(words.fold(heard))) & set(sounds.name_sounds_in(words.cut(name)))


def test_short_latin_words_stand_for_no_chinese() -> None:
    assert not any(sound.startswith(sounds.HAN_MARKS) for sound in sounds.asked_sounds("cha"))
    assert set(sounds.asked_sounds("yueliang")) & set(sounds.sounds_in(["月亮"]))


def test_words_of_one_script_are_not_mixed_up_by_their_sound() -> None:
    assert not set(sounds.sounds_in(["cap"])) & set(words.term_of("kap", "en").sounds)


@pytest.mark.parametrize(
    ("forms", "stem"),
    [
        ("buty butów butach", "but"),
        ("herbata herbaty herbat herbatą", "herbat"),
        ("kubek kubki kubków kubkiem", "kubk"),
        ("słuchawki słuchawek słuchawkami", "sluchawk"),
        ("zielony zielona zielonej zielone", "zielon"),
        ("męski męskie męskich", "mesk"),
        ("noże nożami", "noz"),
        ("gry", "gry"),
        ("led2", "led2"),
    ],
)
def test_a_polish_word_is_found_in_other_cases(forms: str, stem: str) -> None:
    assert {polish.stem(form) for form in words.cut(forms)} == {stem}
    assert words.term_of(words.cut(forms)[-1], "pl").stem == stem
    assert words.stemmed(forms, "pl").split()[0] == stem
    assert words.term_of("lampy", "en").stem == ""


def test_words_between_words_are_known_by_language() -> None:
    assert is_idle("fur", "de")
    assert is_idle("na", "pl")
    assert not is_idle("home", "en")
    assert not is_idle("fur", "en")


def test_a_name_lists_things() -> None:
    assert words.listed_in("Spielzeug & Hobby") == ["spielzeug", "hobby"]
    assert words.listed_in("Taschen, Hüte & Schals") == ["taschen", "hute", "schals"]
    assert words.listed_in("Одежда и обувь") == ["одежда", "обувь"]
    assert words.listed_in("玩具与爱好") == ["玩具", "爱好"]
    assert words.listed_in("Deportes de pelota") == []


def test_a_name_is_found_from_each_of_its_words() -> None:
    starts = words.starts_of("Żółta Łódź")
    assert starts[:2] == ["zolta lodz", "lodz"]
