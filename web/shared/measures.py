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


def unit_of(unit: str) -> str:
    """Name a whole unit, as after "per": kg, liter, piece."""
    return {
        "kg": _("1 kg"), "l": _("1 liter"), "m": _("1 meter"), "m2": _("1 m²"), "pcs": _("1 piece"),
    }[unit]  # fmt: skip


def _square_meters(value: Decimal) -> str:
    return _("%(amount)s m²", amount=number(value))


def _pieces(value: Decimal) -> str:
    return ngettext("%(num)s piece", "%(num)s pieces", int(value))


def _milliampere_hours(value: Decimal) -> str:
    return _("%(amount)s mAh", amount=number(value))


_OWN: dict[str, Callable[[Decimal], str]] = {"pcs": _pieces, "m2": _square_meters, "mah": _milliampere_hours}
