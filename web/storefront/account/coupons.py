from dataclasses import dataclass
from datetime import datetime

from flask import render_template

from core.kernel.texts import pick
from core.promotions import queries
from core.promotions.types import Coupon
from core.sites import queries as sites
from web.shared.guard import shoppers
from web.shared.pages import href
from web.shared.signed_in import shopper
from web.shared.site import current_chain, current_site
from web.storefront.account.blueprint import account


@dataclass(frozen=True, slots=True)
class Claimed:
    """A coupon as its owner sees it; without an address it is not on this site, `site` names the other one."""

    name: str
    href: str
    site: str
    standing: str
    claimed_at: datetime | None


@account.get("/account/coupons")
@shoppers
def list_coupons() -> str:
    """List the coupons of the shopper, and those they are in line for."""
    mine = queries.list_coupons_of_account(shopper().account_id)
    return render_template("storefront/account/coupons.html", coupons=[_claimed(one) for one in mine])


def _claimed(one: Coupon) -> Claimed:
    offer = one.offer
    is_here = offer.site_id == current_site().id
    other = "" if is_here else pick(sites.get_site(offer.site_id).names, current_chain())
    address = href("coupons.show", code=offer.code) if is_here else ""
    return Claimed(
        pick(offer.terms.names, current_chain()), address, other, one.standing.value, one.claimed_at
    )
