"""The check of the catalogs finds what is missing, unsure or broken."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from click.testing import CliRunner

from cli.commands import translations


@pytest.fixture
def extracted() -> Catalog:
    catalog = Catalog()
    catalog.add("Add to cart")
    catalog.add(("%(num)s item", "%(num)s items"))
    return catalog


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extracted: Catalog) -> Path:
    monkeypatch.setattr(translations, "CATALOGS", tmp_path)
    monkeypatch.setattr(translations, "extract", lambda: extracted)
    monkeypatch.setattr(translations, "locales", lambda: ["ru"])
    return tmp_path


def keep(one: str, many: tuple[str, ...], flags: tuple[str, ...] = ()) -> None:
    catalog = translations._new("ru")
    catalog.add("Add to cart", one, flags=flags)
    catalog.add(("%(num)s item", "%(num)s items"), many)
    translations._write(catalog, "ru")


def check() -> tuple[int, list[str]]:
    answer = CliRunner().invoke(translations.command, ["check"])
    return answer.exit_code, answer.output.splitlines()


WHOLE = ("%(num)s вещь", "%(num)s вещи", "%(num)s вещей")


def test_a_complete_catalog_passes(folder: Path) -> None:
    keep("В корзину", WHOLE)
    assert check() == (0, ["2 sentences, translated into 1 languages"])


def test_a_missing_catalog_lacks_everything(folder: Path) -> None:
    code, lines = check()
    assert code == 1
    assert len(lines) == 2


def test_a_missing_plural_form_is_found(folder: Path) -> None:
    keep("В корзину", ("%(num)s вещь", "", "%(num)s вещей"))
    assert check() == (1, ["ru: no translation of ('%(num)s item', '%(num)s items')"])


def test_an_unsure_translation_is_found(folder: Path) -> None:
    keep("В корзину", WHOLE, flags=("fuzzy",))
    assert check() == (1, ["ru: no translation of 'Add to cart'"])


def test_a_changed_placeholder_is_found(folder: Path) -> None:
    keep("В корзину", ("%(n)s вещь", "%(num)s вещи", "%(num)s вещей"))
    code, lines = check()
    assert code == 1
    assert "unknown named placeholder" in lines[0]


def test_an_update_keeps_translations_and_drops_what_nobody_says_any_more(
    folder: Path, extracted: Catalog
) -> None:
    keep("В корзину", WHOLE)
    catalog = translations._read("ru")
    catalog.add("Nobody says this", "Никто")
    translations._write(catalog, "ru")
    assert CliRunner().invoke(translations.command, ["update"]).exit_code == 0
    text = (folder / "ru" / "LC_MESSAGES" / "messages.po").read_text()
    assert "В корзину" in text
    assert "Nobody" not in text
