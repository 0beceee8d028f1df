"""Sample data for the living style guide: what a template is given, in three scripts and lengths."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from core.kernel.money import Money
from core.reviews.types import Rating
from web.shared.pictures import Picture

PATTERNS = ("home", "listing", "product", "cart", "checkout", "order", "account")

_TITLES = {
    "en": (
        "Enamel teapot",
        "Paper kite with a long tail",
        "Reading lamp",
        "Oak storage crate for books and toys",
    ),
    "ru": (
        "Эмалированный чайник",
        "Бумажный змей с длинным хвостом",
        "Лампа для чтения",
        "Дубовый ящик для книг",
    ),
    "de": (
        "Emaillierte Teekanne",
        "Papierdrachen mit extralangem Schweif",
        "Schreibtischleselampe mit Dimmer",
        "Aufbewahrungskiste aus Eichenholz",
    ),
}
_CATEGORIES = {
    "en": ("Home & kitchen", "Toys & games", "Electronics", "Outdoor", "Music", "Jewelry"),
    "ru": ("Дом и кухня", "Игрушки и игры", "Электроника", "Туризм и отдых", "Музыка", "Украшения"),
    "de": (
        "Haushalt & Küche",
        "Spielzeug & Gesellschaftsspiele",
        "Unterhaltungselektronik",
        "Draußen",
        "Musik",
        "Schmuck",
    ),
}
_CHILDREN = {
    "en": ("Tea & coffee", "Lamps", "Storage", "Decor"),
    "ru": ("Чай и кофе", "Лампы", "Хранение", "Декор"),
    "de": ("Tee & Kaffee", "Leuchten", "Aufbewahrungsmöglichkeiten", "Dekoration"),
}
_MERCHANTS = ("Jade Courtyard", "Kite & Key", "Amber Coast", "Wisla Works")
_TONES = ("#f4ece0", "#e5eef2", "#ece6f4", "#e6efe2")
_STOCK = ("in-stock", "few-left", "in-stock", "sold-out")


def samples(asset: Callable[[str], str], language: str = "en", currency: str = "USD") -> dict[str, Any]:
    """Return everything the style guide's templates name; languages without own words get English."""
    pictures = [_picture(asset, number) for number in range(4)]
    products = [_product(number, language, currency, pictures[number % 4]) for number in range(8)]
    return {
        "pictures": pictures,
        "pending_picture": replace(pictures[2], src="", webp="", jpeg="", alt="Reading lamp"),
        "products": products,
        "ratings": [Rating(1284, 433), Rating(1, 500), Rating(7, 150)],
        "categories": _categories(language, pictures),
        "merchants": [{"name": name, "href": "#", "pic": pictures[at]} for at, name in enumerate(_MERCHANTS)],
        "lines": [_line(number, products[number]) for number in range(3)],
        "options": _options(),
        "shipping": _shipping(currency),
        "totals": _totals(currency),
        "facet_groups": _facet_groups(),
        "facet_price": {
            "currency": currency,
            "least": "",
            "most": "30",
            "cheapest": products[0]["now"],
            "dearest": products[1]["now"],
        },
        "trail": [(_categories(language, pictures)[0]["name"], "#"), (products[0]["title"], "")],
        "address": ["Anna Nowak", "ul. Długa 12 m. 4", "80-831 Gdańsk", "Poland"],
        "countries": [("PL", "Poland"), ("DE", "Germany"), ("KZ", "Kazakhstan")],
        "facts": [
            ("Material", "Enameled steel"),
            ("Volume", "0.9 l"),
            ("Weight", "640 g"),
            ("Made in", "China"),
        ],
        "timeline": _timeline(),
        "order_number": "ORD-7K2M-94QD",
        "description": (
            "Enameled steel on the outside, a removable strainer inside, and a handle that stays cool. "
            "In the box: the teapot, the strainer and a linen cloth."
        ),
    }


def _picture(asset: Callable[[str], str], number: int) -> Picture:
    source = asset(f"img/sample-{number + 1}.svg")
    return Picture(source, "", "", 600, 600, _TONES[number], _TITLES["en"][number])


def _product(number: int, language: str, currency: str, picture: Picture) -> dict[str, Any]:
    titles = _TITLES.get(language, _TITLES["en"])
    now = Money(2490 + 1350 * number, currency)
    return {
        "title": titles[number % 4],
        "href": "#",
        "now": now,
        "was": now + Money(800, currency) if number % 4 == 1 else None,
        "from_price": number % 4 == 2,
        "merchant": _MERCHANTS[number % 4],
        "stock": _STOCK[number % 4],
        "label": "New" if number == 0 else "",
        "pic": picture,
    }


