"""Which pages are drawn next: the urgent ones first, then those that most people ask for."""

from datetime import timedelta

from sqlalchemy import and_, func, or_, select

from core.kernel import clock
from core.kernel.ids import SiteId
from core.platform import locks
from core.platform.db import session
from core.publishing import policy
from core.publishing.models import GeneratedPage
from core.publishing.types import Address, PageState
from core.sites import queries as sites

SOONEST, LATEST = 0.02, 5.0


def take(limit: int, release: str) -> tuple[list[Address], bool]:
    """Claim stale pages that are due; where none is, pages of an older release. Says whether they are urgent.

    A claim ends by itself, so that pages of a publisher that died are drawn by another.
    """
    now = clock.now()
    free = or_(GeneratedPage.claimed_until.is_(None), GeneratedPage.claimed_until < now)
    stale = select(GeneratedPage.id).where(
        GeneratedPage.state == PageState.STALE, GeneratedPage.due_at <= now, free
    )
    order = (GeneratedPage.urgency, GeneratedPage.hits.desc(), GeneratedPage.due_at)
    ids = session().scalars(stale.order_by(*order).limit(limit)).all()
    is_due = bool(ids)
    if not ids:
        older = and_(GeneratedPage.state == PageState.FRESH, GeneratedPage.release != release)
        rows = select(GeneratedPage.id).where(older, free).order_by(GeneratedPage.hits.desc()).limit(limit)
        ids = session().scalars(rows).all()
    claimed = locks.matching(GeneratedPage, GeneratedPage.id.in_(ids), free, skip_locked=True) if ids else []
    for row in claimed:
        row.claimed_until = now + policy.CLAIM
    names = {site.id: site.code for site in sites.list_sites()}
    taken = sorted(claimed, key=lambda row: (row.urgency, -row.hits, row.due_at))
    return [Address(names[SiteId(row.site_id)], row.currency, row.path) for row in taken], is_due


def seconds_to_next() -> float:
    """Give how long there is nothing to do, at most some seconds."""
    due = select(func.min(GeneratedPage.due_at)).where(GeneratedPage.state == PageState.STALE)
    first = session().scalar(due)
    if first is None:
        return LATEST
    return min(max((first - clock.now()) / timedelta(seconds=1), SOONEST), LATEST)
