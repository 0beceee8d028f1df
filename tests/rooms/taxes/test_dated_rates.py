from datetime import date

import pytest

from core.platform.db import reading, transaction
from core.taxes import queries, service
from core.taxes.types import TaxRate
from tests.witness import unchanged


@pytest.fixture(autouse=True)
def _shipped(db: object) -> None:
    with transaction():
        service.record_shipped_rates()


def rate(country: str, on: date, category: str = "standard") -> TaxRate:
    with reading():
        return queries.list_rates(country, [category], on)[category]


@pytest.mark.parametrize(
    ("country", "on", "category", "bp"),
    [
        ("DE", date(2020, 6, 30), "standard", 1900),
        ("DE", date(2020, 7, 1), "standard", 1600),
        ("DE", date(2020, 12, 31), "standard", 1600),
        ("DE", date(2021, 1, 1), "standard", 1900),
        ("DE", date(2026, 11, 21), "reduced_food", 700),
        ("CH", date(2023, 12, 31), "standard", 770),
        ("CH", date(2024, 1, 1), "standard", 810),
        ("RU", date(2025, 12, 31), "standard", 2000),
        ("RU", date(2026, 1, 1), "standard", 2200),
        ("RU", date(2026, 1, 1), "reduced_food", 1000),
        ("PL", date(2026, 11, 21), "standard", 2300),
    ],
)
def test_the_rate_of_the_day_counts(country: str, on: date, category: str, bp: int) -> None:
    assert rate(country, on, category).rate_bp == bp


def test_a_category_without_its_own_rate_takes_the_standard_one() -> None:
    books = rate("DE", date(2026, 1, 1), "books")
    assert (books.category, books.rate_bp) == ("standard", 1900)


def test_where_nothing_is_collected_the_reason_is_told() -> None:
    assert (rate("US", date(2026, 1, 1)).rate_bp, rate("US", date(2026, 1, 1)).reason) == (0, "not_collected")
    assert (rate("KW", date(2026, 1, 1)).rate_bp, rate("KW", date(2026, 1, 1)).reason) == (0, "export")
    assert rate("DE", date(1999, 1, 1)).reason == "export"


def test_recording_the_shipped_rates_again_adds_nothing() -> None:
    with unchanged(), transaction():
        assert service.record_shipped_rates() == 0


def test_every_rate_names_its_source() -> None:
    assert rate("DE", date(2026, 1, 1)).source != ""
    assert rate("RU", date(2026, 1, 1)).source != ""
