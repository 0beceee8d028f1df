"""Films: told by their content. Only MP4 with a picture track that browsers play, read without decoding it.

Boxes are as in ISO/IEC 14496-12; a film's place and maker hide in `udta` and `meta`, which are blanked where
they stand, so that nothing else in the file moves.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from core.kernel.refusal import Refusal

MAX_BYTES = 24 * 1024 * 1024
MAX_SIDE = 4096
BRANDS = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash", b"M4V ", b"MSNV"}
CODECS = {b"avc1", b"avc3", b"vp09", b"av01"}
_CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}
_TELLTALES = {b"udta", b"meta"}
_DEEPEST = 8


class VideoTooHeavy(Refusal):
    """The file has more bytes than a product's film needs."""

    code = "videos.too_heavy"
    status = 413


class VideoUnreadable(Refusal):
    """The file is no MP4 film that browsers play, or it is broken."""

    code = "videos.unreadable"


@dataclass(frozen=True, slots=True)
class CleanVideo:
    """A film as it may be kept: without what it tells of place and maker. Pixels of the upright picture."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    start: int
    body: int
    end: int


def clean(content: bytes) -> CleanVideo:
    """Check an upload and blank what it tells of its maker; raises VideoTooHeavy and VideoUnreadable."""
    if len(content) > MAX_BYTES:
        raise VideoTooHeavy(limit=MAX_BYTES)
    try:
        return _clean(content)
    except (struct.error, IndexError):
        raise VideoUnreadable from None


def _clean(content: bytes) -> CleanVideo:
    top = list(_boxes(content, 0, len(content)))
    first = top[0] if top else None
    if first is None or first.kind != b"ftyp" or not _brands(content, first) & BRANDS:
        raise VideoUnreadable
    everything = list(_walk(content, top))
    width, height = _size(content, everything)
    if not 0 < max(width, height) <= MAX_SIDE or not any(box.kind == b"mdat" for box in top):
        raise VideoUnreadable
    kept = bytearray(content)
    for box in everything:
        if box.kind in _TELLTALES:
            kept[box.start + 4 : box.start + 8] = b"free"
            kept[box.body : box.end] = bytes(box.end - box.body)
    return CleanVideo(bytes(kept), width, height)


def _boxes(content: bytes, start: int, end: int) -> Iterator[_Box]:
    """Give the boxes of a stretch; raises VideoUnreadable where one reaches beyond it."""
    while start < end:
        size, kind = struct.unpack_from(">I4s", content, start)
        body = start + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", content, body)
            body += 8
        stop = end if size == 0 else start + size
        if stop > end or stop < body:
            raise VideoUnreadable
        yield _Box(kind, start, body, stop)
        start = stop


def _walk(content: bytes, boxes: list[_Box], depth: int = 0) -> Iterator[_Box]:
    for box in boxes:
        yield box
        if box.kind in _CONTAINERS and depth < _DEEPEST:
            yield from _walk(content, list(_boxes(content, box.body, box.end)), depth + 1)


def _brands(content: bytes, box: _Box) -> set[bytes]:
    names = content[box.body : box.end]
    return {names[:4], *(names[at : at + 4] for at in range(8, len(names), 4))}


def _size(content: bytes, boxes: list[_Box]) -> tuple[int, int]:
    """Give width and height of the first track whose samples are pictures that browsers play."""
    tracks = [box for box in boxes if box.kind == b"trak"]
    for track in tracks:
        inside = [box for box in boxes if track.body <= box.start and box.end <= track.end]
        if _codec(content, inside) in CODECS:
            return _shown(content, next(box for box in inside if box.kind == b"tkhd"))
    raise VideoUnreadable


def _codec(content: bytes, inside: list[_Box]) -> bytes:
    table = next((box for box in inside if box.kind == b"stsd"), None)
    return b"" if table is None else content[table.body + 12 : table.body + 16]


def _shown(content: bytes, header: _Box) -> tuple[int, int]:
    """Read a track header: sixteen-dot-sixteen numbers at its end, after the matrix that may turn the picture."""
    width, height = struct.unpack_from(">II", content, header.end - 8)
    a, b = struct.unpack_from(">ii", content, header.end - 44)
    sides = width >> 16, height >> 16
    return sides if abs(a) >= abs(b) else (sides[1], sides[0])
