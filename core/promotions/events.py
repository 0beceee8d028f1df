from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class CouponsClaimed(Event):
    """Coupons of an offer were written down for accounts, in the order of the list."""

    offer_id: int
    site_id: int
    account_ids: list[int]
