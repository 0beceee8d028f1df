"""Amounts, days and instants as a shopper reads them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import g
from flask_babel import force_locale

from core.kernel.money import Money
from tests.factories.shop import Shop
from web.app import create_app
from web.shared import filters
from web.shared.site import country_names, current_site

NOON = datetime(2026, 11, 21, 12, 5, 59, tzinfo=UTC)
Home = Callable[[str], None]


@pytest.fixture
def home(shop: Shop) -> Iterator[Home]:
    """Have a page of a site that lies in a given time zone."""
    with create_app().test_request_context():
        where = current_site()

        def lie_in(time_zone: str) -> None:
            g.site = replace(where, time_zone=time_zone)

        yield lie_in


@pytest.mark.parametrize(
    ("language", "minor", "written"),
    [
        ("ru", 179000, "1 790 ₽"),
        ("ru", 62780, "627,80 ₽"),
        ("ru", 0, "0 ₽"),
        ("en", 179000, "RUB 1,790"),
        ("zh_Hans", 179050, "RUB 1,790.50"),
    ],
)
def test_roubles_show_kopecks_only_where_there_are_any(
    home: Home, language: str, minor: int, written: str
) -> None:
    with force_locale(language):
        assert _soft(filters.money(Money(minor, "RUB"))) == written


def test_only_a_round_amount_in_a_heading_drops_its_cents(home: Home) -> None:
    assert filters.money(Money(2000, "USD")) == "US$20.00"
    assert filters.money(Money(2000, "USD"), is_round=True) == "US$20"
    assert filters.money(Money(2050, "USD"), is_round=True) == "US$20.50"
    assert filters.money(Money(2000, "KWD"), is_round=True).endswith("2")
    assert filters.money(Money(20, "JPY"), is_round=True) == "¥20"


@pytest.mark.parametrize(
    ("time_zone", "language", "written"),
    [
        ("Europe/Moscow", "ru", "21 нояб. 2026 г., 15:05 GMT+3"),
        ("Europe/Warsaw", "de", "21.11.2026, 13:05 MEZ"),
        ("Europe/Warsaw", "fr", "21 nov. 2026, 13:05 UTC+1"),
        ("Asia/Kolkata", "en", "Nov 21, 2026, 5:35 PM GMT+5:30"),
        ("America/St_Johns", "de", "21.11.2026, 08:35 GMT-3:30"),
    ],
)
def test_a_moment_is_told_by_the_clock_of_the_site(
    home: Home, time_zone: str, language: str, written: str
) -> None:
    home(time_zone)
    with force_locale(language):
        assert _soft(filters.moment(NOON)) == written


def test_a_console_reads_utc_to_the_second(home: Home) -> None:
    home("Europe/Moscow")
    assert _soft(filters.instant(NOON)) == "Nov 21, 2026, 12:05:59 PM UTC"


def test_the_day_of_an_instant_is_the_day_of_the_site(home: Home) -> None:
    home("Asia/Singapore")
    assert filters.long_day(datetime(2026, 11, 21, 20, 0, tzinfo=UTC)) == "November 22, 2026"
    assert filters.long_day(date(2026, 11, 21)) == "November 21, 2026"


def test_no_line_break_takes_days_apart(home: Home) -> None:
    first, last = date(2026, 12, 8), date(2026, 12, 22)
    with force_locale("ru"):
        assert filters.days_between(first, last) == "8\u2060–\u206022\u00a0дек."
    assert filters.days_between(first, first) == "Dec 8"
    assert filters.days_between(first, last) == "Dec\u00a08\u202f–\u202f22"


@pytest.mark.parametrize(
    ("language", "codes"), [("de", "DE AT PL"), ("fr", "DE AT US FR"), ("pl", "LV MT HU")]
)
def test_countries_stand_in_the_order_of_the_alphabet(language: str, codes: str) -> None:
    assert [code for code, _ in country_names(tuple(sorted(codes.split())), language)] == codes.split()


def _soft(written: str) -> str:
    return written.replace("\u00a0", " ").replace("\u202f", " ")
