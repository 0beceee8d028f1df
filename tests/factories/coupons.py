"""Offers of coupons, crowds of accounts, and a line of one's own in Valkey."""

from typing import Any

from sqlalchemy import insert, select

from core.accounts.models import Account
from core.kernel.actor import SYSTEM
from core.kernel.ids import AccountId, SiteId
from core.platform.db import reading, session, transaction
from core.promotions import queries, service
from core.promotions.models import CouponClaim
from core.promotions.types import Offer, OfferId, Standing, Terms
from workers import coupons

NAMES = {"en": "Tea for a friend", "de": "Tee für Freunde"}
ADDRESS = "203.0.113.5"


def draft(site_id: SiteId, code: str = "tea", quota: int = 3, **more: Any) -> OfferId:
    """Open an offer."""
    with transaction():
        return service.add_offer(site_id, code, Terms(NAMES, quota, **more), by=SYSTEM)


def live(site_id: SiteId, code: str = "tea", quota: int = 3, **more: Any) -> Offer:
    """Open an offer and publish it."""
    offer_id = draft(site_id, code, quota, **more)
    with transaction():
        service.publish_offer(offer_id, by=SYSTEM)
    offer = found(offer_id)
    service.announce([offer])
    return offer


def found(offer_id: OfferId) -> Offer:
    """Give an offer as it stands."""
    with reading():
        return queries.get_offer(offer_id)


def crowd(many: int) -> list[AccountId]:
    """Make many accounts at once; nobody can log in to them."""
    rows = [
        {"email": f"crowd{n}@demo.example", "name": f"Shopper {n}", "password_hash": "!", "language": "en"}
        for n in range(many)
    ]
    with transaction():
        made = session().scalars(insert(Account).returning(Account.id), rows)
        return [AccountId(one) for one in made]


def claim(offer: Offer, account_id: AccountId, origin: str = ADDRESS) -> Standing:
    """Claim as the page does: by the line, else directly."""
    with reading():
        standing = service.claim(offer.site_id, offer.code, account_id, origin=origin)
    if standing is not None:
        return standing
    with transaction():
        return service.claim_directly(offer.site_id, offer.code, account_id)


def settle_all() -> int:
    """Write everything down that waits; gives how many claims there were."""
    many = 0
    while taken := coupons.settle_next():
        many += taken
    return many


def holders(offer_id: OfferId) -> list[AccountId]:
    """List who has a coupon, in the order of their positions, which have no gap."""
    with reading():
        rows = session().execute(
            select(CouponClaim.position, CouponClaim.account_id)
            .where(CouponClaim.offer_id == offer_id)
            .order_by(CouponClaim.position)
        )
        pairs = rows.all()
        assert queries.list_unproven() == []
    assert [position for position, _ in pairs] == list(range(1, len(pairs) + 1))
    return [AccountId(account) for _, account in pairs]
