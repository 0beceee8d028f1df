from collections.abc import Iterable

from sqlalchemy.dialects.postgresql import insert

from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor
from core.kernel.ids import SiteId
from core.platform import audit, locks
from core.platform.db import session
from core.promotions import line, policy
from core.promotions.errors import CodeTaken, OfferEnded, OfferNotFound, OfferOutdated
from core.promotions.models import CouponOffer
from core.promotions.types import Offer, OfferId, OfferState, Terms


def add_offer(site_id: SiteId, code: str, terms: Terms, *, by: Actor) -> OfferId:
    """Open an offer as a draft.

    Raises CodeUnfit, CodeTaken where the site has an offer of this code, NameMissing, QuotaOutOfRange and
    WindowCrossed.
    """
    wanted, kept = policy.tidy_code(code), policy.checked(terms)
    row = insert(CouponOffer).values(site_id=site_id, code=wanted, **_columns(kept))
    offer = session().scalars(row.on_conflict_do_nothing().returning(CouponOffer)).one_or_none()
    if offer is None:
        raise CodeTaken(code=wanted)
    audit.changed(offer, "open", by=by, after={"code": wanted, **_facts(offer)})
    return OfferId(offer.id)


def change_offer(offer_id: OfferId, terms: Terms, *, version: int, by: Actor) -> None:
    """Change what an offer says and promises; `announce` follows the commit.

    Raises OfferOutdated where somebody changed it after `version` was read, OfferEnded, QuotaShrinks, and what
    `add_offer` does.
    """
    kept, offer = policy.checked(terms), _locked(offer_id)
    if offer.version != version:
        raise OfferOutdated(found=offer.version, given=version)
    if offer.state == OfferState.ENDED:
        raise OfferEnded
    policy.check_growth(OfferState(offer.state), offer.quota, kept.quota)
    before = _facts(offer)
    for name, value in _columns(kept).items():
        setattr(offer, name, value)
    _note_change(offer)
    audit.changed(offer, "write", by=by, before=before, after=_facts(offer))


def publish_offer(offer_id: OfferId, *, by: Actor) -> None:
    """Let shoppers claim; `announce` follows the commit. Raises IllegalMove."""
    _move(offer_id, "publish", by)


def end_offer(offer_id: OfferId, *, by: Actor) -> None:
    """Take no more claims, for good; who is in line is still written down. `announce` follows. Raises IllegalMove."""
    _move(offer_id, "end", by)


def end_due_offers() -> list[OfferId]:
    """End the offers whose time is over; `announce` follows the commit."""
    due = locks.matching(
        CouponOffer, CouponOffer.state == OfferState.LIVE, CouponOffer.ends_at <= clock.now()
    )
    for row in due:
        _move(OfferId(row.id), "end", SYSTEM)
    return [OfferId(row.id) for row in due]


def announce(offers: Iterable[Offer]) -> bool:
    """Let the line learn offers anew, after the commit; says whether it could be told.

    Where it could not, it is outdated by its epoch and found out when the next claims are written down.
    """
    try:
        line.forget(line.place_of(one.site_id, one.code) for one in offers)
    except line.AWAY:
        return False
    return True


def _move(offer_id: OfferId, move: str, by: Actor) -> None:
    offer = _locked(offer_id)
    before = OfferState(offer.state)
    offer.state = policy.OFFER.destination(before, move)
    _note_change(offer)
    audit.moved(offer, move, before=before, after=offer.state, by=by)


def _note_change(offer: CouponOffer) -> None:
    offer.version += 1
    offer.epoch += 1


def _locked(offer_id: OfferId) -> CouponOffer:
    offer = locks.row(CouponOffer, offer_id)
    if offer is None:
        raise OfferNotFound(id=offer_id)
    return offer


def _columns(terms: Terms) -> dict[str, object]:
    return {
        "names": dict(terms.names), "descriptions": dict(terms.descriptions), "quota": terms.quota,
        "starts_at": terms.starts_at, "ends_at": terms.ends_at,
    }  # fmt: skip


def _facts(offer: CouponOffer) -> dict[str, object]:
    starts, ends = offer.starts_at, offer.ends_at
    return {
        "names": dict(offer.names),
        "descriptions": dict(offer.descriptions),
        "quota": offer.quota,
        "starts_at": starts and starts.isoformat(),
        "ends_at": ends and ends.isoformat(),
    }
