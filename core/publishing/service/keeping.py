"""From what was drawn to what is served: the registry first, then the files, then the word to all processes."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager

from sqlalchemy import case, func, literal, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql import ColumnElement

from core.kernel import clock
from core.kernel.ids import SiteId
from core.platform import locks, radio
from core.platform.db import session
from core.publishing import files, policy
from core.publishing.models import ChangedEntity, GeneratedPage
from core.publishing.queries import CHANNEL, name_of
from core.publishing.service.marking import LOCK, ring
from core.publishing.types import Address, Drawn, Finished, PageState, Urgency
from core.sites import queries as sites

MOST_FAILURES = 1000


def finish(pages: Sequence[tuple[Address, Drawn]], *, as_of: int, release: str) -> list[Finished]:
    """Enter pages as drawn after the change number `as_of`, and give those whose files are to be put in place.

    A drawing that has seen less than the one in force is left out. A page of which anything has changed since
    `as_of` stays stale. What shows nothing any more is gone: its files are to be taken away.
    """
    locks.advisory(LOCK)
    ids = {site.code: site.id for site in sites.list_sites()}
    accepted: list[Finished] = []
    for address, drawn in sorted(pages, key=lambda one: (one[0].site, one[0].currency, one[0].path)):
        finished = Finished(address, drawn, as_of, files.etag_of(drawn))
        if _enter(ids[address.site], finished, release):
            accepted.append(finished)
    _keep_stale([one.address for one in accepted], ids, as_of)
    return accepted


def put_in_place(finished: Iterable[Finished], release: str) -> list[Address]:
    """Write the files of what was drawn and take away those of what is gone; gives where something changed.

    No transaction may be open.
    """
    changed = []
    for one in finished:
        if not one.drawn.is_lasting:
            files.remove(one.address)
            changed.append(one.address)
        elif files.write(one, release):
            changed.append(one.address)
    return changed


def take_away(addresses: Iterable[Address]) -> None:
    """Remove the files of pages that were dropped, and tell all processes. No transaction may be open."""
    gone = list(addresses)
    for address in gone:
        files.remove(address)
    announce(gone)


def announce(addresses: Iterable[Address]) -> bool:
    """Tell all processes that these are other pages now; gives whether the queue service took it."""
    return radio.say(CHANNEL, [name_of(address) for address in addresses])


def sole(address: Address, *, patience: float) -> AbstractContextManager[bool]:
    """Be the only one, in all processes, that draws a page; False where somebody else does or has just done it."""
    return files.sole(address, patience=patience)


def keep(name: str, content: bytes) -> None:
    """Keep what web processes have to know while the database is away."""
    files.keep(name, content)


def say_paused(*, is_paused: bool) -> None:
    """Leave word for a proxy that the database is away, or take it back."""
    files.say_paused(is_paused=is_paused)


def note_hits(hits: Mapping[Address, int]) -> None:
    """Add to how often pages were asked for."""
    ids = {site.code: site.id for site in sites.list_sites()}
    for address, count in sorted(hits.items(), key=lambda one: (one[0].site, one[0].currency, one[0].path)):
        place = _at(ids[address.site], address)
        session().execute(update(GeneratedPage).where(*place).values(hits=GeneratedPage.hits + count))


def note_failures(addresses: Iterable[Address]) -> None:
    """Note that pages could not be drawn: what was drawn before goes on being served, and they are tried again."""
    ids = {site.code: site.id for site in sites.list_sites()}
    for address in addresses:
        rest = policy.RETRY * func.least(GeneratedPage.failures + 1, 30)
        values = {
            "failures": func.least(GeneratedPage.failures + 1, MOST_FAILURES),
            "state": PageState.STALE,
            "claimed_until": None,
            "due_at": literal(clock.now()) + rest,
        }
        session().execute(update(GeneratedPage).where(*_at(ids[address.site], address)).values(**values))


def _at(site_id: SiteId, address: Address) -> tuple[ColumnElement[bool], ...]:
    return (
        GeneratedPage.site_id == site_id,
        GeneratedPage.currency == address.currency,
        GeneratedPage.path == address.path,
    )


def _enter(site_id: SiteId, finished: Finished, release: str) -> bool:
    drawn, now = finished.drawn, clock.now()
    limit = now + policy.LONGEST_LIFE
    facts = {
        "keys": sorted(drawn.keys),
        "status": drawn.status,
        "size": len(drawn.body),
        "etag": finished.etag,
        "release": release,
        "milliseconds": drawn.milliseconds,
        "as_of": finished.as_of,
        "made_at": now,
        "until": min(drawn.until, limit) if drawn.until else limit,
        "claimed_until": None,
        "failures": 0,
    }
    if not drawn.is_lasting:
        facts.pop("keys")  # whatever brings the page back is what it was made of
    state = PageState.FRESH if drawn.is_lasting else PageState.GONE
    place = {
        "site_id": site_id,
        "currency": finished.address.currency,
        "path": finished.address.path,
        "kind": policy.kind_of(finished.address.path),
    }
    row = insert(GeneratedPage).values(**place, **facts, state=state, marked=finished.as_of)
    since = case((GeneratedPage.marked > finished.as_of, PageState.STALE), else_=state)
    written = row.on_conflict_do_update(
        index_elements=["site_id", "currency", "path"],
        set_=facts | {"state": since},
        where=GeneratedPage.as_of <= finished.as_of,
    )
    return session().scalar(written.returning(GeneratedPage.id)) is not None


def _keep_stale(addresses: Sequence[Address], ids: Mapping[str, SiteId], as_of: int) -> None:
    """Mark those again of which something changed while they were drawn, and that nobody could mark before."""
    if not addresses:
        return
    later = select(ChangedEntity.key).where(
        ChangedEntity.version > as_of, ChangedEntity.key == func.any(GeneratedPage.keys)
    )
    places = [(ids[one.site], one.currency, one.path) for one in addresses]
    mine = tuple_(GeneratedPage.site_id, GeneratedPage.currency, GeneratedPage.path).in_(places)
    again = (
        update(GeneratedPage)
        .where(mine, later.exists())
        .values(state=PageState.STALE, urgency=Urgency.NOW, due_at=clock.now())
        .returning(GeneratedPage.id)
        .execution_options(synchronize_session=False)
    )
    if session().scalars(again).all():
        ring()
