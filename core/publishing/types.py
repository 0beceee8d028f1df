from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NewType

SHARDS = 200  # folders that the pages of a site in a currency are spread over

GeneratedPageId = NewType("GeneratedPageId", int)


class PageKind(StrEnum):
    HOME = "home"
    LISTING = "listing"
    PRODUCT = "product"
    STORE = "store"
    BRAND = "brand"
    CHANNEL = "channel"
    TEXT = "text"
    SEARCH = "search"


FOLDERS = {
    "c": PageKind.LISTING, "p": PageKind.PRODUCT, "m": PageKind.STORE, "b": PageKind.BRAND, "e": PageKind.CHANNEL,
    "pages": PageKind.TEXT,
}  # fmt: skip


class PageState(StrEnum):
    FRESH = "fresh"
    STALE = "stale"
    GONE = "gone"  # nothing is shown at its address any more


class Urgency(IntEnum):
    """How soon a stale page is drawn: at once, after a burst has passed, or whenever there is time."""

    NOW = 0
    SOON = 1
    LATER = 2


@dataclass(frozen=True, slots=True)
class Address:
    """Where a page is: a site's code, a currency, and the path, which begins with the language.

    The path of a search is followed by its query as browsers send it: `/en/search?q=moon+lamp`.
    """

    site: str
    currency: str
    path: str

    @property
    def language(self) -> str:
        return self.path.split("/", 2)[1]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the application answered for an address; `keys` name what it is made of.

    `until` is when time alone makes it another page; `headers` are those every reader gets.
    """

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...]
    keys: tuple[str, ...]
    milliseconds: int = 0
    until: datetime | None = None

    @property
    def is_lasting(self) -> bool:
        """Say whether it may be kept: a page, a way to another one, or the word that it is gone for good."""
        return self.status in {200, 301, 410} and bool(self.keys)


@dataclass(frozen=True, slots=True)
class Finished:
    """A page that was drawn, with the number of the last change that the drawing may have seen."""

    address: Address
    drawn: Drawn
    as_of: int
    etag: str


@dataclass(frozen=True, slots=True)
class Note:
    """What lies beside the files of a page: how to answer with them."""

    status: int
    etag: str
    headers: tuple[tuple[str, str], ...]
    as_of: int
    release: str
    sums: Mapping[str, tuple[int, int]]  # by encoding: length and CRC-32 of its file
    stamp: int = 0  # changes whenever the files do


@dataclass(frozen=True, slots=True)
class Entity:
    """Something a page is made of, the number of its last change, and whether the page has seen that."""

    key: str
    version: int
    changed_at: datetime | None
    is_seen: bool


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page as the registry knows it; sizes in bytes, times in UTC."""

    id: GeneratedPageId
    address: Address
    kind: PageKind
    state: PageState
    status: int
    size: int
    etag: str
    hits: int
    milliseconds: int
    release: str
    made_at: datetime | None
    due_at: datetime | None
    failures: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How the registry stands: pages by kind and state, their bytes, and the oldest that waits."""

    counts: Mapping[tuple[str, str], int]
    size: int
    waiting: int
    oldest_due: datetime | None
    of_older_release: int

    def in_state(self, state: str) -> int:
        """Count the pages in a state."""
        return sum(count for (_, own), count in self.counts.items() if own == state)
