"""Which addresses are pages, where their files lie, and how soon a change has to be seen."""

import re
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import quote

from core.publishing.types import FOLDERS, SHARDS, Address, PageKind, Urgency

LONGEST_NAME = 200  # bytes: file systems take 255, and an ending follows
BURST = timedelta(milliseconds=300)  # how long listings wait for more of the same
LAZY = timedelta(seconds=1)
CLAIM = timedelta(seconds=60)
LONGEST_LIFE = timedelta(days=1)  # a bound for whatever no fact tells of
RETRY = timedelta(seconds=10)
KEEP_GONE = timedelta(days=30)

DELAYS = {Urgency.NOW: timedelta(), Urgency.SOON: BURST, Urgency.LATER: LAZY}
_PATH = re.compile(rf"/[a-z]{{2}}/(?:({'|'.join(FOLDERS)})/([^/?\x00-\x1f\x7f\\.][^/?\x00-\x1f\x7f\\]*))?")
_SOUGHT = re.compile(r"/[a-z]{2}/search\?q=[\w.~%+-]+", re.ASCII)
_UPPER = (1 << 32) - 1


def kind_of(path: str) -> PageKind | None:
    """Give what kind of page stands at a path; None where nothing is ever generated."""
    found = _PATH.fullmatch(path)
    if found is None:
        return PageKind.SEARCH if _SOUGHT.fullmatch(path) and _fits(path) else None
    if not _fits(path):
        return None
    return FOLDERS[found[1]] if found[1] else PageKind.HOME


def _fits(path: str) -> bool:
    return len(path.rsplit("/", 1)[1].encode()) <= LONGEST_NAME


def file_of(address: Address) -> str:
    """Give the name of a page's files without their endings, relative to the folder of all pages.

    The shards keep folders small. They are counted off as nginx's `split_clients` does, so that its configuration
    finds the files by itself.
    """
    return f"{address.site}/{address.currency}/{shard_of(address.path):03}{address.path}"


def shard_of(path: str) -> int:
    """Give the shard of a path: `SHARDS` equal parts of its hash, the last one takes the remainder."""
    return min(murmur2(path.encode()) // (_UPPER * (10_000 // SHARDS) // 10_000), SHARDS - 1)


def murmur2(data: bytes, m: int = 0x5BD1E995) -> int:
    """Hash as nginx does: MurmurHash2 by Austin Appleby, 32 bits, with seed 0."""
    hashed, whole = len(data), len(data) & ~3
    for at in range(0, whole, 4):
        part = int.from_bytes(data[at : at + 4], "little") * m & _UPPER
        part = (part ^ part >> 24) * m & _UPPER
        hashed = hashed * m & _UPPER ^ part
    if whole < len(data):
        hashed = (hashed ^ int.from_bytes(data[whole:], "little")) * m & _UPPER
    hashed = (hashed ^ hashed >> 13) * m & _UPPER
    return hashed ^ hashed >> 15


def site_key(site: str) -> str:
    """Name all pages of a site, for caches that purge by key."""
    return f"site:{site}"


def page_key(site: str, path: str) -> str:
    """Name the page at a path, in all its currencies, for caches that purge by key; nginx says the same by itself."""
    return f"page:{site}:{path if kind_of(path) is PageKind.SEARCH else quote(path)}"


def key_of_name(name: str) -> str:
    """Name a page for caches by the name of its files."""
    site, _currency, rest = name.split("/", 2)
    return page_key(site, rest[rest.index("/") :])


def keys(kind: str, ids: Iterable[object]) -> list[str]:
    """Name entities as pages name them."""
    return [f"{kind}:{id}" for id in ids]
