"""Whatever core may refuse, web can say, in every language."""

import importlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from core.kernel.refusal import Refusal
from core.platform.settings import ROOT
from tests.architecture.house import in_storey
from web.shared import words
from web.shared.site import LANGUAGES

CATALOGS = {
    code: ROOT / "web" / "translations" / locale / "LC_MESSAGES" / "messages.po"
    for code, (locale, _, _) in LANGUAGES.items()
    if code != "en"
}


def every_refusal(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for below in kind.__subclasses__():
        if below.__module__.startswith(("core.", "web.")):
            yield below
            yield from every_refusal(below)


@pytest.fixture(scope="module", autouse=True)
def _all_of_core() -> None:
    for source in in_storey("core"):
        importlib.import_module(source.module)


def test_every_refusal_has_a_sentence() -> None:
    speechless = {
        refusal.code
        for refusal in every_refusal()
        if refusal.code not in words.SENTENCES and refusal.code not in words.COUNTED
    }
    assert speechless == set()


def test_two_refusals_of_one_code_are_one_refusal() -> None:
    codes: dict[str, set[str]] = {}
    for refusal in every_refusal():
        if "code" in vars(refusal):
            codes.setdefault(refusal.code, set()).add(refusal.__qualname__)
    assert {code: names for code, names in codes.items() if len(names) > 1} == {}


def test_no_sentence_waits_for_a_refusal_that_is_gone() -> None:
    known = {refusal.code for refusal in every_refusal()} | {Refusal.code}
    assert (set(words.SENTENCES) | set(words.COUNTED)) - known == set()


@pytest.mark.parametrize("language", CATALOGS)
def test_every_sentence_is_translated(language: str) -> None:
    catalog = read(CATALOGS[language])
    missing = [
        said
        for said in map(source_of, words.SENTENCES.values())
        if said not in catalog or not catalog[said].string or catalog[said].fuzzy
    ]
    assert json.dumps(missing, indent=1) == "[]"


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def source_of(lazy: object) -> str:
    """Give the English source of a lazy text."""
    return str(lazy._args[0])  # type: ignore[attr-defined]
