"""Which pages are drawn next: the urgent ones first, then those that most people ask for."""

from datetime import timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.sql import ColumnElement

from core.kernel import clock
from core.kernel.ids import SiteId
from core.platform import locks
from core.platform.db import session
from core.publishing import policy
from core.publishing.models import GeneratedPage
from core.publishing.types import Address, PageState, Urgency
from core.sites import queries as sites

SOONEST, LATEST = 0.02, 5.0  # seconds
AFTER_A_BURST = 2  # lists take longest to draw, and an urgent page may come meanwhile


def take(limit: int, release: str, *, patient: int = 1) -> tuple[list[Address], bool]:
    """Claim stale pages that are due: up to `limit` that are urgent, else few that followed a burst; says whether so.

    Where there is no hurry, up to `patient` that have time; where none is stale, those of an older release. A claim
    ends by itself, so that pages of a publisher that died are drawn by another.
    """
    now = clock.now()
    free = or_(GeneratedPage.claimed_until.is_(None), GeneratedPage.claimed_until < now)
    due = (GeneratedPage.state == PageState.STALE, GeneratedPage.due_at <= now, free)
    ids = _first(limit, *due, GeneratedPage.urgency == Urgency.NOW)
    ids = ids or _first(AFTER_A_BURST, *due, GeneratedPage.urgency == Urgency.SOON)
    hurries = bool(ids)
    ids = ids or _first(patient, *due)
    ids = ids or _first(
        patient, GeneratedPage.state == PageState.FRESH, GeneratedPage.release != release, free
    )
    claimed = locks.matching(GeneratedPage, GeneratedPage.id.in_(ids), free, skip_locked=True) if ids else []
    for row in claimed:
        row.claimed_until = now + policy.CLAIM
    names = {site.id: site.code for site in sites.list_sites()} if claimed else {}
    taken = sorted(claimed, key=lambda row: (row.urgency, -row.hits, row.due_at))
    return [Address(names[SiteId(row.site_id)], row.currency, row.path) for row in taken], hurries


def _first(limit: int, *conditions: ColumnElement[bool]) -> list[int]:
    order = (GeneratedPage.urgency, GeneratedPage.hits.desc(), GeneratedPage.due_at)
    return list(session().scalars(select(GeneratedPage.id).where(*conditions).order_by(*order).limit(limit)))


def seconds_to_next() -> float:
    """Give how long there is nothing to do, at most some seconds."""
    due = select(func.min(GeneratedPage.due_at)).where(GeneratedPage.state == PageState.STALE)
    first = session().scalar(due)
    if first is None:
        return LATEST
    return min(max((first - clock.now()) / timedelta(seconds=1), SOONEST), LATEST)
