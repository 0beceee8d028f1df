import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from core.content.errors import LinkUnknown, TimesCrossed
from core.content.types import Block, BlockKind, ContentState, Settings
from core.kernel.states import Machine
from core.kernel.texts import Texts

PUBLICATION: Machine[ContentState] = Machine(
    publish=({ContentState.DRAFT}, ContentState.PUBLISHED),
    withdraw=({ContentState.PUBLISHED}, ContentState.DRAFT),
)

MOST_BLOCKS = 40
COUNTS = (4, 8, 12)

# The words of each kind of block; what is not named here is not kept.
FIELDS: dict[BlockKind, tuple[str, ...]] = {
    BlockKind.HERO: ("title", "text", "button", "alt"),
    BlockKind.BANNER: ("title", "text", "button", "alt"),
    BlockKind.PROMISES: (),
    BlockKind.TILES: ("title",),
    BlockKind.GRID: ("title", "text"),
    BlockKind.COUNTDOWN: ("title", "text", "button"),
    BlockKind.BRANDS: ("title",),
    BlockKind.MERCHANTS: ("title",),
    BlockKind.RECENT: (),
    BlockKind.TEXT: ("title", "body"),
}

_LINK = re.compile(r"(category|merchant|page):[\w-]{1,64}|/(?![/\\])[^\\\x00-\x20\x7f]{0,200}")


def is_shown(block: Block, at: datetime, language: str, *, with_drafts: bool = False) -> bool:
    """Say whether a block is on its page at an instant, for readers of a language."""
    if block.state != ContentState.PUBLISHED and not with_drafts:
        return False
    if block.languages and language not in block.languages:
        return False
    has_begun = block.starts_at is None or block.starts_at <= at
    return has_begun and (block.ends_at is None or at < block.ends_at)


def check_link(link: str) -> None:
    """Refuse a link that leads out of the site or nowhere; an empty one leads nowhere on purpose."""
    if link and _LINK.fullmatch(link) is None:
        raise LinkUnknown(link=link)


def check_times(starts_at: datetime | None, ends_at: datetime | None) -> None:
    """Refuse a block that ends before it begins."""
    if starts_at and ends_at and ends_at <= starts_at:
        raise TimesCrossed


def tidy_texts(kind: BlockKind, texts: dict[str, Texts]) -> dict[str, dict[str, str]]:
    """Keep the words that a kind of block has, where they are not blank."""
    kept = {field: filled(texts.get(field, {})) for field in FIELDS[kind]}
    return {field: written for field, written in kept.items() if written}


def filled(texts: Texts) -> dict[str, str]:
    """Keep the languages in which something is written."""
    return {language: text.strip() for language, text in texts.items() if text.strip()}


def tidy_settings(settings: Settings) -> dict[str, object]:
    """Give settings as they are stored: only those that differ from the usual."""
    usual, kept = Settings(), {}
    for name in Settings.__slots__:
        value = getattr(settings, name)
        if value != getattr(usual, name):
            kept[name] = value.isoformat() if isinstance(value, datetime) else value
    return {name: list(value) if isinstance(value, tuple) else value for name, value in kept.items()}


def moved(ids: Sequence[int], id: int, steps: int) -> list[int]:
    """Give the order in which one is `steps` further down (up where negative), at most to the end."""
    rest = [other for other in ids if other != id]
    place = min(max(0, ids.index(id) + steps), len(rest))
    return [*rest[:place], id, *rest[place:]]


def fitting(languages: Iterable[str], spoken: Sequence[str]) -> list[str]:
    """Give the chosen languages; all that the site speaks are the same as none chosen."""
    chosen = [language for language in spoken if language in set(languages)]
    return [] if len(chosen) == len(spoken) else chosen
