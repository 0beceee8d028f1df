"""Which photographs the demo world needs, what each shows, and how a reader who cannot see them is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cli.demo import pictures, scenes
from cli.demo.reading import Attribute, Item, Json, read_world
from core.kernel.texts import Texts

TILE = -1
SCENE = -2
SMALL_WITHIN_A_LINE = {"en", "ru", "es", "fr", "pl"}


@dataclass(frozen=True, slots=True)
class Look:
    """How an item looks, perhaps only in one choice (attribute, choice) of its options."""

    art: tuple[str, ...]
    swatch: str | None = None
    choice: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Shot:
    """One photograph to take. What stands `in_lists` is seen first, so it is wanted first."""

    seed: str
    look: Look
    take: int
    in_lists: bool


def of_item(item: Item, attributes: Mapping[str, Attribute]) -> list[Shot]:
    """List the photographs of an item, the main one first: its looks, and the first look from other sides."""
    looks = _looks(item, attributes)
    takes = 2 if len(looks) > 1 else pictures.take_count(item.key)
    first = [Shot(item.key, looks[0], take, in_lists=take == 0) for take in range(takes)]
    return first + [Shot(item.key, look, 0, in_lists=False) for look in looks[1:]]


def first_of_item(item: Item, attributes: Mapping[str, Attribute]) -> list[Shot]:
    """List the photographs with which an item is put on sale."""
    return [shot for shot in of_item(item, attributes) if shot.in_lists]


def of_category(category: Json) -> Shot:
    """Give the photograph of a category."""
    return Shot(category["slug"], Look((category["art"],)), TILE, in_lists=True)


def of_scene(name: str) -> Shot:
    """Give a wide photograph for the top of a page."""
    return Shot(name, Look(()), SCENE, in_lists=True)


def take(shot: Shot) -> bytes:
    """Take a photograph; gives a JPEG."""
    if shot.take == SCENE:
        return scenes.draw_scene(shot.seed)
    if shot.take == TILE:
        return pictures.draw_tile(shot.look.art[0], shot.seed)
    return pictures.draw(shot.look.art, seed=shot.seed, take=shot.take, swatch=shot.look.swatch)


def alts(shot: Shot, titles: Texts, attributes: Mapping[str, Attribute]) -> Texts:
    """Say in every language what a photograph shows."""
    patterns = read_world("alt_texts")
    view = pictures.view(shot.look.art, seed=shot.seed, take=shot.take)
    texts = {language: patterns[view][language].format(title=title) for language, title in titles.items()}
    if shot.look.choice is None:
        return texts
    attribute = attributes[shot.look.choice[0]]
    choice = attribute.choices[shot.look.choice[1]]
    return {
        language: patterns["choice"][language].format(
            view=text,
            attribute=_within_a_line(attribute.names[language], language),
            choice=_within_a_line(choice.names[language], language),
        )
        for language, text in texts.items()
    }


def _looks(item: Item, attributes: Mapping[str, Attribute]) -> Sequence[Look]:
    for code, choices in item.options.items():
        swatches = {choice: attributes[code].choices[choice].swatch for choice in choices}
        art = {choice: _art_in(item, code, choice) for choice in choices}
        if all(swatches.values()) or len(set(art.values())) > 1:
            return [Look(art[choice], swatches[choice] or None, (code, choice)) for choice in choices]
    return [Look(item.art)]


def _art_in(item: Item, option: str, choice: str) -> tuple[str, ...]:
    form = next(form for form in item.forms if form.choices[option] == choice)
    return item.art if form.art == item.art[0] else (form.art,)


def _within_a_line(name: str, language: str) -> str:
    return name[:1].lower() + name[1:] if language in SMALL_WITHIN_A_LINE else name
