"""Proposing a price: rate, tax, charm. Pure.

Ladders of charm prices are the trade's habits per currency; a proposal takes the nearest rung, the
upper one on a tie, and never one that is more than fifteen per cent off the raw amount.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from core.kernel.money import BASIS_POINTS, Money, exponent, round_price
from core.pricing.types import PastPrice

LARGEST_DRIFT = Decimal("0.15")
HYSTERESIS = Decimal("0.02")

# Directive 98/6/EC, Art. 6a, in force in the Union and the European Economic Area.
PRIOR_PRICE_COUNTRIES = {
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
    "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
}  # fmt: skip
PRIOR_PRICE_DAYS = timedelta(days=30)

# What net content is measured in, the unit its price is said for, and how many make one of those.
WHOLE_UNITS = {
    "g": ("kg", 1000), "kg": ("kg", 1), "ml": ("l", 1000), "l": ("l", 1),
    "cm": ("m", 100), "m": ("m", 1), "m2": ("m2", 1), "pcs": ("pcs", 1),
}  # fmt: skip


def raw_price(base: Money, rate: Decimal, *, tax_bp: int) -> Decimal:
    """Give the unrounded price: base × rate, with tax where the site shows gross prices (`tax_bp` 0 otherwise)."""
    return base.decimal * rate * (BASIS_POINTS + tax_bp) / BASIS_POINTS


def charm(raw: Decimal, currency: str) -> tuple[Money, str]:
    """Give the charm price nearest to a raw amount and the name of the rule that made it."""
    rungs = [rung for rung in _rungs(raw, currency) if rung > 0]
    if rungs:
        best = min(rungs, key=lambda rung: (abs(rung - raw), -rung))
        if abs(best - raw) <= raw * LARGEST_DRIFT:
            return round_price(best, currency), f"charm-{currency.lower()}"
    plain = round_price(raw, currency)
    return plain if plain else Money(1, currency), "rounded"


def keeps(old: Money, new: Money) -> bool:
    """Say whether a new proposal is too near the old price to be worth a change (under two per cent)."""
    return abs(new.minor - old.minor) < HYSTERESIS * old.minor


def prior_price(history: Sequence[PastPrice]) -> int | None:
    """Give the lowest price of the thirty days before the reduction in force, in minor units.

    `history` is all of it, oldest first. None where the price in force is no reduction: it never fell, or rose
    last, or was as low as this within those days. Prices that only just came and went count too.
    """
    start = _start_of_reduction(history)
    if start is None:
        return None
    begin = history[start].at - PRIOR_PRICE_DAYS
    standing = [one.minor for one in history[:start] if one.at <= begin][-1:]
    lowest = min([*standing, *(one.minor for one in history[:start] if one.at > begin)])
    return lowest if lowest > history[-1].minor else None


def unit_price(price: Money, content: Decimal, unit: str) -> tuple[Money, str] | None:
    """Give what one whole unit costs, and which; None for the content of one piece, or of exactly one unit."""
    if unit not in WHOLE_UNITS:
        return None
    whole, factor = WHOLE_UNITS[unit]
    amount = content / factor
    if amount == 1:
        return None
    return round_price(price.decimal / amount, price.currency), whole


def _start_of_reduction(history: Sequence[PastPrice]) -> int | None:
    """Find the change with which the price fell to where it is now."""
    for index in range(len(history) - 1, 0, -1):
        if history[index - 1].minor != history[index].minor:
            return index if history[index - 1].minor > history[index].minor else None
    return None


def _rungs(raw: Decimal, currency: str) -> Iterable[Decimal]:
    if currency == "RUB":
        return _endings(raw, Decimal(10), ["9"]) if raw < 1000 else _endings(raw, Decimal(100), ["90"])
    if currency == "CHF":
        return _endings(raw, Decimal(1), ["0.90", "0.95"] if raw < 100 else ["0.90"])
    if exponent(currency) == 0:
        return _endings(raw, Decimal(100), ["80", "100", "90"])
    if raw < 10:
        return _endings(raw, Decimal(1), ["0.49", "0.99"])
    return _endings(raw, Decimal(1), ["0.99"]) if raw < 100 else _endings(raw, Decimal(10), ["9.00"])


def _endings(raw: Decimal, step: Decimal, endings: list[str]) -> list[Decimal]:
    floors = {
        (raw / step).to_integral_value(way) * step for way in (ROUND_FLOOR, ROUND_CEILING, ROUND_HALF_UP)
    }
    return [
        floor + shift + Decimal(ending)
        for floor in floors
        for shift in (-step, Decimal(0))
        for ending in endings
    ]
