"""Which photographs are taken of the goods, and what readers who cannot see them are told."""

import pytest

from cli.demo import shots
from cli.demo.reading import Item, read_goods

GOODS = read_goods()
ITEMS = {item.key: item for item in GOODS.items}
LANGUAGES = {"en", "ru", "zh", "es", "de", "fr", "pl"}


def of(key: str) -> list[shots.Shot]:
    return shots.of_item(ITEMS[key], GOODS.attributes)


def all_alts(item: Item) -> list[dict[str, str]]:
    return [
        dict(shots.alts(shot, item.titles, GOODS.attributes))
        for shot in shots.of_item(item, GOODS.attributes)
    ]


def test_every_item_has_two_pictures_or_more_and_the_main_one_is_wanted_first() -> None:
    for item in GOODS.items:
        taken = shots.of_item(item, GOODS.attributes)
        assert len(taken) >= 2, item.key
        assert [shot.in_lists for shot in taken] == [True] + [False] * (len(taken) - 1), item.key
        assert taken[0].take == 0, item.key


def test_each_color_has_a_picture_in_that_color() -> None:
    for item in GOODS.items:
        if "color" not in item.options:
            continue
        fronts = [shot.look for shot in shots.of_item(item, GOODS.attributes) if shot.take == 0]
        assert [look.choice for look in fronts] == [("color", choice) for choice in item.options["color"]]
        swatches = [GOODS.attributes["color"].choices[choice].swatch for choice in item.options["color"]]
        assert [look.swatch for look in fronts] == swatches


def test_a_choice_with_art_of_its_own_is_shown_by_it() -> None:
    fronts = {shot.look.choice: shot.look.art for shot in of("garden-fruit-jam") if shot.take == 0}
    assert fronts == {
        ("flavor", "strawberry"): ("strawberry",),
        ("flavor", "cherry"): ("cherries",),
        ("flavor", "blueberry"): ("blueberries",),
    }


def test_sizes_change_nothing_that_could_be_seen() -> None:
    assert {shot.look.choice for shot in of("ridge-tent")} == {None}


def test_every_picture_is_described_in_every_language_and_none_like_another() -> None:
    for item in GOODS.items:
        described = all_alts(item)
        for language in LANGUAGES:
            texts = [alts[language] for alts in described]
            assert all(text.startswith(item.titles[language]) for text in texts), item.key
            assert len(set(texts)) == len(texts), (item.key, language)
            assert not any("{" in text for text in texts), item.key


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Garden Fruit Jam, front view (flavor: cherry)"),
        ("de", "Vorderansicht (Geschmack: Kirsche)"),
        ("fr", "vue de face (goût\u00a0: cerise)"),
        ("zh", "正面图（口味：樱桃）"),
    ],
)
def test_a_choice_is_named_within_the_line(language: str, text: str) -> None:
    assert [alts[language] for alts in all_alts(ITEMS["garden-fruit-jam"]) if text in alts[language]]


def test_a_category_has_its_tile() -> None:
    shot = shots.of_category(GOODS.categories[0])
    assert shot.in_lists
    assert shots.take(shot)[:3] == b"\xff\xd8\xff"
