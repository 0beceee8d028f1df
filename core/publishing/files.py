"""The files of generated pages: compressed three ways beside a note that says how to answer with them.

Each file is renamed into place; the note comes last and holds the sums of the others, so a reader that meets a page
in between notices. Pages lie in a local folder (or one that several machines share), because a proxy serves the very
same files.
"""

import fcntl
import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep
from uuid import uuid4

import brotli
import zstandard

from core.platform.settings import settings
from core.publishing import policy
from core.publishing.types import Address, Drawn, Finished, Note

ENDINGS = {"gzip": ".gz", "br": ".br", "zstd": ".zst"}
PAGE, OTHER, NOTE = ".html", ".other", ".json"  # what is no page must not be served as one by a proxy
GZIP_LEVEL, BROTLI_LEVEL, ZSTD_LEVEL = 6, 5, 9  # about a millisecond each for 30 KB
PAUSED = "paused"
LOCKS = 512


def folder() -> Path:
    """Give the folder of all generated pages."""
    return settings().data / "pages"


def etag_of(drawn: Drawn) -> str:
    """Give the tag of a page: weak, because compressed and plain bytes share it."""
    digest = hashlib.blake2b(drawn.body, digest_size=12)
    digest.update(repr((drawn.status, drawn.headers)).encode())
    return f'W/"{digest.hexdigest()}"'


def write(finished: Finished, release: str) -> bool:
    """Put a page's files in place, unless a drawing that has seen more lies there; says whether it did."""
    base, drawn = _base(finished.address), finished.drawn
    files = _compressed(drawn.body)
    sums = {name: (len(content), zlib.crc32(content)) for name, content in files.items()}
    note = Note(drawn.status, finished.etag, drawn.headers, finished.as_of, release, sums)
    ending = PAGE if drawn.status == 200 else OTHER
    Path(f"{base}{NOTE}").parent.mkdir(parents=True, exist_ok=True)
    with _held(_lock_file("write", finished.address)):
        there = find_note(finished.address)
        if there is not None and there.as_of > finished.as_of:
            return False
        for name, content in files.items():
            _put(Path(f"{base}{ending}{ENDINGS[name]}"), content)
        _put(Path(f"{base}{NOTE}"), _written(note))
        _remove(base, OTHER if drawn.status == 200 else PAGE)
    return True


def remove(address: Address) -> None:
    """Take a page's files away."""
    base = _base(address)
    with _held(_lock_file("write", address)):
        Path(f"{base}{NOTE}").unlink(missing_ok=True)
        _remove(base, PAGE)
        _remove(base, OTHER)


def find_note(address: Address) -> Note | None:
    """Give the note of a page, None where it was not generated."""
    try:
        with open(f"{_base(address)}{NOTE}", "rb") as file:
            stamp = os.fstat(file.fileno()).st_mtime_ns
            return replace(_read(file.read()), stamp=stamp)
    except (OSError, ValueError, KeyError):
        return None


def stamp_of(address: Address) -> int:
    """Give what changes whenever a page's files do; 0 where there are none."""
    try:
        return os.stat(f"{_base(address)}{NOTE}").st_mtime_ns
    except OSError:
        return 0


def read(address: Address, note: Note, encoding: str) -> bytes | None:
    """Give the bytes a note speaks of; None where another page is just being put in place."""
    ending = PAGE if note.status == 200 else OTHER
    try:
        content = Path(f"{_base(address)}{ending}{ENDINGS[encoding]}").read_bytes()
    except OSError:
        return None
    return content if (len(content), zlib.crc32(content)) == note.sums[encoding] else None


@contextmanager
def sole(address: Address, *, patience: float) -> Iterator[bool]:
    """Be the only one, in all processes, that draws a page; gives False after `patience` seconds of waiting."""
    with _lock_file("draw", address).open("ab") as file:
        until = monotonic() + patience
        is_ours = _try(file.fileno())
        while not is_ours and monotonic() < until and not stamp_of(address):
            sleep(0.01)
            is_ours = _try(file.fileno())
        yield is_ours


def say_paused(*, is_paused: bool) -> None:
    """Leave word for a proxy that the database is away, or take it back."""
    word = folder() / PAUSED
    if is_paused:
        word.parent.mkdir(parents=True, exist_ok=True)
        word.touch()
    else:
        word.unlink(missing_ok=True)


def walk() -> Iterator[Address]:
    """Give the address of everything that lies there."""
    root = folder()
    for path in root.glob(f"*/*/[0-9][0-9][0-9]/**/*{NOTE}"):
        site, currency, _shard, *rest = path.relative_to(root).parts
        yield Address(site, currency, "/" + "/".join(rest).removesuffix(NOTE))


def keep(name: str, content: bytes) -> None:
    """Keep what web processes have to know while the database is away."""
    path = folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != content:
        _put(path, content)


def kept(name: str) -> bytes:
    """Give what was kept under a name; nothing where nothing was."""
    try:
        return (folder() / name).read_bytes()
    except OSError:
        return b""


def _base(address: Address) -> str:
    # A text, because the path of a home page ends in a slash, which a Path would drop.
    return f"{folder()}/{policy.file_of(address)}"


def _compressed(body: bytes) -> dict[str, bytes]:
    return {
        "gzip": gzip.compress(body, GZIP_LEVEL, mtime=0),
        "br": brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_LEVEL),
        "zstd": zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(body),
    }


def _put(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{uuid4().hex}.part")
    draft.write_bytes(content)
    draft.rename(path)


def _remove(base: str, ending: str) -> None:
    for own in ENDINGS.values():
        Path(f"{base}{ending}{own}").unlink(missing_ok=True)


def _written(note: Note) -> bytes:
    facts = {"status": note.status, "etag": note.etag, "headers": note.headers, "as_of": note.as_of}
    return json.dumps(facts | {"release": note.release, "sums": note.sums}).encode()


def _read(written: bytes) -> Note:
    facts = json.loads(written)
    headers = tuple((name, value) for name, value in facts["headers"])
    sums = {name: (length, crc) for name, (length, crc) in facts["sums"].items()}
    return Note(facts["status"], facts["etag"], headers, facts["as_of"], facts["release"], sums)


def _lock_file(what: str, address: Address) -> Path:
    locks = folder() / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    return locks / f"{what}-{zlib.crc32(policy.file_of(address).encode()) % LOCKS}"


@contextmanager
def _held(lock: Path) -> Iterator[None]:
    with lock.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
