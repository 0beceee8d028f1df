from datetime import timedelta

from sqlalchemy import select, update

from core.kernel import clock
from core.kernel.ids import AccountId, SiteId
from core.platform import locks, log, outbox, throttle
from core.platform.db import session
from core.promotions import line, policy, queries
from core.promotions.events import CouponsClaimed
from core.promotions.models import CouponClaim, CouponOffer
from core.promotions.types import OfferId, OfferState, Standing

TRIES = 100  # to find the line made anew by somebody else, a pause of thirty milliseconds each


def claim(site_id: SiteId, code: str, account_id: AccountId, *, origin: str) -> Standing | None:
    """Claim a coupon by one call of the line; None where the line is away, and `claim_directly` is to be asked.

    `IN_LINE` is an answer that is kept: it is written down in order within a second. Nothing is written here.
    Raises OfferNotFound, and TooMany for an account or address that asks too often.
    """
    place = line.place_of(site_id, code)
    try:
        for _ in range(TRIES):
            found = line.claim(place, account_id, origin, clock.now())
            if found is not None:
                return found
            _learn(site_id, code)
    except line.AWAY as problem:
        log.get(__name__).warning("the line of coupons is away", problem=type(problem).__name__)
    return None


def count_try(account_id: AccountId, *, origin: str) -> None:
    """Count a try where the line cannot, in a transaction of its own; raises TooMany."""
    limits = [
        (line.MOST_BY_ACCOUNT, "coupons.account", str(account_id)),
        (line.MOST_BY_ADDRESS, "coupons.address", origin),
    ]
    throttle.refuse_beyond_any(limits, window=timedelta(seconds=line.WINDOW_SECONDS))


def claim_directly(site_id: SiteId, code: str, account_id: AccountId) -> Standing:
    """Claim a coupon without the line: under the offer's lock, exact, one at a time. Raises OfferNotFound."""
    seen = queries.published_row(site_id, code)
    offer = locks.rows(CouponOffer, [seen.id])[seen.id]
    if queries.has_claimed(OfferId(offer.id), account_id):
        return Standing.CLAIMED
    state, now = OfferState(offer.state), clock.now()
    window = policy.standing_of_window(state, offer.starts_at, offer.ends_at, now)
    if window is not Standing.FREE:
        return window
    if offer.claimed >= offer.quota:
        return Standing.NONE_LEFT
    position = _count(offer)
    session().add(CouponClaim(offer_id=offer.id, account_id=account_id, position=position, claimed_at=now))
    outbox.record(CouponsClaimed(offer_id=offer.id, site_id=site_id, account_ids=[account_id]))
    return Standing.CLAIMED


def _count(offer: CouponOffer) -> int:
    """Count one more claim, of which the line knows nothing: what it knows is of an earlier epoch from now on."""
    one_more = {"claimed": CouponOffer.claimed + 1, "epoch": CouponOffer.epoch + 1}
    counted = update(CouponOffer).where(CouponOffer.id == offer.id).values(one_more)
    return session().execute(counted.returning(CouponOffer.claimed)).scalar_one()


def _learn(site_id: SiteId, code: str) -> None:
    """Let the line know an offer from who waits and what is written down; one of many does it, the others wait."""
    queries.published_row(site_id, code)  # what does not exist is refused before anybody waits
    if not line.may_build(line.place_of(site_id, code)):
        return
    session().expire_all()
    row = queries.published_row(site_id, code)
    waiting = list(line.list_all_waiting(OfferId(row.id)))
    has = session().scalars(select(CouponClaim.account_id).where(CouponClaim.offer_id == row.id))
    line.set_up(queries.offer_of(row), row.epoch, [AccountId(one) for one in has], waiting)