def _categories(language: str, pictures: list[Picture]) -> list[dict[str, Any]]:
    children = [
        {"name": name, "href": "#", "children": []} for name in _CHILDREN.get(language, _CHILDREN["en"])
    ]
    names = _CATEGORIES.get(language, _CATEGORIES["en"])
    return [
        {"name": name, "href": "#", "children": children, "pic": pictures[number % 4]}
        for number, name in enumerate(names)
    ]


def _line(number: int, product: dict[str, Any]) -> dict[str, Any]:
    count = number + 1
    return {
        "id": number,
        "title": product["title"],
        "href": "#",
        "pic": product["pic"],
        "unit": product["now"],
        "total": product["now"] * count,
        "count": count,
        "options": [("Color", "Sage"), ("Size", "0.9 l")],
    }


def _options() -> list[dict[str, Any]]:
    choice = {"href": "#", "current": False, "available": True}
    colors = [
        {**choice, "text": "Sage", "swatch": "#9caf88", "current": True},
        {**choice, "text": "Cream", "swatch": "#f6ead2"},
        {**choice, "text": "Midnight", "swatch": "#28304f"},
        {**choice, "text": "Brick", "swatch": "#a8452f", "available": False},
    ]
    sizes = [
        {**choice, "text": "0.6 l"},
        {**choice, "text": "0.9 l", "current": True},
        {**choice, "text": "1.2 l", "exists": False},
    ]
    return [{"name": "Color", "choices": colors}, {"name": "Size", "choices": sizes}]


def _shipping(currency: str) -> list[dict[str, Any]]:
    return [
        {
            "value": "economy",
            "title": "Economy",
            "note": "Arrives December 9 – 18",
            "price": Money(390, currency),
        },
        {
            "value": "express",
            "title": "Express",
            "note": "Arrives November 26 – 28",
            "price": Money(1490, currency),
        },
    ]


def _totals(currency: str) -> dict[str, Any]:
    goods, shipping, tax = Money(14040, currency), Money(1880, currency), Money(3662, currency)
    return {
        "lines": [
            {"label": "Goods", "value": goods},
            {"label": "Shipping", "value": shipping, "note": "2 parcels"},
            {"label": "Introductory discount", "value": Money(-1000, currency), "kind": "saving"},
        ],
        "tax_lines": [{"label": "VAT 23%", "value": tax}],
        "net": goods + shipping - Money(1000, currency) + tax,
        "gross": goods + shipping - Money(1000, currency),
    }


def _timeline() -> list[dict[str, str]]:
    return [
        {"title": "Order placed", "at": "November 19, 10:12", "state": "done", "icon": "receipt"},
        {"title": "Payment received", "at": "November 19, 10:13", "state": "done", "icon": "credit-card"},
        {
            "title": "Packed",
            "at": "November 20, 16:40",
            "note": "In the Hangzhou bonded zone",
            "state": "now",
            "icon": "package",
        },
        {"title": "On its way", "state": "todo", "icon": "truck-delivery"},
        {"title": "Delivered", "state": "todo", "icon": "home"},
    ]


def _facet_groups() -> list[dict[str, Any]]:
    """Return a facet of boxes with swatches, one of single choices, and one that is folded and has more to show."""
    colors = [("red", "Red", 12, "#d22f3c"), ("white", "White", 4, "#ffffff"), ("none", "Unpainted", 0, "")]
    stars = [("4", "4 stars and more", 9, ""), ("3", "3 stars and more", 14, "")]
    brands = [(f"brand-{at}", f"Brand number {at}", 30 - at, "") for at in range(12)]
    return [
        _facet("color", "Color", colors, chosen="red"),
        _facet("rating", "Rating", stars, chosen="4", is_single=True),
        _facet("brand", "Brand", brands, is_open=False),
    ]


def _facet(
    name: str,
    title: str,
    rows: list[tuple[str, str, int, str]],
    *,
    chosen: str = "",
    is_single: bool = False,
    is_open: bool = True,
) -> dict[str, Any]:
    values = [
        {"code": code, "text": text, "count": count, "swatch": swatch, "is_chosen": code == chosen}
        for code, text, count, swatch in rows
    ]
    split = {"first": values[:7], "rest": values[7:]}
    return {"name": name, "title": title, "is_single": is_single, "is_open": is_open, **split}
