from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from core.content import policy
from core.content.errors import BlockNotFound, ContentOutdated, PageFull
from core.content.models import ContentBlock, ContentPage
from core.content.service.writing import note_change, page_locked
from core.content.types import BlockId, BlockKind, ContentState, PageId, Settings
from core.kernel.actor import Actor
from core.kernel.ids import MediaId
from core.kernel.texts import Texts
from core.platform import audit
from core.platform.db import session


def add_block(page_id: PageId, kind: BlockKind, *, by: Actor) -> BlockId:
    """Put an empty block at the end of a page, as a draft; raises PageFull."""
    page = page_locked(page_id)
    taken = select(func.count(), func.max(ContentBlock.position)).where(ContentBlock.page_id == page_id)
    count, last = session().execute(taken).one()
    if count >= policy.MOST_BLOCKS:
        raise PageFull(most=policy.MOST_BLOCKS)
    position = 0 if last is None else last + 1
    block = ContentBlock(page_id=page_id, kind=kind, position=position, texts={}, settings={}, languages=[])
    session().add(block)
    session().flush()
    note_change(page)
    audit.changed(block, "add", by=by, after={"page_id": page_id, "kind": str(kind)})
    return BlockId(block.id)


def change_block(
    block_id: BlockId,
    *,
    version: int,
    texts: Mapping[str, Texts],
    settings: Settings,
    by: Actor,
    languages: Sequence[str] = (),
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    media_id: MediaId | None = None,
) -> None:
    """Set a block's words, settings, languages, times and picture, all at once.

    Raises ContentOutdated where somebody changed it after `version` was read, TimesCrossed and LinkUnknown.
    """
    policy.check_times(starts_at, ends_at)
    policy.check_link(settings.link)
    block, page = _locked(block_id)
    _refuse_outdated(block, version)
    before = block.facts()
    block.texts = policy.tidy_texts(BlockKind(block.kind), dict(texts))
    block.settings = policy.tidy_settings(settings)
    block.languages = list(languages)
    block.starts_at, block.ends_at, block.media_id = starts_at, ends_at, media_id
    _note(block, page)
    audit.changed(block, "change", by=by, before=before, after=block.facts())


def move_block(block_id: BlockId, steps: int, *, by: Actor) -> None:
    """Move a block down by `steps` places, up where negative; at either end it stays."""
    block, page = _locked(block_id)
    ids = list(
        session().scalars(
            select(ContentBlock.id)
            .where(ContentBlock.page_id == page.id)
            .order_by(ContentBlock.position, ContentBlock.id)
        )
    )
    order = policy.moved(ids, block.id, steps)
    if order == ids:
        return
    rows = {row.id: row for row in session().scalars(select(ContentBlock).where(ContentBlock.id.in_(ids)))}
    for position, id in enumerate(order):
        rows[id].position = position
    note_change(page)
    audit.changed(
        block, "move", by=by, before={"place": ids.index(block.id)}, after={"place": order.index(block.id)}
    )


def show_block(block_id: BlockId, *, version: int, by: Actor) -> None:
    """Publish a block: its times decide from now on when it is seen."""
    _move(block_id, "publish", version, by)


def hide_block(block_id: BlockId, *, version: int, by: Actor) -> None:
    """Take a block back into drafts."""
    _move(block_id, "withdraw", version, by)


def remove_block(block_id: BlockId, *, version: int, by: Actor) -> None:
    """Take a block off its page for good; its history stays."""
    block, page = _locked(block_id)
    _refuse_outdated(block, version)
    audit.changed(block, "remove", by=by, before={"page_id": page.id, "kind": block.kind, **block.facts()})
    session().delete(block)
    note_change(page)


def _move(block_id: BlockId, move: str, version: int, by: Actor) -> None:
    block, page = _locked(block_id)
    _refuse_outdated(block, version)
    before = ContentState(block.state)
    block.state = policy.PUBLICATION.destination(before, move)
    _note(block, page)
    audit.moved(block, move, before=before, after=block.state, by=by)


def _locked(block_id: BlockId) -> tuple[ContentBlock, ContentPage]:
    """Lock the page first, always: it guards the order of all its blocks."""
    page_id = session().scalar(select(ContentBlock.page_id).where(ContentBlock.id == block_id))
    if page_id is None:
        raise BlockNotFound(id=block_id)
    page = page_locked(PageId(page_id))
    block = session().get(ContentBlock, block_id, populate_existing=True)
    if block is None:
        raise BlockNotFound(id=block_id)
    return block, page


def _refuse_outdated(block: ContentBlock, version: int) -> None:
    if block.version != version:
        raise ContentOutdated(found=block.version, given=version)


def _note(block: ContentBlock, page: ContentPage) -> None:
    block.version += 1
    note_change(page)
