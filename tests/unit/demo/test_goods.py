"""The demo goods: every folder is complete, translated and speaks of things the world knows."""

import itertools
import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
GOODS = ROOT / "cli/demo/goods"
WORLD = ROOT / "cli/demo/world"
ICONS = ROOT / "node_modules/@iconify-json/fluent-emoji/icons.json"
LANGUAGES = {"en", "ru", "zh", "es", "de", "fr", "pl"}
SCRIPTS = {"ru": "[а-яА-ЯёЁ]", "zh": "[\u4e00-\u9fff]"}
SIGNS = {"Bluetooth"}
UNITS = {"mm", "cm", "g", "kg", "ml", "l", "w", "h", "mah", "in", "pcs"}
RESERVED_CHAPTERS = {"77", "98", "99"}


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


FOLDERS = sorted(path.parent for path in GOODS.glob("*/categories.json"))
FILES = sorted(GOODS.glob("*/products/*.json"))
PRODUCTS = [(file, product) for file in FILES for product in read(file)]
MERCHANTS = {merchant["key"] for merchant in read(WORLD / "merchants.json")}
LOCATIONS = {location["code"] for location in read(WORLD / "stock_locations.json")}
CURRENCIES = {site["code"]: set(site["currencies"]) for site in read(WORLD / "sites.json")}

each_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parts[-3]}/{file.stem}")


def vocabulary(folder: Path) -> dict[str, dict[str, Any]]:
    return {attribute["code"]: attribute for attribute in read(folder / "vocabulary.json")["attributes"]}


def codes(attribute: dict[str, Any]) -> set[str]:
    return {choice["code"] for choice in attribute.get("choices", [])}


def all_languages(texts: dict[str, str]) -> None:
    assert set(texts) == LANGUAGES
    assert all(text and text == text.strip() for text in texts.values()), texts
    for language, script in SCRIPTS.items():
        assert re.search(script, texts[language]), texts[language]


def is_sign(text: str) -> bool:
    """Tell whether a text is written alike in many languages (XL, 1:18, Wi-Fi), so it may stay as it is."""
    return text in SIGNS or not re.fullmatch("[A-Z]?[a-z ]{4,}", text)


def sign_or_words(texts: dict[str, str]) -> None:
    assert set(texts) == LANGUAGES
    assert all(text and text == text.strip() for text in texts.values()), texts
    for language, script in SCRIPTS.items():
        text = texts[language]
        kept = (text == texts["en"] and is_sign(text)) or not re.search(r"[^\W\d_]", text)
        assert kept or re.search(script, text), texts


def expected_variants(product: dict[str, Any]) -> set[str]:
    pairs = [[f"{code}={choice}" for choice in chosen] for code, chosen in product.get("options", {}).items()]
    return {";".join(combination) for combination in itertools.product(*pairs)}


def fits(attribute: dict[str, Any], value: Any) -> bool:
    if attribute["type"] == "flag":
        return isinstance(value, bool)
    if attribute["type"] == "number":
        return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    return value in codes(attribute)


def test_there_are_goods() -> None:
    assert FOLDERS
    assert PRODUCTS


@each_folder
def test_categories_form_a_tree_and_every_leaf_has_its_file(folder: Path) -> None:
    categories = read(folder / "categories.json")
    slugs = [category["slug"] for category in categories]
    assert len(slugs) == len(set(slugs))
    assert [category["slug"] for category in categories if category["parent"] is None] == [folder.name]
    parents = {category["parent"] for category in categories if category["parent"]}
    assert parents <= set(slugs)
    files = {file.stem for file in (folder / "products").glob("*.json")}
    assert files <= set(slugs) - parents


@each_folder
def test_categories_speak_every_language_and_name_known_attributes(folder: Path) -> None:
    known = vocabulary(folder)
    for category in read(folder / "categories.json"):
        all_languages(category["names"])
        all_languages(category["descriptions"])
        assert set(category.get("attributes", [])) <= set(known), category["slug"]
        if "hs_chapter" in category:
            assert re.fullmatch(r"\d\d", category["hs_chapter"]), category["slug"]


@each_folder
def test_vocabulary_is_typed_and_translated(folder: Path) -> None:
    for code, attribute in vocabulary(folder).items():
        all_languages(attribute["names"])
        assert attribute["type"] in {"choice", "number", "flag"}, code
        assert (attribute.get("unit") in UNITS) == (attribute["type"] == "number"), code
        assert bool(attribute.get("choices")) == (attribute["type"] == "choice"), code
        assert len(codes(attribute)) == len(attribute.get("choices", [])), code
        for choice in attribute.get("choices", []):
            sign_or_words(choice["names"])
            assert re.fullmatch("#[0-9a-f]{6}", choice.get("swatch", "#000000")), choice


def test_one_attribute_code_has_one_type_and_unit_in_all_folders() -> None:
    seen: dict[str, tuple[str, str | None]] = {}
    for folder in FOLDERS:
        for code, attribute in vocabulary(folder).items():
            kind = (attribute["type"], attribute.get("unit"))
            assert seen.setdefault(code, kind) == kind, (folder.name, code)


