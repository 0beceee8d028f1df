import pytest

from core.kernel.texts import joined, pick, slug_of

TITLES = {"en": "Moon lamp", "de": "Mondlampe", "ru": ""}


@pytest.mark.parametrize(
    ("chain", "text"),
    [
        (["de", "en"], "Mondlampe"),
        (["ru", "de", "en"], "Mondlampe"),
        (["fr", "en"], "Moon lamp"),
        (["fr", "pl"], "Moon lamp"),
        ([], "Moon lamp"),
    ],
)
def test_a_missing_text_falls_back_along_the_chain(chain: list[str], text: str) -> None:
    assert pick(TITLES, chain) == text


def test_blanks_are_missing_and_nothing_at_all_is_empty() -> None:
    assert pick({"de": "  \n", "en": "Lamp"}, ["de", "en"]) == "Lamp"
    assert pick({}, ["en"]) == ""
    assert pick({"en": " "}, ["en"]) == ""


def test_texts_are_joined_in_every_language_one_of_them_is_in() -> None:
    black, large = {"en": "Black", "de": "Schwarz"}, {"en": "Large", "ru": "Большой"}
    assert joined([black, large], ["de", "en"]) == {
        "de": "Schwarz, Large",
        "en": "Black, Large",
        "ru": "Schwarz, Большой",
    }
    assert joined([], ["en"]) == {}


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Moon lamp", "moon-lamp"),
        ("  Moon -- lamp!  ", "moon-lamp"),
        ("Лампа «Луна»", "лампа-луна"),
        ("月亮灯", "月亮灯"),
        ("Größe 42", "grösse-42"),
        ("Lampa Księżyc", "lampa-księżyc"),
        ("a_b__c", "a-b-c"),
        ("100% linen, 2 m²", "100-linen-2-m2"),
        ("!!!", "x"),
        ("", "x"),
        ("ＦＵＬＬ width", "full-width"),
    ],
)
def test_slugs_keep_the_letters_of_every_script(title: str, slug: str) -> None:
    assert slug_of(title) == slug


def test_a_slug_is_never_longer_than_an_address_can_bear() -> None:
    assert len(slug_of("lamp " * 100)) <= 120
    assert not slug_of("a" * 119 + " b").endswith("-")


@pytest.mark.parametrize("title", ["../../etc", "a/b?c#d", "<script>", "%2e%2e", "a\u202eb\u0000c"])
def test_a_slug_holds_nothing_that_means_something_in_an_address(title: str) -> None:
    assert all(sign.isalnum() or sign == "-" for sign in slug_of(title))
