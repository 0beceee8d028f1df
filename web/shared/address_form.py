import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from core.kernel.places import PARTS, Address, AddressField, address_fields, check_address, spaced_phone
from web.shared import filters, regions
from web.shared.alphabet import in_alphabet

# Every kind of name the countries' rules give a part.
LABELS = {
    "area": _l("Area"),
    "county": _l("County"),
    "department": _l("Department"),
    "emirate": _l("Emirate"),
    "do_si": _l("Province or city"),
    "island": _l("Island"),
    "oblast": _l("Region"),
    "parish": _l("Parish"),
    "prefecture": _l("Prefecture"),
    "province": _l("Province"),
    "city": _l("City"),
    "state": lazy_pgettext("address", "State"),  # of a country; elsewhere the word means how an order stands
    "post_town": _l("City"),
    "district": _l("District"),
    "suburb": _l("Suburb"),
    "townland": _l("Townland"),
    "neighborhood": _l("Neighborhood"),
    "village_township": _l("Village or township"),
    "postal": _l("Postal code"),
    "zip": _l("Postal code"),
    "pin": _l("Postal code"),
    "eircode": _l("Postal code"),
    "street_address": _l("Address"),
    "name": _l("Full name"),
    "sorting_code": _l("Sorting code"),
}
REQUIRED = {
    "name": _l("Enter the full name of who receives the parcel."),
    "country": _l("Choose a country from the list."),
    "street_address": _l("Enter the street and the house number."),
    "city": _l("Enter the city."),
    "city_area": _l("Enter the part of the city."),
    "country_area": _l("Choose the region."),
    "postal_code": _l("Enter the postal code."),
    "sorting_code": _l("Enter the sorting code."),
    "phone": _l("Enter a phone number, so that the carrier can call."),
}
INVALID = {
    "country": _l("Choose a country from the list."),
    "city": _l("Enter a city of this country."),
    "city_area": _l("Enter a part of this city."),
    "country_area": _l("Choose a region of this country."),
    "postal_code": _l("This postal code does not fit the country and the region."),
    "phone": _l("Enter a phone number with its area code, or with + and the code of its country."),
}
BILLED = {"name": _l("Enter the full name that the invoice is made out to.")}
AUTOCOMPLETE = {
    "name": "name",
    "street_address": "street-address",
    "city": "address-level2",
    "city_area": "address-level3",
    "country_area": "address-level1",
    "postal_code": "postal-code",
}
SCRIPTS = {"zh": "CJK", "ru": "CYRILLIC"}
WIDE = {"name", "street_address"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field as the template draws it; `span` is its width in sixths."""

    part: str
    name: str
    label: str
    value: str
    error: str
    hint: str
    required: bool
    autocomplete: str
    span: int
    options: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        return self.name.replace("_", "-")


@dataclass
class AddressForm:
    """An address as somebody types it, in the form of its country.

    `countries` are the codes offered; `prefix` keeps two addresses of one page apart. Where
    `is_changing_country`, only the fields of another country are asked for, and nothing is to be kept.
    Complaints are codes by part until the template asks for their sentences. Where `is_billing` it is the
    address of an invoice: nobody is called there.
    """

    countries: Sequence[str]
    values: dict[str, str]
    prefix: str = ""
    is_changing_country: bool = False
    complaints: dict[str, str] = field(default_factory=dict)
    is_billing: bool = False

    @classmethod
    def blank(
        cls,
        countries: Sequence[str],
        country: str,
        *,
        name: str = "",
        prefix: str = "",
        is_billing: bool = False,
    ) -> "AddressForm":
        """Offer an empty form of a country, or of the first one offered where that is not among them."""
        chosen = country if country in countries else countries[0]
        return cls(countries, {"country": chosen, "name": name}, prefix, is_billing=is_billing)

    @classmethod
    def of(
        cls, address: Address, countries: Sequence[str], *, prefix: str = "", is_billing: bool = False
    ) -> "AddressForm":
        """Offer an address for editing."""
        values = address.as_dict() | {"phone": spaced_phone(address.phone)}
        return cls(countries, values, prefix, is_billing=is_billing)

    @classmethod
    def read(
        cls, typed: Mapping[str, str], countries: Sequence[str], *, prefix: str = "", is_billing: bool = False
    ) -> "AddressForm":
        """Take what was typed, as it was typed."""
        parts = ("country", "phone", *PARTS)
        values = {part: typed.get(prefix + part, "")[:255] for part in parts}
        is_changing = "change_country" in typed
        return cls(countries, values, prefix, is_changing_country=is_changing, is_billing=is_billing)

    def check(self) -> Address | None:
        """Give the tidy address, or None and keep the complaints."""
        if self.country not in self.countries:
            self.complaints = {"country": "required"}
            return None
        address, self.complaints = check_address(self.values, needs_phone=not self.is_billing)
        return address

    def complain(self, complaints: Mapping[str, str]) -> None:
        """Keep complaints that core gave."""
        self.complaints = dict(complaints)

    @property
    def country(self) -> str:
        return self.values.get("country", "").strip().upper()

    @property
    def country_field(self) -> Field:
        """Give the choice of country; its options are sorted by name in the reader's language."""
        return self._field(
            "country",
            _("Country"),
            self.country,
            required=True,
            autocomplete="country",
            span=6,
            options=_countries(str(filters.locale()), tuple(self.countries)),
        )

    @property
    def fields(self) -> list[Field]:
        """List the country's own fields in its own order; the name leads and the phone follows."""
        country = self.country if self.country in self.countries else self.countries[0]
        rules = sorted(address_fields(country), key=lambda rule: rule.part != "name")
        spans = _spans([rule.part for rule in rules])
        drawn = [self._rule_field(country, rule, span) for rule, span in zip(rules, spans, strict=True)]
        if self.is_billing:
            return drawn
        phone = self.values.get("phone", "")
        return [*drawn, self._field("phone", _("Phone"), phone, required=True, autocomplete="tel", span=6)]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """List (field id, sentence) of every complaint, in the order of the form."""
        if not self.complaints:
            return []
        return [(drawn.id, drawn.error) for drawn in (self.country_field, *self.fields) if drawn.error]

    def _rule_field(self, country: str, rule: AddressField, span: int) -> Field:
        options, is_foreign = _choices(str(filters.locale()), country, tuple(rule.choices))
        hint = _("For example %(code)s", code=rule.example) if rule.example else ""
        if is_foreign:
            hint = _("Region names are written as in the country itself.")
        return self._field(
            rule.part,
            str(LABELS.get(rule.label) or LABELS["province"]),
            self.values.get(rule.part, ""),
            required=rule.required or rule.part == "name",
            autocomplete=AUTOCOMPLETE.get(rule.part, ""),
            span=span,
            options=options,
            hint=hint,
        )

    def _field(
        self,
        part: str,
        label: str,
        value: str,
        *,
        required: bool,
        autocomplete: str,
        span: int,
        options: tuple[tuple[str, str], ...] = (),
        hint: str = "",
    ) -> Field:
        required_words = REQUIRED | BILLED if self.is_billing else REQUIRED
        sentences = required_words if self.complaints.get(part) == "required" else INVALID
        error = str(sentences.get(part, required_words[part])) if part in self.complaints else ""
        autocomplete = f"billing {autocomplete}" if self.is_billing and autocomplete else autocomplete
        return Field(
            part, self.prefix + part, label, value, error, hint, required, autocomplete, span, options
        )


def _sorted(options: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    language = filters.locale().language
    return tuple(sorted(options, key=lambda option: in_alphabet(option[1], language)))


def _spans(parts: Iterable[str]) -> list[int]:
    """Give each part its width: wide ones a row of their own, the narrow ones between share rows."""
    spans: list[int] = []
    run: list[str] = []
    for part in (*parts, ""):
        if part and part not in WIDE:
            run.append(part)
            continue
        spans += _share(run)
        run = []
        spans += [6] if part else []
    return spans


def _share(run: list[str]) -> list[int]:
    if len(run) == 2 and "postal_code" in run:
        return [2 if part == "postal_code" else 4 for part in run]
    return {0: [], 1: [6], 2: [3, 3], 3: [2, 2, 2], 4: [3, 3, 3, 3]}.get(len(run), [6] * len(run))


@lru_cache(maxsize=64)
def _countries(_locale: str, codes: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Name and sort countries for the readers of a locale, which is that of the page."""
    return _sorted((code, filters.country(code)) for code in codes)


@lru_cache(maxsize=512)
def _choices(
    _locale: str, country: str, offered: tuple[tuple[str, str], ...]
) -> tuple[tuple[tuple[str, str], ...], bool]:
    """Name each choice once, sorted for the readers of a locale, which is that of the page.

    Says whether some are in a script such readers may not know.
    """
    names: dict[str, list[str]] = {}
    for key, name in offered:
        names.setdefault(key, []).append(name)
    script = SCRIPTS.get(filters.locale().language, "LATIN")
    named = [(key, _name(country, key, known, script)) for key, known in names.items()]
    is_foreign = any(not _is_in(script, name) for _key, name in named)
    return _sorted(named), is_foreign


def _name(country: str, key: str, known: Sequence[str], script: str) -> str:
    """Give a region its name in the reader's language, else the country's own in the best known script."""
    if country in regions.NAMES:
        return str(regions.NAMES[country].get(key) or filters.country(key))
    for wanted in (script, "LATIN"):
        for name in known:
            if _is_in(wanted, name):
                return name
    return known[0]


def _is_in(script: str, name: str) -> bool:
    return unicodedata.name(name[0], "").startswith(script)
