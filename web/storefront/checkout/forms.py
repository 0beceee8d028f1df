from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from core.accounts.types import AddressId, SavedAddress
from core.checkout.types import CheckoutDetail, Quote
from core.kernel.emails import tidy_email
from core.kernel.places import Address
from core.payments.gateways import registry
from web.shared.address_form import AddressForm


@dataclass
class ContactForm:
    """Who buys and where to send, as typed. `is_redrawn` asks for other fields only; nothing is to be kept then."""

    email: str
    address: AddressForm
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
        if known is not None and known.country in countries:
            return cls(email, AddressForm.of(known, countries))
        return cls(email, AddressForm.blank(countries, country, name=name))

    @classmethod
    def read(
        cls, typed: Mapping[str, str], countries: Sequence[str], book: Sequence[SavedAddress]
    ) -> "ContactForm":
        """Take what was typed; where an entry of the address book was chosen instead, that."""
        email = typed.get("email", "").strip()[:255]
        chosen = next((kept for kept in book if str(kept.id) == typed.get("use")), None)
        if chosen is not None:
            return cls(email, AddressForm.of(chosen.address, countries), is_redrawn=True)
        address = AddressForm.read(typed, countries)
        return cls(email, address, is_redrawn=address.is_changing_country)

    def check(self) -> tuple[str, Address] | None:
        """Give the tidy e-mail and postal addresses, or None and keep the complaints."""
        email, address = tidy_email(self.email), self.address.check()
        if email is None:
            self.email_error = self._email_sentence()
        return None if email is None or address is None else (email, address)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """List (field id, sentence) of every complaint, in the order of the form."""
        mine = [("email", self.email_error)] if self.email_error else []
        return [*mine, *self.address.errors]

    def chosen_of(self, book: Sequence[SavedAddress]) -> AddressId | None:
        """Say which entry of the address book stands in the form."""
        values = {part: value for part, value in self.address.values.items() if value}
        same = (kept.id for kept in book if {k: v for k, v in kept.address.as_dict().items() if v} == values)
        return next(same, None)

    def _email_sentence(self) -> str:
        if not self.email:
            return _("Enter your e-mail address, so that we can send the confirmation.")
        return _("Enter an e-mail address such as name@mail.example.")


@dataclass
class MethodsForm:
    """The shipping method chosen for each group, as sent."""

    methods: dict[str, str]
    errors: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def read(cls, form: Mapping[str, str], quote: Quote) -> "MethodsForm":
        return cls({group.key: form.get(f"method-{group.key}", "")[:64] for group in quote.groups})

    def check(self, quote: Quote) -> bool:
        """Say whether every group has one of its methods; the rest is complained of."""
        for group in quote.groups:
            if self.methods[group.key] not in {choice.service_code for choice in group.choices}:
                sentence = _("Choose how the goods of %(merchant)s travel.", merchant=group.merchant.name)
                self.errors.append((f"method-{group.key}", sentence))
        return not self.errors


@dataclass(frozen=True, slots=True)
class PlaceForm:
    """The last click: which purchase it is, what the shopper saw, and how it is to be paid."""

    key: str
    fingerprint: str
    gateway: str

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "PlaceForm":
        offered = registry.offered()
        wished = form.get("gateway", "")
        gateway = wished if wished in offered else next(iter(offered), "")
        return cls(form.get("key", "")[:64], form.get("fingerprint", "")[:64], gateway)
