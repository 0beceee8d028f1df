"""Proposing a price: rate, tax, charm. Pure.

Ladders of charm prices are the trade's habits per currency; a proposal takes the nearest rung, the
upper one on a tie, and never one that is more than fifteen per cent off the raw amount.
"""

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from core.kernel.money import BASIS_POINTS, Money, exponent, round_price

LARGEST_DRIFT = Decimal("0.15")
HYSTERESIS = Decimal("0.02")


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
