"""The demo world's pages: every text in seven languages, and everything they name is there."""

import json
import re
from pathlib import Path
from string import Template

import pytest

from cli.demo.art import shelf
from cli.demo.reading import read_goods
from cli.demo.scenes import SCENES, WIDE
from core.content.types import Column, Tone
from web.shared.prose import prose

WORLD = Path(__file__).parents[3] / "cli/demo/world"
LANGUAGES = ("en", "ru", "zh", "es", "de", "fr", "pl")
THEMES = json.loads((WORLD / "themes.json").read_text(encoding="utf-8"))
PAGES = json.loads((WORLD / "site_pages.json").read_text(encoding="utf-8"))
SITES = json.loads((WORLD / "sites.json").read_text(encoding="utf-8"))
TEXTS = [(code, language) for code, _, _ in PAGES["texts"] for language in LANGUAGES]
SCRIPTS = {"ru": "[а-яё]{4}", "zh": "[\u4e00-\u9fff]{3}"}
PLACES = {"company", "address", "tax_ids", "email"}


def spoken(texts: dict[str, str]) -> None:
    assert tuple(sorted(texts)) == tuple(sorted(LANGUAGES))
    assert len(set(texts.values())) == len(LANGUAGES), texts
    for language, script in SCRIPTS.items():
        assert re.search(script, texts[language]) or len(texts[language]) < 12, texts[language]


@pytest.mark.parametrize("name", THEMES)
def test_a_theme_speaks_every_language_and_has_its_scene(name: str) -> None:
    theme = THEMES[name]
    for field in ("title", "text", "alt"):
        spoken(theme[field])
    assert set(theme["button"]) == set(LANGUAGES)
    assert Tone(theme["tone"])
    assert set(THEMES) == set(SCENES)
    assert theme["scene"] in SCENES


@pytest.mark.parametrize("name", PAGES["titles"])
def test_a_title_speaks_every_language(name: str) -> None:
    spoken(PAGES["titles"][name])


def test_pages_name_categories_and_themes_that_exist() -> None:
    known = {category["slug"] for category in read_goods().categories}
    named = {part[2] for parts in PAGES["channels"].values() for part in parts if part[0] == "grid"}
    named |= {home["shelf"][1] for home in PAGES["homes"].values()}
    named |= {theme["link"].removeprefix("category:") for theme in THEMES.values() if ":" in theme["link"]}
    assert named <= known
    assert set(PAGES["homes"]) == {site["code"] for site in SITES}
    for home in PAGES["homes"].values():
        assert len(set(home["channels"])) == 2
        assert {home["hero"], *home["channels"], *home["banners"]} <= set(THEMES)
        assert set(home["channels"]) <= set(PAGES["channels"])


@pytest.mark.parametrize(("code", "language"), TEXTS)
def test_a_text_has_a_title_a_lead_and_a_body_of_its_own_language(code: str, language: str) -> None:
    written = (WORLD / "texts" / f"{code}.{language}.md").read_text(encoding="utf-8")
    title, lead, body = written.split("\n\n", 2)
    assert title.startswith("# ")
    assert "\n" not in lead
    assert set(re.findall(r"\$(\w+)", written)) <= PLACES
    made = str(prose(Template(body).substitute(dict.fromkeys(PLACES, "a@b.example"))))
    assert "&lt;" not in made
    assert "$" not in made
    english = (WORLD / "texts" / f"{code}.en.md").read_text(encoding="utf-8")
    assert body.count("## ") == english.split("\n\n", 2)[2].count("## ")
    assert body.count("\n|") == english.split("\n\n", 2)[2].count("\n|")
    assert re.search(SCRIPTS.get(language, "[a-z]{4}"), body.lower())


def test_there_is_no_text_that_nobody_shows() -> None:
    files = {path.name for path in (WORLD / "texts").iterdir()}
    assert files == {f"{code}.{language}.md" for code, language in TEXTS}
    assert {Column(column) for _, column, _ in PAGES["texts"]} == {Column.HELP, Column.LEGAL}


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_leaves_its_start_to_words_and_uses_art_that_exists(name: str) -> None:
    for prop in SCENES[name].props:
        assert prop.art in shelf()
        assert prop.center - prop.box // 2 > WIDE[0] * 0.42
        assert prop.center + prop.box // 2 <= WIDE[0] + 40
        assert prop.base <= WIDE[1]
