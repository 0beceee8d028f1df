"""What a returning shopper used before: the address of their book, their methods, their way to pay."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.accounts import queries as accounts
from core.accounts.types import SavedAddress
from core.checkout.types import Quote
from core.kernel.places import Address
from core.orders import queries as orders
from core.orders.types import Firm, PurchaseDetail
from core.payments import queries as payments
from web.shared.signed_in import is_shopper, shopper
from web.shared.site import current_site


@dataclass(frozen=True, slots=True)
class Usual:
    """Everything that the steps ask for, as it was the last time."""

    email: str
    address: Address
    firm: Firm | None
    billing: Address | None
    services: frozenset[str]

    def methods_for(self, quote: Quote) -> dict[str, str]:
        """Choose for each group the service used before where it is offered, else the cheapest."""
        return {
            group.key: next(
                (one.service_code for one in group.choices if one.service_code in self.services),
                group.chosen.service_code if group.chosen else "",
            )
            for group in quote.groups
        }


def book_of_shopper(countries: Sequence[str]) -> list[SavedAddress]:
    """List the shopper's addresses that the site sends to, the default one first."""
    if not is_shopper():
        return []
    saved = accounts.list_addresses_of(shopper().account_id)
    return [kept for kept in saved if kept.address.country in countries]


def usual_of_shopper() -> Usual | None:
    """Give what the shopper in front of us would enter again, if an address of theirs is known."""
    book = book_of_shopper(current_site().countries)
    if not book:
        return None
    last = _last_purchase()
    used = frozenset(order.shipping.service_code for order in last.orders) if last else frozenset()
    firm, billing = (last.firm, last.billing) if last else (None, None)
    return Usual(shopper().email, book[0].address, firm, billing, used)


def last_gateway() -> str:
    """Give the way the shopper paid the last time, or nothing."""
    last = _last_purchase()
    paid_by = payments.list_payments_of(last.id) if last else []
    return paid_by[-1].gateway if paid_by else ""


def _last_purchase() -> PurchaseDetail | None:
    return orders.find_last_purchase_of_shopper(shopper().account_id) if is_shopper() else None
