from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from core.accounts.types import AddressId, SavedAddress
from core.checkout import service as checkout
from core.checkout.errors import FirmNameMissing, GiftNoteTooLong, VatNumberInvalid
from core.checkout.types import NO_GIFT, CheckoutDetail, Gift, Quote
from core.flash_sales.types import UnitsWanted
from core.kernel.emails import tidy_email
from core.kernel.places import Address
from core.orders.types import Firm
from web.shared import words
from web.shared.address_form import AddressForm
from web.storefront.flash.units import read_units

BILLING = "billing_"  # what the names of the invoice's address begin with


@dataclass(frozen=True, slots=True)
class Contact:
    """Who buys, where to send, and for whom and where the invoice is; `billing` only where it goes elsewhere."""

    email: str
    address: Address
    firm: Firm | None
    billing: Address | None


@dataclass
class FirmForm:
    """The company of an invoice, as typed."""

    countries: Sequence[str]
    name: str = ""
    country: str = ""
    vat_number: str = ""
    name_error: str = ""
    vat_error: str = ""

    @classmethod
    def offer(cls, firm: Firm | None, countries: Sequence[str], country: str) -> "FirmForm":
        """Offer what was entered before, else an empty form for a company of the country."""
        if firm is None:
            return cls(countries, country=country)
        return cls(countries, firm.name, firm.country, firm.vat_number)

    @classmethod
    def read(cls, typed: Mapping[str, str], countries: Sequence[str]) -> "FirmForm":
        country = typed.get("firm_country", "")
        known = country if country in countries else typed.get("country", "")
        return cls(countries, typed.get("firm_name", "")[:255], known, typed.get("firm_vat", "")[:40])

    def check(self) -> Firm | None:
        """Give the company as it is kept; None where there is none or where something is complained of."""
        try:
            return checkout.tidy_firm(self.name, self.country, self.vat_number)
        except FirmNameMissing as refusal:
            self.name_error = words.sentence(refusal)
        except VatNumberInvalid as refusal:
            self.vat_error = words.sentence(refusal)
        return None

    @property
    def is_filled(self) -> bool:
        return bool(self.name or self.vat_number)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """List (field id, sentence) of every complaint."""
        said = [("firm_name", self.name_error), ("firm_vat", self.vat_error)]
        return [(field_id, sentence) for field_id, sentence in said if sentence]


@dataclass
class BillingForm:
    """Where the invoice goes, as typed; while `is_same` it goes where the parcel goes, whatever else was typed."""

    address: AddressForm
    is_same: bool = True

    @classmethod
    def offer(cls, billing: Address | None, countries: Sequence[str], country: str) -> "BillingForm":
        """Offer what was entered before, else an empty form of the country."""
        if billing is None or billing.country not in countries:
            blank = AddressForm.blank(countries, country, prefix=BILLING, is_billing=True)
            return cls(blank)
        return cls(AddressForm.of(billing, countries, prefix=BILLING, is_billing=True), is_same=False)

    @classmethod
    def read(
        cls, typed: Mapping[str, str], countries: Sequence[str], book: Sequence[SavedAddress]
    ) -> "BillingForm":
        """Take what was typed; where an entry of the address book was chosen for the invoice, that."""
        chosen = _chosen(book, typed.get("use_billing"))
        if chosen is not None:
            return cls(AddressForm.of(chosen.address, countries, prefix=BILLING, is_billing=True), False)
        address = AddressForm.read(typed, countries, prefix=BILLING, is_billing=True)
        if not address.country:
            address = AddressForm.blank(countries, typed.get("country", ""), prefix=BILLING, is_billing=True)
            return cls(address)
        return cls(address, "billing_same" in typed)

    def check(self) -> Address | None:
        """Give the address where it is another one; None where there is none or something is complained of."""
        return None if self.is_same else self.address.check()

    @property
    def errors(self) -> list[tuple[str, str]]:
        """List (field id, sentence) of every complaint."""
        return [] if self.is_same else self.address.errors


