from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from core.kernel import clock
from core.kernel.ids import AccountId, SiteId
from core.platform import audit
from core.platform.db import session
from core.promotions import line, policy
from core.promotions.errors import OfferNotFound
from core.promotions.models import CouponClaim, CouponOffer
from core.promotions.types import Change, Coupon, Offer, OfferId, OfferState, Standing, Terms


def get_offer(offer_id: OfferId) -> Offer:
    """Give an offer in any state; raises OfferNotFound."""
    row = session().get(CouponOffer, offer_id)
    if row is None:
        raise OfferNotFound(id=offer_id)
    return offer_of(row)


def get_published_offer(site_id: SiteId, code: str) -> Offer:
    """Give an offer of a site that shoppers may see, ended ones too; raises OfferNotFound."""
    return offer_of(published_row(site_id, code))


def published_row(site_id: SiteId, code: str) -> CouponOffer:
    """Give the row of an offer that shoppers may see: for this room; raises OfferNotFound."""
    wanted = (CouponOffer.site_id == site_id, CouponOffer.code == code)
    row = session().scalar(select(CouponOffer).where(*wanted, CouponOffer.state != OfferState.DRAFT))
    if row is None:
        raise OfferNotFound(code=code[:64])
    return row


def list_open_offers(site_id: SiteId) -> list[Offer]:
    """List the offers of a site that can be claimed now or soon, those that end first before the others."""
    is_open = or_(CouponOffer.ends_at.is_(None), CouponOffer.ends_at > clock.now())
    live = select(CouponOffer).where(
        CouponOffer.site_id == site_id, CouponOffer.state == OfferState.LIVE, is_open
    )
    rows = session().scalars(live.order_by(CouponOffer.ends_at.nulls_last(), CouponOffer.id))
    return [offer_of(row) for row in rows]


def list_offers(site_id: SiteId) -> list[Offer]:
    """List every offer of a site in any state, the latest first."""
    rows = select(CouponOffer).where(CouponOffer.site_id == site_id).order_by(CouponOffer.id.desc())
    return [offer_of(row) for row in session().scalars(rows)]


def list_coupons_of_account(account_id: AccountId) -> list[Coupon]:
    """List the coupons of an account on all sites, the latest first; those it is in line for come before."""
    has = list_claims_of_account(account_id)
    return [*_awaited(account_id, {one.offer.id for one in has}), *has]


def list_claims_of_account(account_id: AccountId) -> list[Coupon]:
    """List the coupons of an account that are written down, the latest first."""
    rows = (
        select(CouponClaim, CouponOffer)
        .join(CouponOffer, CouponOffer.id == CouponClaim.offer_id)
        .where(CouponClaim.account_id == account_id)
        .order_by(CouponClaim.claimed_at.desc(), CouponClaim.offer_id)
    )
    return [
        Coupon(offer_of(offer), Standing.CLAIMED, claim.claimed_at, claim.position)
        for claim, offer in session().execute(rows)
    ]


def find_standing(offer: Offer, account_id: AccountId) -> Standing:
    """Say how an account and an offer stand: from the line where it knows, else from what is written down."""
    found = _told(offer, account_id, clock.now())
    if found is not None:
        return found
    if has_claimed(offer.id, account_id):
        return Standing.CLAIMED
    return window_of(offer)


def window_of(offer: Offer) -> Standing:
    """Say how a stranger and an offer stand, by what is written down."""
    terms = offer.terms
    found = policy.standing_of_window(offer.state, terms.starts_at, terms.ends_at, clock.now())
    return Standing.NONE_LEFT if found is Standing.FREE and offer.left <= 0 else found


def has_claimed(offer_id: OfferId, account_id: AccountId) -> bool:
    """Say whether an account has a coupon of an offer, written down."""
    return session().get(CouponClaim, (offer_id, account_id)) is not None


def count_waiting(offers: Sequence[Offer]) -> dict[OfferId, int] | None:
    """Count who waits to be written down, by offer; None while the line is away."""
    try:
        counted = line.count_waiting()
    except line.AWAY:
        return None
    return {offer.id: counted[offer.id] for offer in offers}


def list_unproven() -> list[OfferId]:
    """List the offers whose count of claims is not that of the rows, or beyond their quota; there should be none."""
    counted = (
        select(
            CouponClaim.offer_id,
            func.count().label("rows"),
            func.max(CouponClaim.position).label("last"),
        )
        .group_by(CouponClaim.offer_id)
        .subquery()
    )
    rows = func.coalesce(counted.c.rows, 0)
    amiss = (CouponOffer.claimed != rows) | (rows > CouponOffer.quota) | (counted.c.last != rows)
    found = select(CouponOffer.id).outerjoin(counted, counted.c.offer_id == CouponOffer.id).where(amiss)
    return [OfferId(id) for id in session().scalars(found.order_by(CouponOffer.id))]


def list_changes(offer_id: OfferId) -> list[Change]:
    """List what was done to an offer, the latest first."""
    entries = audit.history_of(CouponOffer.__tablename__, offer_id)
    return [Change(entry.at, entry.actor_name, entry.action) for entry in reversed(entries)]


def offer_of(row: CouponOffer) -> Offer:
    """Give a row as others may hold it."""
    state = OfferState(row.state)
    return Offer(
        id=OfferId(row.id),
        site_id=SiteId(row.site_id),
        code=row.code,
        state=state,
        version=row.version,
        terms=Terms(row.names, row.quota, row.descriptions, row.starts_at, row.ends_at),
        claimed=row.claimed,
        moves=tuple(policy.OFFER.moves_from(state)),
    )


def _awaited(account_id: AccountId, has: set[OfferId]) -> list[Coupon]:
    """Give what an account is in line for, or was too late for after it had been."""
    now = clock.now()
    is_open: ColumnElement[bool] = or_(CouponOffer.ends_at.is_(None), CouponOffer.ends_at > now)
    live = select(CouponOffer).where(CouponOffer.state == OfferState.LIVE, is_open)
    offers = [offer_of(row) for row in session().scalars(live.order_by(CouponOffer.id))]
    try:
        marks = line.list_marks([line.place_of(one.site_id, one.code) for one in offers], account_id)
    except line.AWAY:
        return []
    found = [Coupon(one, mark) for one, mark in zip(offers, marks, strict=True) if mark is not None]
    return [one for one in found if one.offer.id not in has and one.standing is not Standing.CLAIMED]


def _told(offer: Offer, account_id: AccountId, now: datetime) -> Standing | None:
    try:
        found = line.find_standing(line.place_of(offer.site_id, offer.code), account_id, now)
    except line.AWAY:
        return None
    # Whoever waits may have been written down a moment ago, and without the settler the row alone tells.
    is_written = found is Standing.IN_LINE and has_claimed(offer.id, account_id)
    return Standing.CLAIMED if is_written else found
