"""How amounts, dates and names are written, by CLDR, in the language of the page or mail."""

from datetime import date, datetime
from decimal import Decimal

from babel import Locale, dates, numbers
from flask_babel import get_locale

from core.kernel.money import Money, exponent

_DOLLARS = {"USD": "US$", "CAD": "CA$", "AUD": "A$", "NZD": "NZ$", "HKD": "HK$", "SGD": "S$", "MXN": "MX$"}
_PLAIN_SIGNS = ("US$", "CA$", "AU$", "A$", "NZ$", "HK$", "S$", "MX$", "$US", "$CA", "$AU", "$NZ", "$")


def money(amount: Money) -> str:
    """Write an amount, telling the dollars apart: US$, CA$, A$."""
    return money_in(locale(), amount)


def money_in(where: Locale, amount: Money) -> str:
    """Write an amount as a locale does."""
    digits = exponent(amount.currency)
    pattern = where.currency_formats["standard"].pattern
    fraction = "." + "0" * digits if digits else ""
    plain = ";".join(_with_fraction(part, fraction) for part in pattern.split(";"))
    written = numbers.format_currency(
        amount.decimal, amount.currency, plain, locale=where, currency_digits=False
    )
    if amount.currency not in _DOLLARS:
        return written
    sign = next(sign for sign in _PLAIN_SIGNS if sign in written or sign == "$")
    return written.replace(sign, _DOLLARS[amount.currency])


def percent(basis_points: int) -> str:
    """Write basis points as per cent: 1900 is 19 %, 810 is 8.1 %."""
    return numbers.format_percent(Decimal(basis_points) / 10_000, locale=locale(), decimal_quantization=False)


def number(value: int | Decimal) -> str:
    """Write a number."""
    return numbers.format_decimal(value, locale=locale())


def day(value: date) -> str:
    """Write a day, such as 3 December."""
    return dates.format_skeleton("MMMd", value, locale=locale())


def long_day(value: date | datetime) -> str:
    """Write a day with its year."""
    return dates.format_date(value, "long", locale=locale())


def moment(value: datetime) -> str:
    """Write an instant in UTC with its zone."""
    return f"{dates.format_datetime(value, 'medium', tzinfo=dates.UTC, locale=locale())} UTC"


def days_between(first: date, last: date) -> str:
    """Write a span of days, such as 3 – 7 Dec."""
    return dates.format_interval(first, last, "MMMd", locale=locale()) if first != last else day(first)


def country(code: str) -> str:
    """Give a country's name."""
    return str(locale().territories.get(code, code))


def locale() -> Locale:
    """Give the locale in force; English outside a page or mail."""
    return get_locale() or Locale.parse("en")


def _with_fraction(part: str, fraction: str) -> str:
    return part.replace(".00", fraction)
