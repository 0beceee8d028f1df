from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from core.content import policy
from core.content.errors import CodeTaken, ContentOutdated, PageNotFound, TitleMissing
from core.content.events import ContentChanged
from core.content.models import ContentPage, ContentVersion
from core.content.queries import PAGES, slug_kind
from core.content.types import Column, ContentState, PageId, PageKind, Writing
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.ids import SiteId
from core.kernel.texts import slug_of
from core.platform import audit, editions, locks, outbox, slugs
from core.platform.db import session


def open_page(
    site_id: SiteId,
    kind: PageKind,
    writing: Writing,
    *,
    by: Actor,
    code: str = "",
    column: Column = Column.NONE,
    position: int = 0,
) -> PageId:
    """Open a page as a draft; the code of a home page is always `home`.

    Raises TitleMissing, and CodeTaken where the site has a page of this code.
    """
    kept = _checked(writing)
    wanted = "home" if kind == PageKind.HOME else slug_of(code or next(iter(kept.titles.values())))[:64]
    row = insert(ContentPage).values(
        site_id=site_id, kind=kind, code=wanted, footer_column=column, position=position, **_columns(kept)
    )
    page = session().scalars(row.on_conflict_do_nothing().returning(ContentPage)).one_or_none()
    if page is None:
        raise CodeTaken(code=wanted)
    _keep(page, by=by)
    audit.changed(page, "open", by=by, after={"code": wanted, "kind": str(kind)})
    return PageId(page.id)


def write_page(
    page_id: PageId,
    writing: Writing,
    *,
    version: int,
    by: Actor,
    column: Column | None = None,
    position: int | None = None,
) -> None:
    """Change a page's words and its place in the footer; what it said before is kept.

    Raises ContentOutdated where somebody changed it after `version` was read, and TitleMissing.
    """
    kept, page = _checked(writing), page_locked(page_id)
    if page.version != version:
        raise ContentOutdated(found=page.version, given=version)
    before = {"version": page.version, "column": page.footer_column}
    for name, texts in _columns(kept).items():
        setattr(page, name, texts)
    page.footer_column = page.footer_column if column is None else column
    page.position = page.position if position is None else position
    note_change(page, has_moved=True)
    _keep(page, by=by)
    audit.changed(
        page, "write", by=by, before=before, after={"version": page.version, "column": page.footer_column}
    )


def restore_page(page_id: PageId, wanted: int, *, version: int, by: Actor) -> None:
    """Say again what a page said in an earlier version; raises PageNotFound where there was none."""
    old = session().scalar(
        select(ContentVersion).where(ContentVersion.page_id == page_id, ContentVersion.version == wanted)
    )
    if old is None:
        raise PageNotFound(id=page_id, version=wanted)
    write_page(page_id, Writing(old.titles, old.descriptions, old.bodies), version=version, by=by)


def publish_page(page_id: PageId, *, by: Actor) -> None:
    """Show a page to everybody."""
    _move(page_id, "publish", by)


def withdraw_page(page_id: PageId, *, by: Actor) -> None:
    """Take a page back into drafts; its address answers 404 from now on."""
    _move(page_id, "withdraw", by)


def page_locked(page_id: PageId) -> ContentPage:
    """Lock a page, and with it the order of its blocks; raises PageNotFound."""
    page = locks.row(ContentPage, page_id)
    if page is None:
        raise PageNotFound(id=page_id)
    return page


def note_change(page: ContentPage, *, has_moved: bool = False) -> None:
    """Note that a page is another one from now on, and tell everybody; `has_moved` where links to it may be others."""
    page.version += 1
    page.changed_at = clock.now()
    editions.renew(PAGES)
    outbox.record(ContentChanged(page_id=page.id, site_id=page.site_id, has_moved=has_moved))


def _move(page_id: PageId, move: str, by: Actor) -> None:
    page = page_locked(page_id)
    before = ContentState(page.state)
    page.state = policy.PUBLICATION.destination(before, move)
    page.changed_at = clock.now()
    editions.renew(PAGES)
    outbox.record(ContentChanged(page_id=page.id, site_id=page.site_id, has_moved=True))
    audit.moved(page, move, before=before, after=page.state, by=by)


def _checked(writing: Writing) -> Writing:
    kept = Writing(
        *(policy.filled(texts) for texts in (writing.titles, writing.descriptions, writing.bodies))
    )
    if not kept.titles:
        raise TitleMissing
    return kept


def _columns(writing: Writing) -> dict[str, dict[str, str]]:
    return {
        "titles": dict(writing.titles), "descriptions": dict(writing.descriptions), "bodies": dict(writing.bodies),
    }  # fmt: skip


def _keep(page: ContentPage, *, by: Actor) -> None:
    said = ContentVersion(
        page_id=page.id,
        version=page.version,
        titles=page.titles,
        descriptions=page.descriptions,
        bodies=page.bodies,
        by=by.name,
    )
    session().add(said)
    session().flush()
    if page.kind != PageKind.HOME:
        slugs.name(slug_kind(SiteId(page.site_id)), page.id, page.titles)
        editions.renew(PAGES)
