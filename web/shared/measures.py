"""Amounts with their units, by CLDR where it knows them and in our own words where it does not."""

from collections.abc import Callable
from decimal import Decimal

from babel import units
from flask_babel import gettext as _
from flask_babel import ngettext

from web.shared.filters import locale, number

CLDR = {
    "mm": "length-millimeter", "cm": "length-centimeter", "m": "length-meter", "in": "length-inch",
    "g": "mass-gram", "kg": "mass-kilogram", "ml": "volume-milliliter", "l": "volume-liter",
    "w": "power-watt", "v": "electric-volt", "h": "duration-hour", "min": "duration-minute",
    "gb": "digital-gigabyte", "mp": "graphics-megapixel",
}  # fmt: skip
KILOGRAM = 1000


def measure(value: Decimal, unit: str) -> str:
    """Write an amount with its unit, such as 400 mm; a unit nobody knows stays as it was given."""
    value = value.normalize() + Decimal(0)
    if unit in CLDR:
        return units.format_unit(value, CLDR[unit], length="short", locale=locale())
    own = _OWN.get(unit)
    return own(value) if own else f"{number(value)} {unit}".strip()


def weight(grams: int) -> str:
    """Write a weight in grams, from a kilogram on in kilograms."""
    if grams < KILOGRAM:
        return measure(Decimal(grams), "g")
    return measure((Decimal(grams) / KILOGRAM).quantize(Decimal("0.01")), "kg")


def price_per(unit: str, price: str) -> str:
    """Say what a whole unit costs."""
    sentences = {
        "kg": _("%(price)s per kg", price=price),
        "l": _("%(price)s per liter", price=price),
        "m": _("%(price)s per meter", price=price),
        "m2": _("%(price)s per m²", price=price),
        "pcs": _("%(price)s per piece", price=price),
    }
    return sentences[unit]


def unit_names() -> dict[str, str]:
    """Name what net content is measured in, for a list to choose from."""
    return {
        "g": _("grams"), "kg": _("kilograms"), "ml": _("milliliters"), "l": _("liters"),
        "cm": _("centimeters"), "m": _("meters"), "m2": _("square meters"), "pcs": _("pieces"),
    }  # fmt: skip


def _square_meters(value: Decimal) -> str:
    return _("%(amount)s m²", amount=number(value))


def _pieces(value: Decimal) -> str:
    return ngettext("%(num)s piece", "%(num)s pieces", int(value))


def _milliampere_hours(value: Decimal) -> str:
    return _("%(amount)s mAh", amount=number(value))


_OWN: dict[str, Callable[[Decimal], str]] = {"pcs": _pieces, "m2": _square_meters, "mah": _milliampere_hours}
