from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.sql import ColumnElement

from core.content.errors import BlockNotFound, PageNotFound
from core.content.models import ContentBlock, ContentPage, ContentVersion
from core.content.types import (
    Block,
    BlockId,
    BlockKind,
    Column,
    ContentState,
    Page,
    PageId,
    PageKind,
    PageLink,
    PageVersion,
    Rule,
    Settings,
    Size,
    Tone,
    Writing,
)
from core.kernel.ids import MediaId, ProductId, SiteId
from core.kernel.texts import pick
from core.platform import editions, reference, slugs
from core.platform.db import session

PAGES = "pages"  # the edition of all pages that people wrote


def slug_kind(site_id: SiteId) -> str:
    """Give what the slugs of a site's pages are filed under: sites may have pages of the same name."""
    return f"page:{site_id}"


def find_home(site_id: SiteId) -> Page | None:
    """Give a site's home page if somebody made one, with all its blocks; one statement."""
    return next(iter(_pages(ContentPage.site_id == site_id, ContentPage.kind == PageKind.HOME)), None)


def get_page(page_id: PageId) -> Page:
    """Give a page in any state; raises PageNotFound."""
    found = _pages(ContentPage.id == page_id)
    if not found:
        raise PageNotFound(id=page_id)
    return found[0]


def get_page_by_slug(
    site_id: SiteId, kind: PageKind, slug: str, chain: Sequence[str], *, with_drafts: bool = False
) -> tuple[Page, bool]:
    """Give a page by its slug, and whether that slug is the one in force; raises PageNotFound."""
    found = slugs.find(slug_kind(site_id), slug, chain)
    pages = _pages(ContentPage.id == found[0], ContentPage.kind == kind) if found else []
    if found is None or not pages or not (with_drafts or pages[0].state == ContentState.PUBLISHED):
        raise PageNotFound(slug=slug)
    return pages[0], found[1]


def get_block(block_id: BlockId) -> tuple[Block, Page]:
    """Give a block with the page it stands on; raises BlockNotFound."""
    page_id = session().scalar(select(ContentBlock.page_id).where(ContentBlock.id == block_id))
    if page_id is None:
        raise BlockNotFound(id=block_id)
    page = get_page(PageId(page_id))
    return next(block for block in page.blocks if block.id == block_id), page


def list_links(site_id: SiteId, chain: Sequence[str]) -> list[PageLink]:
    """List what leads to the published pages of a site but its home page, in the order of the footer.

    It is kept until a page changes.
    """
    key = ("page links", site_id, tuple(chain))
    return editions.kept((PAGES,), key, lambda: _links(site_id, chain))


def _links(site_id: SiteId, chain: Sequence[str]) -> list[PageLink]:
    rows = session().scalars(
        select(ContentPage)
        .where(ContentPage.site_id == site_id, ContentPage.state == ContentState.PUBLISHED)
        .where(ContentPage.kind != PageKind.HOME)
        .order_by(ContentPage.position, ContentPage.id)
    ).all()  # fmt: skip
    names = slugs.current(slug_kind(site_id), [row.id for row in rows], chain) if rows else {}
    return [
        PageLink(
            PageKind(row.kind), row.code, Column(row.footer_column), pick(row.titles, chain), names[row.id]
        )
        for row in rows
    ]


def list_pages(site_id: SiteId) -> list[Page]:
    """List every page of a site in any state, its home page first, then channels, then texts."""
    pages = _pages(ContentPage.site_id == site_id)
    order = list(PageKind)
    return sorted(pages, key=lambda page: (order.index(page.kind), page.position, page.id))


def list_published_slugs(site_id: SiteId) -> list[tuple[PageKind, dict[str, str], datetime]]:
    """List the published pages but the home page for a sitemap: kind, slugs by language, when last changed."""
    pages = [page for page in list_pages(site_id) if page.state == ContentState.PUBLISHED]
    return [
        (page.kind, list_slugs(site_id, page.id), page.changed_at)
        for page in pages
        if page.kind != PageKind.HOME
    ]


def list_slugs(site_id: SiteId, page_id: PageId) -> dict[str, str]:
    """Give a page's slugs in force by language, for hreflang."""
    return slugs.all_current(slug_kind(site_id), page_id)


def versions_in_force(site_id: SiteId, codes: Sequence[str]) -> dict[str, int]:
    """Give the version of the words in force of each published page of these codes that the site has.

    Kept as reference data.
    """
    asked = (site_id, tuple(codes))
    return reference.kept(
        ("content_pages", "content_versions"), ("versions", *asked), lambda: _read_versions(*asked)
    )


def _read_versions(site_id: SiteId, codes: Sequence[str]) -> dict[str, int]:
    rows = (
        select(ContentPage.code, func.max(ContentVersion.version))
        .join(ContentVersion, ContentVersion.page_id == ContentPage.id)
        .where(
            ContentPage.site_id == site_id,
            ContentPage.code.in_(codes),
            ContentPage.state == ContentState.PUBLISHED,
        )
        .group_by(ContentPage.code)
    )
    return dict(session().execute(rows).all())


def list_versions(page_id: PageId) -> list[PageVersion]:
    """List what a page said, newest first."""
    rows = select(ContentVersion).where(ContentVersion.page_id == page_id)
    return [
        PageVersion(row.version, Writing(row.titles, row.descriptions, row.bodies), row.at, row.by)
        for row in session().scalars(rows.order_by(ContentVersion.version.desc()))
    ]


def _pages(*conditions: ColumnElement[bool]) -> list[Page]:
    rows = (
        select(ContentPage, ContentBlock)
        .outerjoin(ContentBlock, ContentBlock.page_id == ContentPage.id)
        .where(*conditions)
        .order_by(ContentPage.id, ContentBlock.position, ContentBlock.id)
    )
    pages: dict[int, ContentPage] = {}
    blocks: dict[int, list[Block]] = {}
    for page, block in session().execute(rows):
        pages[page.id] = page
        blocks.setdefault(page.id, []).extend([block_of(block)] if block else [])
    return [_page(page, blocks[id]) for id, page in pages.items()]


def _page(row: ContentPage, blocks: Iterable[Block]) -> Page:
    return Page(
        id=PageId(row.id),
        site_id=SiteId(row.site_id),
        kind=PageKind(row.kind),
        code=row.code,
        state=ContentState(row.state),
        version=row.version,
        writing=Writing(row.titles, row.descriptions, row.bodies),
        column=Column(row.footer_column),
        position=row.position,
        changed_at=row.changed_at,
        blocks=tuple(blocks),
    )


def block_of(row: ContentBlock) -> Block:
    """Give a row as others may hold it."""
    return Block(
        id=BlockId(row.id),
        kind=BlockKind(row.kind),
        state=ContentState(row.state),
        version=row.version,
        texts=row.texts,
        settings=_settings(row.settings),
        languages=tuple(row.languages),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        media_id=None if row.media_id is None else MediaId(row.media_id),
    )


def _settings(stored: dict[str, Any]) -> Settings:
    usual = Settings()
    until = stored.get("until")
    return Settings(
        link=stored.get("link", ""),
        tone=Tone(stored.get("tone", usual.tone)),
        size=Size(stored.get("size", usual.size)),
        rule=Rule(stored.get("rule", usual.rule)),
        of=stored.get("of", ""),
        codes=tuple(stored.get("codes", ())),
        products=tuple(ProductId(id) for id in stored.get("products", ())),
        count=stored.get("count", usual.count),
        until=datetime.fromisoformat(until) if until else None,
    )
