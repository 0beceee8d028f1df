"""What makes pages stale. Marks and drawings meet under one lock, so no change slips in between them."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, case, delete, func, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from core.inventory import queries as inventory
from core.kernel import clock
from core.kernel.ids import SiteId, VariantId
from core.platform import db, locks
from core.platform.db import session
from core.publishing import policy
from core.publishing.errors import GeneratedPageNotFound
from core.publishing.models import ChangedEntity, GeneratedPage, StockWord
from core.publishing.queries import newest_change
from core.publishing.types import Address, GeneratedPageId, PageKind, PageState, Urgency
from core.sites import queries as sites

LOCK = "publishing"
BELL = "entrepot_publisher"
AT_ONCE = 1000


def mark(keys: Iterable[str], urgency: Urgency, *, within: Collection[tuple[int, str]] = ()) -> int:
    """Note that entities have changed, and mark every page that is made of any of them; gives how many.

    Where `within` names places (site, currency), pages of others show nothing of the change and stay as they are.
    A page that is marked again before it was drawn is drawn once, at the earlier time of the two.
    """
    changed = sorted(set(keys))
    if not changed:
        return 0
    locks.advisory(LOCK)
    version = newest_change() + 1
    rows = insert(ChangedEntity).values([{"key": key, "version": version} for key in changed])
    news = {"version": rows.excluded.version, "changed_at": clock.now()}
    session().execute(rows.on_conflict_do_update(index_elements=["key"], set_=news))
    which = GeneratedPage.keys.overlap(changed)
    if within:
        which &= tuple_(GeneratedPage.site_id, GeneratedPage.currency).in_(sorted(within))
    return _mark(which, urgency, version)


def mark_page(page_id: GeneratedPageId) -> None:
    """Have one page drawn anew at once; raises GeneratedPageNotFound."""
    locks.advisory(LOCK)
    if not _mark(GeneratedPage.id == page_id, Urgency.NOW, newest_change()):
        raise GeneratedPageNotFound(id=page_id)


def mark_stock(variant_ids: Sequence[VariantId]) -> list[VariantId]:
    """Note the words that are said for the stock of variants; gives those for which another word is said now."""
    words = inventory.list_stock_words(variant_ids)
    rows = [
        {"variant_id": variant, "site_id": site, "word": word}
        for (variant, site), word in sorted(words.items())
    ]
    if not rows:
        return []
    written = insert(StockWord).values(rows)
    changed = written.on_conflict_do_update(
        index_elements=["variant_id", "site_id"],
        set_={"word": written.excluded.word},
        where=StockWord.word != written.excluded.word,
    )
    return sorted({VariantId(id) for id in session().scalars(changed.returning(StockWord.variant_id))})


def want(places: Iterable[tuple[SiteId, str, str]]) -> int:
    """Enter pages, each by site, currency and path, that are to be drawn when there is time; gives how many are new."""
    rows = [
        {"site_id": site, "currency": currency, "path": path, "kind": kind}
        for site, currency, path in places
        if (kind := policy.kind_of(path)) is not None
    ]
    new = 0
    for start in range(0, len(rows), AT_ONCE):
        entered = insert(GeneratedPage).values(rows[start : start + AT_ONCE]).on_conflict_do_nothing()
        new += len(session().scalars(entered.returning(GeneratedPage.id)).all())
    ring()
    return new


def leave_only(kind: PageKind, places: Collection[tuple[SiteId, str, str]]) -> list[Address]:
    """Drop the pages of a kind that are not among these or show nothing; gives them, for their files are to go too."""
    own = (GeneratedPage.site_id, GeneratedPage.currency, GeneratedPage.path)
    rows = delete(GeneratedPage).where(GeneratedPage.kind == kind)
    if places:
        rows = rows.where(tuple_(*own).not_in(sorted(places)) | (GeneratedPage.state == PageState.GONE))
    names = {site.id: site.code for site in sites.list_sites()}
    gone = session().execute(rows.returning(*own)).all()
    return [Address(names[SiteId(site)], currency, path) for site, currency, path in gone]


def ring() -> None:
    """Wake the publisher at commit."""
    db.ring(BELL)


def _mark(which: ColumnElement[bool], urgency: Urgency, version: int) -> int:
    is_stale = GeneratedPage.state == PageState.STALE
    due_at = clock.now() + policy.DELAYS[urgency]
    rows = (
        update(GeneratedPage)
        .where(which)
        .values(
            state=PageState.STALE,
            marked=version,
            urgency=case((is_stale, func.least(GeneratedPage.urgency, urgency)), else_=urgency),
            due_at=case((is_stale, func.least(GeneratedPage.due_at, due_at)), else_=due_at),
        )
        .returning(GeneratedPage.id)
        .execution_options(synchronize_session=False)
    )
    count = len(session().scalars(rows).all())
    if count:
        ring()
    return count
