"""Addresses by the rules of six countries that disagree about nearly everything."""

import pytest

from core.kernel.places import Address, address_fields, check_address, tidy_phone

GOOD = {
    "DE": {
        "name": "Robin Lane",
        "street_address": "Lindenweg 4",
        "city": "Berlin",
        "postal_code": "10115",
        "phone": "030 901820",
    },
    "RU": {
        "name": "Робин Лейн",
        "street_address": "улица Арбат, 5",
        "city": "Москва",
        "country_area": "Москва",
        "postal_code": "119019",
        "phone": "8 495 123-45-67",
    },
    "US": {
        "name": "Robin Lane",
        "street_address": "18 Tremont Street",
        "city": "Boston",
        "country_area": "MA",
        "postal_code": "02108",
        "phone": "(617) 555-1234",
    },
    "CN": {
        "name": "李梅",
        "street_address": "益海路1188号",
        "city": "深圳市",
        "city_area": "盐田区",
        "country_area": "广东省",
        "postal_code": "518083",
        "phone": "138 0013 8000",
    },
    "JP": {
        "name": "山田 太郎",
        "street_address": "丸の内1-1-1",
        "city": "千代田区",
        "country_area": "東京都",
        "postal_code": "100-0005",
        "phone": "03-1234-5678",
    },
    "PL": {
        "name": "Marek Nowak",
        "street_address": "ul. Prosta 51",
        "city": "Warszawa",
        "postal_code": "00-838",
        "phone": "22 123 45 67",
    },
}
PHONES = {
    "DE": "+4930901820",
    "RU": "+74951234567",
    "US": "+16175551234",
    "CN": "+8613800138000",
    "JP": "+81312345678",
    "PL": "+48221234567",
}
NEEDS = {
    "DE": {"name", "street_address", "city", "postal_code"},
    "RU": {"name", "street_address", "city", "postal_code", "country_area"},
    "US": {"name", "street_address", "city", "postal_code", "country_area"},
    "CN": {"name", "street_address", "city", "postal_code", "country_area"},
    "JP": {"name", "street_address", "postal_code", "country_area"},
    "PL": {"name", "street_address", "city", "postal_code"},
}
NO_CODES = {"DE": "1011", "RU": "11901", "US": "0210", "CN": "51808", "JP": "10-0005", "PL": "0838"}
countries = pytest.mark.parametrize("country", GOOD)


@countries
def test_a_good_address_is_taken_as_written(country: str) -> None:
    address, complaints = check_address({"country": country.lower(), **GOOD[country]})
    assert complaints == {}
    assert address is not None
    assert address.country == country
    assert address.phone == PHONES[country]
    assert (address.name, address.street_address) == (GOOD[country]["name"], GOOD[country]["street_address"])
    assert address.postal_code == GOOD[country]["postal_code"]


@countries
def test_every_part_that_the_country_needs_is_asked_for(country: str) -> None:
    address, complaints = check_address({"country": country})
    assert address is None
    missing = {part for part, complaint in complaints.items() if complaint == "required"}
    assert missing == NEEDS[country] | {"phone"}


@countries
def test_one_missing_part_is_named_and_nothing_else(country: str) -> None:
    for part in NEEDS[country]:
        typed = {"country": country, **GOOD[country]}
        typed.pop(part)
        _, complaints = check_address(typed)
        assert complaints == {part: "required"}, part


@countries
def test_a_postal_code_of_another_shape_is_invalid(country: str) -> None:
    _, complaints = check_address({"country": country, **GOOD[country], "postal_code": NO_CODES[country]})
    assert complaints == {"postal_code": "invalid"}


@countries
def test_a_phone_that_cannot_be_dialed_is_invalid(country: str) -> None:
    _, complaints = check_address({"country": country, **GOOD[country], "phone": "12"})
    assert complaints == {"phone": "invalid"}


@countries
def test_the_form_has_the_fields_the_country_needs_each_once(country: str) -> None:
    fields = address_fields(country)
    parts = [field.part for field in fields]
    assert len(parts) == len(set(parts))
    assert {field.part for field in fields if field.required} >= NEEDS[country] - {"name"}


def test_the_order_of_the_form_is_the_countrys_own() -> None:
    def order(country: str) -> list[str]:
        return [field.part for field in address_fields(country)]

    assert order("DE").index("street_address") < order("DE").index("postal_code") < order("DE").index("city")
    assert order("CN").index("country_area") < order("CN").index("city") < order("CN").index("street_address")
    assert order("JP").index("postal_code") < order("JP").index("street_address")
    assert order("US").index("city") < order("US").index("country_area") < order("US").index("postal_code")


def test_states_are_chosen_and_not_typed_where_the_country_has_a_list() -> None:
    states = next(field for field in address_fields("US") if field.part == "country_area")
    assert states.label == "state"
    assert ("MA", "Massachusetts") in states.choices
    prefectures = next(field for field in address_fields("JP") if field.part == "country_area")
    assert prefectures.label == "prefecture"
    assert len(prefectures.choices) >= 47


def test_a_state_that_does_not_exist_is_invalid() -> None:
    _, complaints = check_address({"country": "US", **GOOD["US"], "country_area": "ZZ"})
    assert complaints == {"country_area": "invalid"}


def test_nobody_is_called_where_an_invoice_goes() -> None:
    typed = {**GOOD["DE"], "country": "DE", "phone": "nonsense"}
    assert check_address(typed) == (None, {"phone": "invalid"})
    address, complaints = check_address(typed, needs_phone=False)
    assert address is not None
    assert (address.phone, complaints) == ("", {})


@pytest.mark.parametrize("country", ["", "XX", "Germany", "🙂"])
def test_a_country_that_does_not_exist_is_a_complaint_and_no_crash(country: str) -> None:
    address, complaints = check_address({"country": country, **GOOD["DE"]})
    assert address is None
    assert "country" in complaints


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("+44 20 7946 0018", "DE", "+442079460018"),
        ("8 (495) 123-45-67", "RU", "+74951234567"),
        ("030/901820", "DE", "+4930901820"),
        ("hello", "DE", None),
        ("", "DE", None),
        ("5551234", "", None),
    ],
)
def test_phones_are_kept_as_they_are_dialed_from_abroad(typed: str, country: str, number: str | None) -> None:
    assert tidy_phone(typed, country) == number


def test_an_address_is_written_in_the_order_of_its_country() -> None:
    berlin = Address("Robin Lane", "DE", street_address="Lindenweg 4", city="Berlin", postal_code="10115")
    assert berlin.lines() == ["Robin Lane", "Lindenweg 4", "10115 Berlin"]
    moscow = Address(**GOOD["RU"] | {"country": "RU"})
    assert moscow.lines()[0] == "Робин Лейн"
    assert moscow.lines()[-1] == "119019"


def test_a_part_stands_on_one_line() -> None:
    typed = GOOD["DE"] | {"country": "DE", "name": " Robin\r\nTotal: nothing\u2028 Lane ", "city": "Berlin\n"}
    address, _ = check_address(typed)
    assert address is not None
    assert (address.name, address.city) == ("Robin Total: nothing Lane", "Berlin")
