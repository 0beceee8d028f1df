from collections.abc import Iterable

from sqlalchemy import bindparam, select

from core.checkout.models import Checkout, PurchaseConsent
from core.checkout.policy import TERMS
from core.checkout.types import CheckoutDetail, Consent, Gift
from core.content import queries as content
from core.kernel.ids import CartId, PurchaseId, SiteId
from core.kernel.money import Money
from core.kernel.places import Address
from core.orders.types import Firm
from core.payments import queries as payments
from core.payments.types import PaymentMethod
from core.platform import reference
from core.platform.composed import Composed
from core.platform.db import read_rows, session
from core.sites.types import SiteDetail

_CHECKOUTS = Checkout.__table__
_ENTERED = Composed(select(_CHECKOUTS).where(_CHECKOUTS.c.cart_id == bindparam("cart")))


def find_checkout(cart_id: CartId) -> CheckoutDetail | None:
    """Give what was entered for a cart so far."""
    found = read_rows(_ENTERED, {"cart": cart_id})
    if not found:
        return None
    row = found[0]
    address = Address(**row.address) if row.address else None
    return CheckoutDetail(
        cart_id=CartId(row.cart_id),
        email=row.email,
        address=address,
        methods=dict(row.methods),
        key=row.key,
        gift=Gift(row.is_gift, row.gift_note),
        firm=Firm(**row.firm) if row.firm else None,
        billing=Address(**row.billing) if row.billing else None,
    )


def terms_in_force(site_id: SiteId) -> dict[str, str]:
    """Give the version in force of each text that a shopper agrees to by ordering, by its code."""
    versions = content.versions_in_force(site_id, TERMS)
    return {code: str(version) for code, version in sorted(versions.items())}


def ways_and_terms(site: SiteDetail, amount: Money) -> tuple[list[PaymentMethod], dict[str, str]]:
    """Give the ways to pay an amount and the texts in force, as placing will look at them: by reference data."""
    with reference.proven():
        return payments.list_methods_for(site, amount), terms_in_force(site.id)


def list_consents(purchase_id: PurchaseId) -> list[Consent]:
    """List what a shopper agreed to by ordering."""
    return list_consents_of_purchases([purchase_id])[purchase_id]


def list_consents_of_purchases(purchase_ids: Iterable[PurchaseId]) -> dict[PurchaseId, list[Consent]]:
    """List what shoppers agreed to by ordering, for each purchase; those from before texts were kept have none."""
    found: dict[PurchaseId, list[Consent]] = {purchase_id: [] for purchase_id in purchase_ids}
    rows = select(PurchaseConsent).where(PurchaseConsent.purchase_id.in_(found))
    for row in session().scalars(rows.order_by(PurchaseConsent.purchase_id, PurchaseConsent.document)):
        agreed = Consent(row.document, row.version, row.language, row.accepted_at)
        found[PurchaseId(row.purchase_id)].append(agreed)
    return found
