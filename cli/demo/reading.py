"""Reading what the demo world is made of: the files of goods/ and world/, merged and typed."""

import itertools
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from hashlib import blake2s
from pathlib import Path
from typing import Any

from core.kernel.texts import Texts

HERE = Path(__file__).parent
GOODS = HERE / "goods"
WORLD = HERE / "world"
NOTHING = Decimal(0)
SEED = b"entrepot"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of an attribute; `swatch` is #rrggbb for colors, else empty."""

    code: str
    names: Texts
    swatch: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute with the choices of all folders; `kind` is choice, number or flag."""

    code: str
    kind: str
    unit: str
    names: Texts
    choices: Mapping[str, Choice]


@dataclass(frozen=True, slots=True)
class Form:
    """One sellable form of an item: what it costs above the base price, what it weighs, what it looks like."""

    choices: Mapping[str, str]
    price_plus: Decimal
    weight_g: int
    art: str


@dataclass(frozen=True, slots=True)
class SetPrice:
    """A price its merchant set on a site: what the cheapest form costs there."""

    site: str
    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Item:
    """A product as its file describes it; prices are net US dollars, stock is units per form and location."""

    key: str
    category: str
    merchant: str
    brand: str
    art: tuple[str, ...]
    hs_code: str
    origin: str
    dimensions_mm: tuple[int, int, int]
    base_price: Decimal
    set_prices: tuple[SetPrice, ...]
    attributes: Mapping[str, str | int | float | bool]
    options: Mapping[str, tuple[str, ...]]
    forms: tuple[Form, ...]
    stock: Mapping[str, int]
    titles: Texts
    descriptions: Texts


@dataclass(frozen=True, slots=True)
class Goods:
    """Everything that is sold; categories stand after their parents, items mixed as on a market."""

    categories: tuple[Json, ...]
    attributes: Mapping[str, Attribute]
    brands: Mapping[str, str]
    items: tuple[Item, ...]


def read_world(name: str) -> Any:
    """Read one file of world/."""
    return _read(WORLD / f"{name}.json")


@cache
def read_goods() -> Goods:
    """Read all folders of goods/, in the order of their names."""
    folders = sorted(path.parent for path in GOODS.glob("*/categories.json"))
    categories = [category for folder in folders for category in _read(folder / "categories.json")]
    brands = {brand["slug"]: brand["name"] for folder in folders for brand in _read(folder / "brands.json")}
    slugs = {name: slug for slug, name in brands.items()}
    items = [
        _item(raw, file.stem, slugs)
        for folder in folders
        for file in sorted((folder / "products").glob("*.json"))
        for raw in _read(file)
    ]
    return Goods(tuple(categories), _attributes(folders), brands, tuple(sorted(items, key=_place)))


def _place(item: Item) -> bytes:
    return blake2s(item.key.encode(), key=SEED).digest()


def _attributes(folders: Iterable[Path]) -> dict[str, Attribute]:
    first: dict[str, Json] = {}
    choices: dict[str, dict[str, Choice]] = {}
    for folder in folders:
        for raw in _read(folder / "vocabulary.json")["attributes"]:
            first.setdefault(raw["code"], raw)
            known = choices.setdefault(raw["code"], {})
            for choice in raw.get("choices", []):
                known.setdefault(choice["code"], _choice(choice))
    return {
        code: Attribute(code, raw["type"], raw.get("unit", ""), raw["names"], _in_order(choices[code]))
        for code, raw in first.items()
    }


def _choice(raw: Json) -> Choice:
    return Choice(raw["code"], raw["names"], raw.get("swatch", ""))


def _in_order(choices: Mapping[str, Choice]) -> dict[str, Choice]:
    """Put choices that are numbers (2 pieces, 500 ml) in their order; others stay as they are."""
    numbers = {code: int(found[0]) for code in choices if (found := re.search(r"\d+", code))}
    if len(numbers) < len(choices):
        return dict(choices)
    return {code: choices[code] for code in sorted(choices, key=numbers.__getitem__)}


def _item(raw: Json, category: str, brands: Mapping[str, str]) -> Item:
    return Item(
        key=raw["key"],
        category=category,
        merchant=raw["merchant"],
        brand=brands[raw["brand"]],
        art=tuple(raw["art"]),
        hs_code=raw["hs_code"],
        origin=raw["origin"],
        dimensions_mm=tuple(raw["dimensions_mm"]),
        base_price=Decimal(raw["base_price"]),
        set_prices=tuple(
            SetPrice(price["site"], price["currency"], Decimal(price["amount"]))
            for price in raw.get("explicit_prices", [])
        ),
        attributes=raw["attributes"],
        options={code: tuple(choices) for code, choices in raw.get("options", {}).items()},
        forms=_forms(raw),
        stock=raw["stock"],
        titles=raw["titles"],
        descriptions=raw["descriptions"],
    )


def _forms(raw: Json) -> tuple[Form, ...]:
    options: dict[str, list[str]] = raw.get("options", {})
    combinations = [
        dict(zip(options, chosen, strict=True)) for chosen in itertools.product(*options.values())
    ]
    return tuple(_form(raw, choices) for choices in combinations)


def _form(raw: Json, choices: Mapping[str, str]) -> Form:
    name = ";".join(f"{code}={choice}" for code, choice in choices.items())
    own = raw.get("variants", {}).get(name, {})
    return Form(
        choices=choices,
        price_plus=Decimal(own.get("price_plus", NOTHING)),
        weight_g=own.get("weight_g", raw["weight_g"]),
        art=own.get("art", raw["art"][0]),
    )


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
