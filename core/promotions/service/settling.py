from collections.abc import Iterable, Sequence
from itertools import groupby

from sqlalchemy import or_, select, text, update

from core.kernel import clock
from core.kernel.ids import AccountId, SiteId
from core.platform import locks, log, outbox
from core.platform.db import session
from core.promotions import line
from core.promotions.events import CouponsClaimed
from core.promotions.models import CouponClaim, CouponOffer
from core.promotions.types import OfferState, Settled, Waiting

AWAY = line.AWAY  # what the verbs of the line raise while it is away
AT_ONCE = 1000

_WRITE_DOWN = text(
    """
    INSERT INTO coupon_claims (offer_id, account_id, position, claimed_at)
    SELECT :offer, account, :before + place, at
    FROM unnest(CAST(:accounts AS bigint[]), CAST(:ats AS timestamptz[])) WITH ORDINALITY AS one (account, at, place)
    ON CONFLICT (offer_id, account_id) DO NOTHING
    RETURNING account_id
    """
)


def wait_for_claims(seconds: float) -> bool:
    """Wait until somebody is in the line, at most so long; says whether anybody is. May raise `AWAY`."""
    return line.wait(seconds)


def list_waiting(limit: int = AT_ONCE) -> list[Waiting]:
    """List who waits to be written down, in order; may raise `AWAY`."""
    return line.list_waiting(limit)


def settle(waiting: Sequence[Waiting]) -> Settled:
    """Write claims down in their order, each account once and never more than the quota; `tell_settled` follows.

    What was written down before is left as it is, so a batch may come twice. Claims of unknown offers are dropped.
    """
    offers = locks.rows(CouponOffer, {one.offer_id for one in waiting})
    claimed: dict[str, tuple[AccountId, ...]] = {}
    late: dict[str, tuple[AccountId, ...]] = {}
    outdated: set[str] = set()
    for place, group in groupby(sorted(waiting, key=lambda one: one.place), key=lambda one: one.place):
        mine = list(group)
        offer = offers.get(mine[0].offer_id)
        if offer is None:
            log.get(__name__).error("claims of an unknown offer were dropped", place=place, claims=len(mine))
            outdated.add(place)
            continue
        had, fresh, late[place] = _write_down(offer, mine)
        claimed[place] = (*had, *fresh)
        if had or late[place] or any(one.epoch != offer.epoch for one in mine):
            outdated.add(place)
    return Settled(tuple(one.entry for one in waiting), claimed, late, frozenset(outdated))


def tell_settled(settled: Settled) -> None:
    """Let the line know what was written down, after the commit; may raise `AWAY`."""
    line.leave(settled.entries, settled.claimed, settled.late)
    line.forget(settled.outdated)


def drop(waiting: Iterable[Waiting]) -> None:
    """Take claims out of the line that cannot be written down, such as those of accounts that never were."""
    line.leave([one.entry for one in waiting], {}, {})


def mend_line() -> int:
    """Forget what the line knows of offers that are of another epoch by now; gives how many. May raise `AWAY`.

    Those that were ended before their time count too: the line may not have heard of it, and would go on.
    """
    is_open = or_(CouponOffer.ends_at.is_(None), CouponOffer.ends_at > clock.now())
    rows = select(CouponOffer).where(CouponOffer.state != OfferState.DRAFT, is_open)
    epochs = {line.place_of(SiteId(row.site_id), row.code): row.epoch for row in session().scalars(rows)}
    known = line.list_epochs(list(epochs))
    outdated = [place for place, epoch in known.items() if epoch != epochs[place]]
    line.forget(outdated)
    return len(outdated)


def _write_down(offer: CouponOffer, waiting: Iterable[Waiting]) -> tuple[tuple[AccountId, ...], ...]:
    """Give of those who waited who had a coupon before, who has one now, and who came too late."""
    first: dict[AccountId, Waiting] = {}
    for one in waiting:
        first.setdefault(one.account_id, one)
    asked = list(first)
    known = select(CouponClaim.account_id).where(
        CouponClaim.offer_id == offer.id, CouponClaim.account_id.in_(asked)
    )
    had = {AccountId(one) for one in session().scalars(known)}
    fresh = [one for one in asked if one not in had]
    fits = fresh[: offer.quota - offer.claimed]
    if fits:
        values = {
            "offer": offer.id, "before": offer.claimed, "accounts": fits, "ats": [first[one].at for one in fits],
        }  # fmt: skip
        written = [AccountId(one) for one in session().scalars(_WRITE_DOWN, values)]
        counted = update(CouponOffer).where(CouponOffer.id == offer.id)
        session().execute(counted.values(claimed=CouponOffer.claimed + len(written)))
        outbox.record(
            CouponsClaimed(offer_id=offer.id, site_id=offer.site_id, account_ids=[int(one) for one in fits])
        )
    return tuple(had), tuple(fits), tuple(fresh[len(fits) :])
