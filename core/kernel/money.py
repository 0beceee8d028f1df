"""Money: integer minor units and a currency, and every rounding the house knows.

Nothing else in the product divides an amount. Exponents are ISO 4217's; halves round up, away from
zero, as prices and taxes do in the countries served. Each use has its own named rounding, so that a
country's exception changes one function.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

BASIS_POINTS = 10_000


class CurrencyMismatch(ArithmeticError):
    """Two currencies met in one sum: a bug, never a shopper's mistake."""


@cache
def exponents() -> dict[str, int]:
    """Give the number of decimals of every active ISO 4217 currency."""
    path = Path(__file__).parent / "data" / "currencies.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


def exponent(currency: str) -> int:
    """Give the ISO 4217 decimals of a currency; raises KeyError for an unknown one."""
    return exponents()[currency]


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units (cents, kopecks, whole yen) of one currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.minor, int):
            raise TypeError("minor units are integers")
        exponent(self.currency)

    @classmethod
    def zero(cls, currency: str) -> "Money":
        return cls(0, currency)

    @classmethod
    def of(cls, amount: str | Decimal | int, currency: str) -> "Money":
        """Read a decimal amount such as "24.90"; half a minor unit rounds up."""
        return cls(_round(Decimal(amount).scaleb(exponent(currency))), currency)

    @property
    def decimal(self) -> Decimal:
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __mul__(self, times: int) -> "Money":
        if not isinstance(times, int):
            return NotImplemented
        return Money(self.minor * times, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other.minor

    def split(self, weights: Sequence[int]) -> list["Money"]:
        """Divide by weights so that the parts sum to the whole (largest remainder, ties by position)."""
        return [Money(part, self.currency) for part in split(self.minor, weights)]


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Sum amounts of one currency; an empty sum is zero of it."""
    result = Money.zero(currency)
    for amount in amounts:
        result += amount
    return result


def split(whole: int, weights: Sequence[int]) -> list[int]:
    """Divide an integer by non-negative weights; parts sum to the whole (largest remainder).

    Ties go to the earlier part. When all weights are zero the parts are as equal as can be.
    """
    if not weights:
        raise ValueError("nothing to split over")
    if min(weights) < 0:
        raise ValueError("weights must not be negative")
    if whole < 0:
        return [-part for part in split(-whole, weights)]
    shares = list(weights) if sum(weights) else [1] * len(weights)
    everything = sum(shares)
    parts = [whole * share // everything for share in shares]
    remainders = [whole * share % everything for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda index: (-remainders[index], index))
    for index in by_remainder[: whole - sum(parts)]:
        parts[index] += 1
    return parts


def convert(amount: Money, rate: Decimal, currency: str) -> Decimal:
    """Multiply by a rate (units of `currency` for one unit of the amount's); the result is not rounded."""
    return amount.decimal * rate if amount.currency != currency else amount.decimal


def round_price(amount: Decimal, currency: str) -> Money:
    """Round an unrounded amount to a price."""
    return Money(_round(amount.scaleb(exponent(currency))), currency)


def round_shipping(amount: Decimal, currency: str) -> Money:
    """Round an unrounded shipping cost; kept apart from prices because carriers may demand rounding up."""
    return round_price(amount, currency)


def round_tax(amount: Decimal, currency: str) -> Money:
    """Round the tax of one line; taxes are rounded per line and then only added."""
    return round_price(amount, currency)


def tax_inside(gross: Money, rate_bp: int) -> Money:
    """Give the tax contained in a gross amount at a rate in basis points: P·r / (1 + r)."""
    return round_tax(gross.decimal * rate_bp / (BASIS_POINTS + rate_bp), gross.currency)


def tax_on(net: Money, rate_bp: int) -> Money:
    """Give the tax to add to a net amount at a rate in basis points: N·r."""
    return round_tax(net.decimal * rate_bp / BASIS_POINTS, net.currency)


def _round(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))