def test_one_code_has_one_name_and_one_swatch_in_all_folders() -> None:
    attributes: dict[str, Any] = {}
    choices: dict[tuple[str, str], Any] = {}
    for folder in FOLDERS:
        for code, attribute in vocabulary(folder).items():
            assert attributes.setdefault(code, attribute["names"]) == attribute["names"], (folder.name, code)
            for choice in attribute.get("choices", []):
                same = choices.setdefault((code, choice["code"]), choice)
                assert same == choice, (folder.name, code, choice["code"])


def test_no_two_choices_of_an_attribute_have_one_name() -> None:
    named: dict[tuple[str, str], str] = {}
    for folder in FOLDERS:
        for code, attribute in vocabulary(folder).items():
            for choice in attribute.get("choices", []):
                name = (code, choice["names"]["en"].casefold())
                assert named.setdefault(name, choice["code"]) == choice["code"], (folder.name, name)


def test_keys_and_categories_are_unique_across_folders() -> None:
    keys = Counter(product["key"] for _, product in PRODUCTS)
    slugs = Counter(category["slug"] for folder in FOLDERS for category in read(folder / "categories.json"))
    assert [key for key, count in keys.items() if count > 1] == []
    assert [slug for slug, count in slugs.items() if count > 1] == []
    assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", name) for name in [*keys, *slugs])


@each_file
def test_titles_and_descriptions_are_translated(file: Path) -> None:
    for product in read(file):
        all_languages(product["titles"])
        all_languages(product["descriptions"])
        english = product["descriptions"]["en"]
        same = [text for name, text in product["descriptions"].items() if name != "en" and text == english]
        assert same == [], product["key"]


@each_file
def test_customs_facts_are_believable(file: Path) -> None:
    for product in read(file):
        code = product["hs_code"]
        assert re.fullmatch(r"\d{6}", code), product["key"]
        assert "01" <= code[:2] <= "97", product["key"]
        assert code[:2] not in RESERVED_CHAPTERS, product["key"]
        assert re.fullmatch("[A-Z]{2}", product["origin"]), product["key"]


@each_file
def test_sellers_stock_and_brands_are_known(file: Path) -> None:
    brands = {brand["name"] for brand in read(file.parents[1] / "brands.json")}
    for product in read(file):
        assert product["merchant"] in MERCHANTS, product["key"]
        assert product["brand"] in brands, product["key"]
        assert product["stock"], product["key"]
        assert set(product["stock"]) <= LOCATIONS, product["key"]
        assert all(isinstance(units, int) and units >= 0 for units in product["stock"].values())


@each_file
def test_weights_sizes_and_prices_are_positive(file: Path) -> None:
    for product in read(file):
        variants = product.get("variants", {}).values()
        weights = [product["weight_g"], *(variant.get("weight_g", 1) for variant in variants)]
        assert all(isinstance(weight, int) and weight > 0 for weight in weights), product["key"]
        assert len(product["dimensions_mm"]) == 3, product["key"]
        assert all(side > 0 for side in product["dimensions_mm"]), product["key"]
        base = Decimal(product["base_price"])
        assert base > 0, product["key"]
        assert all(base + Decimal(variant.get("price_plus", "0")) > 0 for variant in variants), product["key"]


@each_file
def test_explicit_prices_name_a_currency_of_their_site(file: Path) -> None:
    for product in read(file):
        for price in product.get("explicit_prices", []):
            assert price["currency"] in CURRENCIES[price["site"]], product["key"]
            assert Decimal(price["amount"]) > 0, product["key"]


@each_file
def test_options_attributes_and_variants_are_in_the_vocabulary(file: Path) -> None:
    known = vocabulary(file.parents[1])
    for product in read(file):
        options = product.get("options", {})
        assert len(options) <= 2, product["key"]
        assert not set(options) & set(product["attributes"]), product["key"]
        for code, chosen in options.items():
            assert known[code]["type"] == "choice", (product["key"], code)
            assert len(set(chosen)) == len(chosen), (product["key"], code)
            assert set(chosen) <= codes(known[code]), (product["key"], code)
        for code, value in product["attributes"].items():
            assert fits(known[code], value), (product["key"], code, value)
        assert set(product.get("variants", {})) <= expected_variants(product), product["key"]


@pytest.mark.skipif(not ICONS.exists(), reason="the drawings come with the node packages")
def test_every_picture_exists() -> None:
    drawn = set(read(ICONS)["icons"])
    wanted = {category["art"] for folder in FOLDERS for category in read(folder / "categories.json")}
    for _, product in PRODUCTS:
        assert 1 <= len(product["art"]) <= 3, product["key"]
        wanted |= set(product["art"])
        wanted |= {variant["art"] for variant in product.get("variants", {}).values() if "art" in variant}
    assert wanted - drawn == set()
