"""Pages and blocks, made through the doors."""

from datetime import datetime
from typing import Any

from core.content import queries, service
from core.content.types import Block, BlockId, BlockKind, Page, PageId, PageKind, Settings, Writing
from core.kernel.actor import SYSTEM
from core.kernel.ids import MediaId, SiteId


def make_page(
    site_id: SiteId,
    *,
    kind: PageKind = PageKind.TEXT,
    titles: dict[str, str] | None = None,
    bodies: dict[str, str] | None = None,
    is_published: bool = True,
    **where: Any,
) -> PageId:
    """Open a page, published unless said otherwise."""
    writing = Writing(titles or {"en": "How delivery works", "de": "So liefern wir"}, {}, bodies or {})
    page_id = service.open_page(site_id, kind, writing, by=SYSTEM, **where)
    if is_published:
        service.publish_page(page_id, by=SYSTEM)
    return page_id


def make_block(
    page_id: PageId,
    kind: BlockKind = BlockKind.TEXT,
    *,
    texts: dict[str, dict[str, str]] | None = None,
    settings: Settings | None = None,
    languages: tuple[str, ...] = (),
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    media_id: MediaId | None = None,
    is_published: bool = True,
) -> BlockId:
    """Put a block on a page, published unless said otherwise."""
    block_id = service.add_block(page_id, kind, by=SYSTEM)
    service.change_block(
        block_id,
        version=1,
        texts=texts or {},
        settings=settings or Settings(),
        languages=languages,
        starts_at=starts_at,
        ends_at=ends_at,
        media_id=media_id,
        by=SYSTEM,
    )
    if is_published:
        service.show_block(block_id, version=2, by=SYSTEM)
    return block_id


def block(block_id: BlockId) -> Block:
    """Read a block again."""
    return queries.get_block(block_id)[0]


def page(page_id: PageId) -> Page:
    """Read a page again."""
    return queries.get_page(page_id)
