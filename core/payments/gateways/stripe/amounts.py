"""Stripe's smallest units, which are not always ISO 4217's. Pure, and exact or refused: nothing is rounded."""

from core.kernel.money import Money, exponent

WITHOUT_DECIMALS = frozenset(
    "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split()  # noqa: SIM905 - as the company lists them
)
WITH_THREE_DECIMALS = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
WHOLE_UNITS_IN_HUNDREDTHS = frozenset({"ISK", "UGX"})


class NotExact(ValueError):
    """The company can't charge this amount to the last unit."""


def to_stripe(amount: Money) -> int:
    """Give an amount in the units the company counts in; raises NotExact where it can't be said exactly."""
    ours, theirs = exponent(amount.currency), _decimals(amount.currency)
    units, rest = divmod(amount.minor * 10**theirs, 10**ours)
    if rest or units % _step(amount.currency):
        raise NotExact(f"{amount.minor} {amount.currency}")
    return units


def from_stripe(units: int, currency: str) -> Money:
    """Read an amount of the company; `currency` as it writes it, in small letters."""
    code = currency.upper()
    minor, rest = divmod(units * 10 ** exponent(code), 10 ** _decimals(code))
    if rest:
        raise NotExact(f"{units} {code}")
    return Money(minor, code)


def _decimals(currency: str) -> int:
    if currency in WITHOUT_DECIMALS:
        return 0
    return 3 if currency in WITH_THREE_DECIMALS else 2


def _step(currency: str) -> int:
    """Give what an amount must be a multiple of: three decimals end in 0, and whole units keep their two zeros."""
    if currency in WITH_THREE_DECIMALS:
        return 10
    return 100 if currency in WHOLE_UNITS_IN_HUNDREDTHS else 1
