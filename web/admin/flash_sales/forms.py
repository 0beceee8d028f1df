"""From the fields of a flash sale's form to its terms, and back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from core.flash_sales.types import FlashSale, FlashTerms
from core.kernel.ids import LocationId
from core.kernel.money import Money

NUMBERS = ("units", "per_shopper", "per_second", "minutes")
MOMENTS = ("starts_at", "ends_at")
MOST_MONEY = 10_000_000


@dataclass
class TermsForm:
    """The fields as they are shown or were typed, by name; `errors` by field."""

    values: dict[str, str]
    currencies: tuple[str, ...]
    locations: frozenset[LocationId] = frozenset()
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, sale: FlashSale, zone: ZoneInfo) -> "TermsForm":
        """Fill the fields before anybody types."""
        terms = sale.terms
        values = {name: str(getattr(terms, name)) for name in NUMBERS}
        values |= {name: _local(getattr(terms, name), zone) for name in MOMENTS}
        values["home"] = str(terms.home_id or "")
        values |= {f"price-{price.currency}": str(price.decimal) for price in terms.prices}
        return cls(values, tuple(price.currency for price in terms.prices))

    @classmethod
    def read(
        cls, form: Mapping[str, str], currencies: Iterable[str], locations: Iterable[LocationId]
    ) -> "TermsForm":
        """Take what was typed."""
        known = tuple(currencies)
        names = (*NUMBERS, *MOMENTS, "home", *(f"price-{currency}" for currency in known))
        return cls({name: form.get(name, "").strip()[:32] for name in names}, known, frozenset(locations))

    def check(self, zone: ZoneInfo) -> FlashTerms | None:
        """Give the terms, or None where a field can't be read and `errors` says which; empty ones may wait."""
        units, per_shopper, per_second, minutes = (self.number(name) or 0 for name in NUMBERS)
        starts_at, ends_at = (self._moment(name, zone) for name in MOMENTS)
        prices = [price for currency in self.currencies if (price := self._price(currency))]
        terms = FlashTerms(self._home(), units, per_shopper, per_second, minutes, starts_at, ends_at, prices)
        return None if self.errors else terms

    def number(self, name: str) -> int | None:
        """Read a whole number; None, said in `errors`, where it is none."""
        written = self.values.get(name, "")
        if written.isascii() and written.isdigit() and len(written) < 8:
            return int(written)
        self.errors[name] = _("Type a whole number.")
        return None

    def _moment(self, name: str, zone: ZoneInfo) -> datetime | None:
        written = self.values[name]
        if not written:
            return None
        try:
            return datetime.fromisoformat(written).replace(tzinfo=zone).astimezone(UTC)
        except (ValueError, OverflowError):
            self.errors[name] = _("Type a day and a time, such as 2026-12-24 18:00.")
            return None

    def _price(self, currency: str) -> Money | None:
        written = self.values[f"price-{currency}"].replace(",", ".")
        if not written:
            return None
        amount = _amount(written, currency)
        if amount is None:
            self.errors[f"price-{currency}"] = _("Type an amount such as 19.90.")
        return amount

    def _home(self) -> LocationId | None:
        written = self.values["home"]
        return next((id for id in self.locations if str(id) == written), None)


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if moment else ""


def _amount(written: str, currency: str) -> Money | None:
    try:
        amount = Decimal(written)
    except InvalidOperation:
        return None
    is_sane = amount.is_finite() and 0 < amount < MOST_MONEY
    money = Money.of(amount, currency) if is_sane else None
    return money if money and money.minor > 0 else None
