"""How amounts, dates and names are written, by CLDR, in the language of the page or mail."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from flask import g
from flask_babel import get_locale
from markupsafe import Markup

from core.kernel.money import Money, exponent
from web.shared.site import current_site

_DOLLARS = {"USD": "US$", "CAD": "CA$", "AUD": "A$", "NZD": "NZ$", "HKD": "HK$", "SGD": "S$", "MXN": "MX$"}
_PLAIN_SIGNS = ("US$", "CA$", "AU$", "A$", "NZ$", "HK$", "S$", "MX$", "$US", "$CA", "$AU", "$NZ", "$")
_SHORT_WHEN_WHOLE = {"RUB"}
_LETTER_BEFORE_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)")
_BARE_DASH = re.compile(r"(?<=\S)–(?=\S)")
MOST_KEPT = 4096  # written amounts, and as many numbers: a page has dozens of them, mostly the same
_WORD_JOINER = "\u2060"
_TO_HARD_SPACES = {" ": "\u00a0", "\u2009": "\u202f"}


def money(amount: Money, *, is_round: bool = False) -> str:
    """Write an amount, telling the dollars apart: US$, CA$, A$. A round one needs no decimals, as in a heading."""
    return money_in(locale(), amount, is_round=is_round)


@lru_cache(maxsize=MOST_KEPT)
def money_in(where: Locale, amount: Money, *, is_round: bool = False) -> str:
    """Write an amount as a locale does; nobody writes kopecks where there are none."""
    is_short = is_round or amount.currency in _SHORT_WHEN_WHOLE
    is_whole = amount.decimal == amount.decimal.to_integral_value()
    digits = 0 if is_short and is_whole else exponent(amount.currency)
    pattern = where.currency_formats["standard"].pattern
    fraction = "." + "0" * digits if digits else ""
    plain = ";".join(_with_fraction(part, fraction) for part in pattern.split(";"))
    written = numbers.format_currency(
        amount.decimal, amount.currency, plain, locale=where, currency_digits=False
    )
    if amount.currency not in _DOLLARS:
        return _LETTER_BEFORE_DIGIT.sub("\u00a0", written)
    sign = next(sign for sign in _PLAIN_SIGNS if sign in written or sign == "$")
    return written.replace(sign, _DOLLARS[amount.currency])


def percent(basis_points: int) -> str:
    """Write basis points as per cent: 1900 is 19 %, 810 is 8.1 %."""
    return numbers.format_percent(Decimal(basis_points) / 10_000, locale=locale(), decimal_quantization=False)


def number(value: int | Decimal) -> str:
    """Write a number."""
    return _number(locale(), value)


@lru_cache(maxsize=MOST_KEPT, typed=True)
def _number(where: Locale, value: int | Decimal) -> str:
    return numbers.format_decimal(value, locale=where)


def mean(value: float) -> str:
    """Write a mean of stars with one decimal, such as 4.3."""
    return _mean(locale(), value)


@lru_cache(maxsize=MOST_KEPT)
def _mean(where: Locale, value: float) -> str:
    return numbers.format_decimal(value, format="0.0", locale=where)


def day(value: date) -> str:
    """Write a day, such as 3 December."""
    return dates.format_skeleton("MMMd", value, locale=locale())


def long_day(value: date | datetime) -> str:
    """Write a day with its year; of an instant, the day it falls on where the site is at home."""
    if isinstance(value, datetime):
        value = value.astimezone(_home_zone())
    return dates.format_date(value, "long", locale=locale())


def moment(value: datetime, zone: str = "") -> str:
    """Write an instant for a shopper: to the minute, in a zone or the site's own, with the zone's short name."""
    there = value.astimezone(ZoneInfo(zone) if zone else _home_zone())
    pattern = str(dates.get_datetime_format("medium", locale=locale()))
    day_there = dates.format_date(there, "medium", locale=locale())
    time_there = dates.format_time(there, "short", tzinfo=there.tzinfo, locale=locale())
    return f"{pattern.format(time_there, day_there)} {_zone_name(there)}"


def instant(value: datetime) -> str:
    """Write an instant for a console: to the second, in UTC."""
    return f"{dates.format_datetime(value, 'medium', tzinfo=dates.UTC, locale=locale())} UTC"


def days_between(first: date, last: date) -> str:
    """Write a span of days, such as 3 – 7 Dec, that no line break takes apart."""
    if first == last:
        return day(first)
    span = dates.format_interval(first, last, "MMMd", locale=locale())
    for soft, hard in _TO_HARD_SPACES.items():
        span = span.replace(soft, hard)
    return _BARE_DASH.sub(f"{_WORD_JOINER}–{_WORD_JOINER}", span)


def country(code: str) -> str:
    """Give a country's name."""
    return str(locale().territories.get(code, code))


def isolated(text: str) -> Markup:
    """Keep a text that may run the other way, such as a name, from turning the words around it."""
    return Markup("<bdi>{}</bdi>").format(text)


def locale() -> Locale:
    """Give the locale in force; English outside a page or mail."""
    try:  # where it was asked for before in this page; it is, several hundred times
        found: Locale | None = g._flask_babel.babel_locale
    except (AttributeError, RuntimeError):
        found = None
    return found or get_locale() or Locale.parse("en")


def _home_zone() -> ZoneInfo:
    return ZoneInfo(current_site().time_zone)


def _zone_name(there: datetime) -> str:
    """Give CLDR's short name; where a language has none, the distance from Greenwich as the language writes it."""
    name = dates.get_timezone_name(there, "short", locale=locale())
    if name[0] not in "+-":
        return name
    minutes = round((there.utcoffset() or timedelta()) / timedelta(minutes=1))
    hours, rest = divmod(abs(minutes), 60)
    distance = f"{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")
    return str(locale().zone_formats["gmt"] % distance)


def _with_fraction(part: str, fraction: str) -> str:
    return part.replace(".00", fraction)
