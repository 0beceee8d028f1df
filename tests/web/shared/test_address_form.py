from collections.abc import Iterator

import pytest
from babel import Locale
from flask import Flask
from flask_babel import Babel, force_locale

from core.kernel.places import Address, address_fields
from core.platform.settings import ROOT
from web.shared import regions
from web.shared.address_form import AddressForm

COUNTRIES = ("US", "DE", "GB", "CN", "RU", "JP", "HK", "CA", "AT", "AU", "AE", "AM", "KR")


@pytest.fixture(autouse=True)
def page() -> Iterator[None]:
    app = Flask("page")
    Babel(app, default_translation_directories=str(ROOT / "web" / "translations"))
    with app.test_request_context():
        yield


def labels(country: str) -> list[str]:
    return [drawn.label for drawn in AddressForm.blank(COUNTRIES, country).fields]


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("DE", ["Full name", "Address", "Postal code", "City", "Phone"]),
        ("US", ["Full name", "Address", "City", "State", "Postal code", "Phone"]),
        ("GB", ["Full name", "Address", "City", "Postal code", "Phone"]),
        ("CN", ["Full name", "Postal code", "Province", "City", "District", "Address", "Phone"]),
        ("JP", ["Full name", "Postal code", "Prefecture", "Address", "Phone"]),
    ],
)
def test_each_country_has_its_own_fields_in_its_own_order(country: str, expected: list[str]) -> None:
    assert labels(country) == expected


def test_every_row_of_fields_is_full() -> None:
    for country in COUNTRIES:
        room = 6
        for drawn in AddressForm.blank(COUNTRIES, country).fields:
            room = 6 if room == 0 else room
            assert drawn.span <= room, (country, drawn.part)
            room -= drawn.span
        assert room == 0, country


def test_countries_stand_by_their_names_in_the_readers_language() -> None:
    with force_locale("de"):
        named = [name for _, name in AddressForm.blank(COUNTRIES, "DE").country_field.options]
    assert named[:4] == ["Armenien", "Australien", "China", "Deutschland"]
    assert named.index("Österreich") < named.index("Russland")


@pytest.mark.parametrize(
    ("locale", "country", "key", "name"),
    [
        ("en", "CN", "北京市", "Beijing Shi"),
        ("zh_Hans", "CN", "北京市", "北京市"),
        ("ru", "RU", "Москва", "Москва"),
        ("de", "RU", "Москва", "Moskva"),
        ("zh_Hans", "RU", "Москва", "Moskva"),
        ("en", "US", "CA", "California"),
        ("en", "CA", "QC", "Quebec"),
        ("ru", "US", "NY", "Нью-Йорк"),
        ("ru", "US", "PR", "Пуэрто-Рико"),
        ("zh_Hans", "US", "CA", "加利福尼亚州"),
        ("fr", "CA", "BC", "Colombie-Britannique"),
        ("pl", "AU", "ACT", "Australijskie Terytorium Stołeczne"),
        ("de", "AE", "إمارة دبيّ", "Dubai"),
        ("de", "JP", "東京都", "Tokyo"),
        ("ru", "AM", "Երևան", "Ереван"),
        ("zh_Hans", "KR", "서울특별시", "首尔"),
    ],
)
def test_regions_are_named_in_a_script_the_reader_knows(
    locale: str, country: str, key: str, name: str
) -> None:
    with force_locale(locale):
        fields = AddressForm.blank(COUNTRIES, country).fields
    (region,) = [drawn for drawn in fields if drawn.part == "country_area"]
    assert dict(region.options)[key] == name
    assert len(region.options) == len(dict(region.options))


@pytest.mark.parametrize(
    ("locale", "country", "told"), [("ru", "BR", True), ("de", "BR", False), ("zh_Hans", "US", False)]
)
def test_names_in_another_script_are_explained(locale: str, country: str, told: bool) -> None:
    with force_locale(locale):
        fields = AddressForm.blank([*COUNTRIES, "BR"], country).fields
    (region,) = [drawn for drawn in fields if drawn.part == "country_area"]
    assert bool(region.hint) is told


def test_regions_stand_by_their_names_in_the_readers_language() -> None:
    with force_locale("de"):
        fields = AddressForm.blank(COUNTRIES, "US").fields
    (region,) = [drawn for drawn in fields if drawn.part == "country_area"]
    names = [name for _, name in region.options]
    assert names.index("Kalifornien") > names.index("Idaho")


def test_a_kept_phone_is_shown_for_reading_and_taken_back_as_it_was() -> None:
    kept = Address(
        name="Robin Lane",
        country="DE",
        street_address="Lindenweg 4",
        city="Berlin",
        postal_code="10115",
        phone="+4930901820",
    )
    form = AddressForm.of(kept, COUNTRIES)
    assert form.fields[-1].value == "+49 30 901820"
    assert form.check() == kept


def test_a_country_that_is_not_offered_falls_back_to_the_first_one() -> None:
    assert AddressForm.blank(COUNTRIES, "FR").country == "US"


def test_a_good_address_is_given_tidy() -> None:
    form = AddressForm.read(
        {
            "country": "us",
            "name": " Ann Lee ",
            "street_address": "1 Main St",
            "city": "Springfield",
            "country_area": "IL",
            "postal_code": "62701",
            "phone": "(217) 782-2000",
        },
        COUNTRIES,
    )
    address = form.check()
    assert address is not None
    assert (address.name, address.country, address.country_area) == ("Ann Lee", "US", "IL")
    assert address.phone == "+12177822000"
    assert form.errors == []


def test_complaints_are_sentences_in_the_order_of_the_form() -> None:
    form = AddressForm.read({"country": "US", "postal_code": "9", "phone": "1"}, COUNTRIES)
    assert form.check() is None
    assert form.errors == [
        ("name", "Enter the full name of who receives the parcel."),
        ("street-address", "Enter the street and the house number."),
        ("city", "Enter the city."),
        ("country-area", "Choose the region."),
        ("postal-code", "This postal code does not fit the country and the region."),
        ("phone", "Enter a phone number with its area code, or with + and the code of its country."),
    ]


def test_a_prefix_keeps_two_addresses_of_one_page_apart() -> None:
    typed = {"billing_country": "DE", "billing_city": "Bonn", "city": "Kiel"}
    form = AddressForm.read(typed, COUNTRIES, prefix="billing_")
    city = next(drawn for drawn in form.fields if drawn.part == "city")
    assert (city.name, city.id, city.value) == ("billing_city", "billing-city", "Bonn")


def test_a_change_of_country_is_told_from_saving() -> None:
    assert AddressForm.read({"country": "DE", "change_country": "1"}, COUNTRIES).is_changing_country
    assert not AddressForm.read({"country": "DE"}, COUNTRIES).is_changing_country


def test_every_region_with_words_of_its_own_is_one_the_country_knows() -> None:
    for country, named in regions.NAMES.items():
        (region,) = [rule for rule in address_fields(country) if rule.part == "country_area"]
        known = {key for key, _ in region.choices}
        assert set(named) <= known
        assert known - set(named) <= set(Locale("en").territories), country
