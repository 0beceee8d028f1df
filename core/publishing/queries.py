from collections.abc import Iterator, Sequence
from threading import Event as Flag
from typing import Any

from sqlalchemy import Select, func, select

from core.kernel import clock
from core.kernel.ids import SiteId
from core.kernel.page import Page, PageAsk
from core.platform import radio
from core.platform.db import session
from core.publishing import files, policy
from core.publishing.errors import GeneratedPageNotFound
from core.publishing.models import ChangedEntity, GeneratedPage
from core.publishing.types import (
    Address,
    Entity,
    GeneratedPageId,
    Note,
    PageKind,
    PageRow,
    PageState,
    Standing,
)
from core.sites import queries as sites

CHANNEL = "entrepot_pages"
GROUPS = ("stale", "slow", "failed", "asked")


def kind_of(path: str) -> PageKind | None:
    """Give what kind of page stands at a path; None where nothing is ever generated."""
    return policy.kind_of(path)


def find_note(address: Address) -> Note | None:
    """Give how to answer with the files of a page; None where it was not generated."""
    return files.find_note(address)


def stamp_of(address: Address) -> int:
    """Give what changes whenever the files of a page do; 0 where there are none."""
    return files.stamp_of(address)


def read_body(address: Address, note: Note, encoding: str) -> bytes | None:
    """Give a page's bytes in an encoding (gzip, br, zstd); None while another page takes its place."""
    return files.read(address, note, encoding)


def read_kept(name: str) -> bytes:
    """Give what web processes kept for an outage; nothing where nothing was."""
    return files.kept(name)


def listen(stop: Flag) -> Iterator[str | None]:
    """Give the files' names of pages that are other ones now, as they are told; see `core.platform.radio`."""
    return radio.listen(CHANNEL, stop)


def name_of(address: Address) -> str:
    """Give the name under which a page is told of, which is that of its files."""
    return policy.file_of(address)


def site_key(site: str) -> str:
    """Give the key by which caches purge all pages of a site."""
    return policy.site_key(site)


def page_key(site: str, path: str) -> str:
    """Give the key by which caches purge a page, in all its currencies."""
    return policy.page_key(site, path)


def key_of_name(name: str) -> str:
    """Give the key by which caches purge a page that was told of by name."""
    return policy.key_of_name(name)


def newest_change() -> int:
    """Give the number of the last change of any entity: what is read from now on has seen it."""
    return session().scalar(select(func.coalesce(func.max(ChangedEntity.version), 0))) or 0


def look(release: str) -> Standing:
    """Give how the registry stands; `of_older_release` counts the pages that other templates drew."""
    rows = select(GeneratedPage.kind, GeneratedPage.state, func.count(), func.sum(GeneratedPage.size))
    found = session().execute(rows.group_by(GeneratedPage.kind, GeneratedPage.state)).all()
    stale = GeneratedPage.state == PageState.STALE
    waits = select(func.count(), func.min(GeneratedPage.due_at)).where(
        stale, GeneratedPage.due_at <= clock.now()
    )
    waiting, oldest = session().execute(waits).one()
    older = select(func.count()).where(GeneratedPage.release.not_in([release, ""]))
    return Standing(
        counts={(kind, state): count for kind, state, count, _ in found},
        size=sum(int(size or 0) for *_, size in found),
        waiting=waiting,
        oldest_due=oldest,
        of_older_release=session().scalar(older) or 0,
    )


def list_rows(ask: PageAsk, *, group: str) -> Page[PageRow]:
    """List pages: that wait (stale), took longest (slow), could not be drawn (failed), are asked for most (asked)."""
    rows = _group(group)
    total = session().scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    names = {site.id: site.code for site in sites.list_sites()}
    found = session().scalars(rows.offset(ask.offset).limit(ask.size))
    return Page([_row(row, names) for row in found], ask, total)


def get_row(page_id: GeneratedPageId) -> PageRow:
    """Give a page by id; raises GeneratedPageNotFound."""
    row = session().get(GeneratedPage, page_id)
    if row is None:
        raise GeneratedPageNotFound(id=page_id)
    return _row(row, {site.id: site.code for site in sites.list_sites()})


def find_row(site_id: SiteId, currency: str, path: str) -> PageRow | None:
    """Give the page at an address, None where none was generated."""
    rows = select(GeneratedPage).where(GeneratedPage.site_id == site_id, GeneratedPage.path == path)
    row = session().scalars(rows.where(GeneratedPage.currency == currency)).one_or_none()
    return None if row is None else _row(row, {site.id: site.code for site in sites.list_sites()})


def list_entities(page_id: GeneratedPageId) -> list[Entity]:
    """List what a page is made of, each with its last change and whether the page has seen it."""
    page = session().get(GeneratedPage, page_id)
    if page is None:
        raise GeneratedPageNotFound(id=page_id)
    rows = session().scalars(select(ChangedEntity).where(ChangedEntity.key.in_(page.keys)))
    known = {row.key: row for row in rows}
    entities = []
    for key in sorted(page.keys):
        row = known.get(key)
        version = row.version if row else 0
        is_seen = version <= page.as_of or page.state != PageState.STALE  # else it changed elsewhere
        entities.append(Entity(key, version, row.changed_at if row else None, is_seen))
    return entities


def count_made_of(keys: Sequence[str]) -> int:
    """Count the pages that are made of any of these."""
    rows = select(func.count()).where(GeneratedPage.keys.overlap(list(keys)))
    return session().scalar(rows) or 0


def _group(group: str) -> Select[Any]:
    rows = select(GeneratedPage)
    if group == "stale":
        rows = rows.where(GeneratedPage.state == PageState.STALE)
        return rows.order_by(GeneratedPage.urgency, GeneratedPage.hits.desc(), GeneratedPage.id)
    if group == "failed":
        return rows.where(GeneratedPage.failures > 0).order_by(
            GeneratedPage.failures.desc(), GeneratedPage.id
        )
    if group == "slow":
        return rows.order_by(GeneratedPage.milliseconds.desc(), GeneratedPage.id)
    return rows.order_by(GeneratedPage.hits.desc(), GeneratedPage.id)


def _row(row: GeneratedPage, names: dict[SiteId, str]) -> PageRow:
    return PageRow(
        id=GeneratedPageId(row.id),
        address=Address(names[SiteId(row.site_id)], row.currency, row.path),
        kind=PageKind(row.kind),
        state=PageState(row.state),
        status=row.status,
        size=row.size,
        etag=row.etag,
        hits=row.hits,
        milliseconds=row.milliseconds,
        release=row.release,
        made_at=row.made_at,
        due_at=row.due_at,
        failures=row.failures,
    )
