"""What nobody tells of: pages that time made old, rows without a page, files without a row."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, func, select, tuple_, update

from core.kernel import clock
from core.kernel.ids import SiteId
from core.platform.db import session
from core.publishing import files, policy
from core.publishing.models import GeneratedPage
from core.publishing.service.marking import ring
from core.publishing.types import Address, PageState, Urgency
from core.sites import queries as sites

AT_ONCE = 500
LATELY = timedelta(minutes=5)  # before the last drawing of all


def mark_unwritten() -> int:
    """Mark what was drawn last and does not lie there as it was drawn; gives how many pages.

    Somebody died between the registry and the files. For a publisher's start, since one that died is started anew.
    """
    last = select(func.max(GeneratedPage.made_at)).scalar_subquery()
    lately = select(GeneratedPage).where(GeneratedPage.made_at >= last - LATELY)
    names = {site.id: site.code for site in sites.list_sites()}
    ids = [
        row.id
        for row in session().scalars(lately.where(GeneratedPage.state != PageState.STALE))
        if not _lies_there(row, Address(names[SiteId(row.site_id)], row.currency, row.path))
    ]
    again = update(GeneratedPage).where(GeneratedPage.id.in_(ids))
    values = {"state": PageState.STALE, "urgency": Urgency.NOW, "due_at": clock.now()}
    session().execute(again.values(values), execution_options={"synchronize_session": False})
    return len(ids)


def _lies_there(row: GeneratedPage, address: Address) -> bool:
    note = files.find_note(address)
    return note is None if row.state == PageState.GONE else note is not None and note.etag == row.etag


def mark_outlived() -> int:
    """Mark pages whose time is over: a block begins or ends, or they are a day old; gives how many."""
    rows = (
        update(GeneratedPage)
        .where(GeneratedPage.state == PageState.FRESH, GeneratedPage.until <= clock.now())
        .values(state=PageState.STALE, urgency=Urgency.LATER, due_at=clock.now())
        .returning(GeneratedPage.id)
    )
    count = len(session().scalars(rows).all())
    if count:
        ring()
    return count


def forget_gone() -> int:
    """Drop the rows of pages that have shown nothing for long; gives how many."""
    old = GeneratedPage.made_at < clock.now() - policy.KEEP_GONE
    rows = delete(GeneratedPage).where(GeneratedPage.state == PageState.GONE, old).returning(GeneratedPage.id)
    return len(session().scalars(rows).all())


def cool_down() -> None:
    """Halve every page's count of asks, so that last month's favorite makes room."""
    session().execute(update(GeneratedPage).where(GeneratedPage.hits > 0).values(hits=GeneratedPage.hits / 2))


def list_orphans(addresses: Sequence[Address]) -> list[Address]:
    """List those of the addresses that have files and no row, or the row of a page that is gone."""
    ids = {site.code: site.id for site in sites.list_sites()}
    places = [(ids[one.site], one.currency, one.path) for one in addresses if one.site in ids]
    columns = (GeneratedPage.site_id, GeneratedPage.currency, GeneratedPage.path)
    rows = select(*columns).where(tuple_(*columns).in_(places), GeneratedPage.state != PageState.GONE)
    known = {tuple(row) for row in session().execute(rows)}
    return [one for one in addresses if (ids.get(one.site), one.currency, one.path) not in known]


def drop_orphans() -> int:
    """Take the files away that no row knows; gives how many pages that were. Reads only; no transaction may be open."""
    count, batch = 0, []
    for address in files.walk():
        batch.append(address)
        if len(batch) == AT_ONCE:
            count, batch = count + _drop(batch), []
    return count + _drop(batch)


def _drop(batch: Sequence[Address]) -> int:
    orphans = list_orphans(batch) if batch else []
    for orphan in orphans:
        files.remove(orphan)
    return len(orphans)
