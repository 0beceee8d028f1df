import re
from collections.abc import Sequence
from datetime import datetime

from core.content.errors import LinkUnknown, TimesCrossed
from core.content.types import FIELDS, BlockKind, ContentState, Settings
from core.kernel.states import Machine
from core.kernel.texts import Texts

PUBLICATION: Machine[ContentState] = Machine(
    publish=({ContentState.DRAFT}, ContentState.PUBLISHED),
    withdraw=({ContentState.PUBLISHED}, ContentState.DRAFT),
)

MOST_BLOCKS = 40
_LINK = re.compile(r"(category|merchant|page):[\w-]{1,64}|/(?![/\\])[^\\\x00-\x20\x7f]{0,200}")


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
