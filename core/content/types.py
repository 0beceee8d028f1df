from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.kernel.ids import MediaId, ProductId, SiteId
from core.kernel.texts import Texts

PageId = NewType("PageId", int)
BlockId = NewType("BlockId", int)


class PageKind(StrEnum):
    HOME = "home"
    CHANNEL = "channel"
    TEXT = "text"


class ContentState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"


class Column(StrEnum):
    """Where a page's link stands in the footer."""

    NONE = "none"
    HELP = "help"
    SHOP = "shop"
    LEGAL = "legal"


class BlockKind(StrEnum):
    HERO = "hero"
    BANNER = "banner"
    PROMISES = "promises"
    TILES = "tiles"
    GRID = "grid"
    COUNTDOWN = "countdown"
    BRANDS = "brands"
    MERCHANTS = "merchants"
    RECENT = "recent"
    TEXT = "text"


class Rule(StrEnum):
    """Which products a grid shows."""

    NEWEST = "newest"
    BEST_SELLING = "best-selling"
    DISCOUNTED = "discounted"
    SMALL_PRICES = "small-prices"
    CATEGORY = "category"
    MERCHANT = "merchant"
    PICKED = "picked"


class Tone(StrEnum):
    """The color a block is held in."""

    PLUM = "plum"
    SEA = "sea"
    SAND = "sand"
    BLUSH = "blush"
    SUN = "sun"
    MIST = "mist"


class Size(StrEnum):
    """How large a picture block speaks."""

    LARGE = "large"
    CALM = "calm"


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

COUNTS = (4, 8, 12)  # how many products a shelf may show


@dataclass(frozen=True, slots=True)
class Settings:
    """What a block is set to; each kind reads its own part.

    `link` is `category:CODE`, `merchant:CODE`, `page:CODE` or a path of the site that begins with a slash.
    `of` is the code of the category or merchant a rule is about, `codes` those of tiles and brands.
    """

    link: str = ""
    tone: Tone = Tone.PLUM
    size: Size = Size.LARGE
    rule: Rule = Rule.NEWEST
    of: str = ""
    codes: tuple[str, ...] = ()
    products: tuple[ProductId, ...] = ()
    count: int = 8
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a page. `texts` are by field, then language; an empty `languages` means all.

    Shown from `starts_at` until just before `ends_at`, where these are set.
    """

    id: BlockId
    kind: BlockKind
    state: ContentState
    version: int
    texts: Mapping[str, Texts] = field(default_factory=dict)
    settings: Settings = Settings()
    languages: tuple[str, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    media_id: MediaId | None = None

    def is_shown(self, at: datetime, language: str, *, with_drafts: bool = False) -> bool:
        """Say whether the block is on its page at an instant, for readers of a language."""
        if self.state != ContentState.PUBLISHED and not with_drafts:
            return False
        if self.languages and language not in self.languages:
            return False
        has_begun = self.starts_at is None or self.starts_at <= at
        return has_begun and (self.ends_at is None or at < self.ends_at)


@dataclass(frozen=True, slots=True)
class Writing:
    """The words of a page, each by language: `bodies` are Markdown."""

    titles: Texts
    descriptions: Texts = field(default_factory=dict)
    bodies: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its blocks in order."""

    id: PageId
    site_id: SiteId
    kind: PageKind
    code: str
    state: ContentState
    version: int
    writing: Writing
    column: Column
    position: int
    changed_at: datetime
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class PageLink:
    """What leads to a published page, in the reader's language."""

    kind: PageKind
    code: str
    column: Column
    title: str
    slug: str


@dataclass(frozen=True, slots=True)
class PageVersion:
    """The words a page had from one moment to the next."""

    version: int
    writing: Writing
    at: datetime
    by: str