@dataclass
class ContactForm:
    """Who buys and where to send, as typed. `is_redrawn` asks for other fields only; nothing is to be kept then."""

    email: str
    address: AddressForm
    firm: FirmForm
    billing: BillingForm
    is_redrawn: bool = False
    email_error: str = ""

    @classmethod
    def offer(
        cls,
        entered: CheckoutDetail | None,
        countries: Sequence[str],
        country: str,
        *,
        book: Sequence[SavedAddress] = (),
        email: str = "",
        name: str = "",
    ) -> "ContactForm":
        """Offer what was entered before, else the first address of the book, else an empty form of a country."""
        email = entered.email if entered and entered.email else email
        known = (
            entered.address if entered and entered.address else next((kept.address for kept in book), None)
        )
        fits = known is not None and known.country in countries
        near = known.country if known and fits else country
        firm = FirmForm.offer(entered.firm if entered else None, countries, near)
        billing = BillingForm.offer(entered.billing if entered else None, countries, near)
        if known is not None and fits:
            return cls(email, AddressForm.of(known, countries), firm, billing)
        return cls(email, AddressForm.blank(countries, country, name=name), firm, billing)

    @classmethod
    def read(
        cls, typed: Mapping[str, str], countries: Sequence[str], book: Sequence[SavedAddress]
    ) -> "ContactForm":
        """Take what was typed; where an entry of the address book was chosen instead, that."""
        email = typed.get("email", "").strip()[:255]
        firm, billing = FirmForm.read(typed, countries), BillingForm.read(typed, countries, book)
        chosen = _chosen(book, typed.get("use"))
        if chosen is not None:
            return cls(email, AddressForm.of(chosen.address, countries), firm, billing, is_redrawn=True)
        address = AddressForm.read(typed, countries)
        is_redrawn = address.is_changing_country or "use_billing" in typed
        return cls(email, address, firm, billing, is_redrawn=is_redrawn)

    def check(self) -> Contact | None:
        """Give the tidy e-mail and postal addresses and the company, or None and keep the complaints."""
        email, address, firm = tidy_email(self.email), self.address.check(), self.firm.check()
        billing = self.billing.check()
        if email is None:
            self.email_error = self._email_sentence()
        if email is None or address is None or self.firm.errors or self.billing.errors:
            return None
        return Contact(email, address, firm, billing)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """List (field id, sentence) of every complaint, in the order of the form."""
        mine = [("email", self.email_error)] if self.email_error else []
        return [*mine, *self.address.errors, *self.billing.errors, *self.firm.errors]

    def chosen_of(self, book: Sequence[SavedAddress]) -> AddressId | None:
        """Say which entry of the address book stands in the form."""
        return _standing(self.address, book)

    def billed_of(self, book: Sequence[SavedAddress]) -> AddressId | None:
        """Say which entry of the address book stands in the form as the address of the invoice."""
        return None if self.billing.is_same else _standing(self.billing.address, book)

    def _email_sentence(self) -> str:
        if not self.email:
            return _("Enter your e-mail address, so that we can send the confirmation.")
        return _("Enter an e-mail address such as name@mail.example.")


@dataclass
class MethodsForm:
    """The shipping method chosen for each group, as sent, and whether the goods are a gift."""

    methods: dict[str, str]
    gift_note: str = ""
    is_gift: bool = False
    gift: Gift = NO_GIFT
    errors: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def offer(cls, entered: CheckoutDetail | None) -> "MethodsForm":
        """Offer what was chosen before."""
        if entered is None:
            return cls({})
        return cls(dict(entered.methods), entered.gift.note, entered.gift.is_gift)

    @classmethod
    def read(cls, form: Mapping[str, str], quote: Quote) -> "MethodsForm":
        methods = {group.key: form.get(f"method-{group.key}", "")[:64] for group in quote.groups}
        return cls(methods, form.get("gift_note", "")[:1000], "is_gift" in form)

    def check(self, quote: Quote) -> bool:
        """Say whether every group has one of its methods and the note is a note; the rest is complained of."""
        for group in quote.groups:
            if self.methods[group.key] not in {choice.service_code for choice in group.choices}:
                sentence = _("Choose how the goods of %(merchant)s travel.", merchant=group.merchant.name)
                self.errors.append((f"method-{group.key}", sentence))
        try:
            self.gift = checkout.tidy_gift(self.gift_note, is_gift=self.is_gift)
        except GiftNoteTooLong as refusal:
            self.errors.append(("gift_note", words.sentence(refusal)))
        return not self.errors


@dataclass(frozen=True, slots=True)
class PlaceForm:
    """The last click: which purchase it is, what the shopper saw and agreed to, and how it is to be paid."""

    key: str
    fingerprint: str
    gateway: str
    accepted: Mapping[str, str]
    wanted: Sequence[UnitsWanted] = ()

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "PlaceForm":
        key = form.get("key", "")[:64]
        return cls(
            key,
            form.get("fingerprint", "")[:64],
            form.get("gateway", "")[:32],
            read_accepted(form.get("accepted", "")[:300]),
            read_units(form.get("units", ""), key),
        )


def _chosen(book: Sequence[SavedAddress], wanted: str | None) -> SavedAddress | None:
    return next((kept for kept in book if str(kept.id) == wanted), None)


def _standing(form: AddressForm, book: Sequence[SavedAddress]) -> AddressId | None:
    """Say which entry of a book stands in a form; phones are written in many ways, so they don't count."""
    typed = _parts(form.values)
    return next((kept.id for kept in book if _parts(kept.address.as_dict()) == typed), None)


def _parts(values: Mapping[str, str]) -> dict[str, str]:
    return {part: value for part, value in values.items() if value and part != "phone"}


def accepted_field(terms: Mapping[str, str]) -> str:
    """Write the versions of the texts that stand on a page, for its form to carry along."""
    return " ".join(f"{code}:{version}" for code, version in terms.items())


def read_accepted(carried: str) -> dict[str, str]:
    """Read what `accepted_field` wrote; nonsense is nothing."""
    pairs = (part.partition(":") for part in carried.split())
    return {code[:32]: version[:64] for code, _colon, version in pairs if code and version}
