"""Taking a picture's metadata away without touching a pixel.

Places, devices, names and thumbnails travel in EXIF, XMP, IPTC and comments. What is needed to show the
picture rightly stays: its color profile and, where it is turned, a new EXIF that says nothing else.
Sources: ITU-T T.81 annex B, PNG third edition section 5, the WebP container specification.
"""

import re
import struct
import zlib
from collections.abc import Callable, Iterator

_EXIF = b"Exif\0\0"
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JPEG_APPLICATION = range(0xE0, 0xF0)
_JPEG_COMMENT = 0xFE
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_SHOWN = frozenset({b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs", b"bKGD", b"cICP"})
_WEBP_EXIF_FLAG, _WEBP_XMP_FLAG = 0x08, 0x04


class BrokenPicture(ValueError):
    """The file does not have the structure of its kind."""


def without_metadata(content: bytes, kind: str, *, orientation: int) -> bytes:
    """Give a file of `kind` (jpg, png, webp) with nothing but pixels, color profile and orientation."""
    try:
        return _STRIPPERS[kind](content, orientation)
    except (IndexError, struct.error) as problem:
        raise BrokenPicture(kind) from problem


def _strip_jpeg(content: bytes, orientation: int) -> bytes:
    parts = [b"\xff\xd8"]
    if orientation != 1:
        exif = _EXIF + _orientation_only(orientation)
        parts.append(b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif)
    parts += [part for marker, part in _jpeg_parts(content) if _is_shown_in_jpeg(marker, part)]
    return b"".join(parts)


def _jpeg_parts(content: bytes) -> Iterator[tuple[int, bytes]]:
    # Ends at the end-of-image marker, so that pictures hidden behind it are left out too.
    at = 2
    while True:
        found = _JPEG_MARKER.search(content, at)
        if found is None:
            raise BrokenPicture("jpg")
        marker = content[found.start() + 1]
        if found.start() > at and content[at : found.start()].strip(b"\xff"):
            yield 0, content[at : found.start()]
        if marker == 0xD9:
            yield marker, b"\xff\xd9"
            return
        (length,) = struct.unpack_from(">H", content, found.end())
        at = found.end() + length
        yield marker, content[found.start() : at]


def _is_shown_in_jpeg(marker: int, part: bytes) -> bool:
    if marker == 0xE2:
        return part[4:].startswith(b"ICC_PROFILE\0")
    return marker in {0xE0, 0xEE} or (marker not in _JPEG_APPLICATION and marker != _JPEG_COMMENT)


def _strip_png(content: bytes, orientation: int) -> bytes:
    parts = [_PNG_SIGNATURE]
    for kind, part in _png_chunks(content):
        is_critical = not kind[0] & 0x20
        if is_critical or kind in _PNG_SHOWN:
            parts.append(part)
        if kind == b"IHDR" and orientation != 1:
            parts.append(_png_chunk(b"eXIf", _orientation_only(orientation)))
    return b"".join(parts)


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, kind = len(_PNG_SIGNATURE), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, at)
        yield kind, content[at : at + 12 + length]
        at += 12 + length


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _strip_webp(content: bytes, orientation: int) -> bytes:
    parts = [_webp_part(kind, part, orientation) for kind, part in _webp_chunks(content)]
    is_extended = any(part.startswith(b"VP8X") for part in parts)
    if orientation != 1 and is_extended:
        exif = _orientation_only(orientation)
        parts.append(b"EXIF" + struct.pack("<I", len(exif)) + exif + b"\0" * (len(exif) % 2))
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _webp_part(kind: bytes, part: bytes, orientation: int) -> bytes:
    if kind in {b"EXIF", b"XMP "}:
        return b""
    if kind != b"VP8X":
        return part
    flags = part[8] & ~(_WEBP_EXIF_FLAG | _WEBP_XMP_FLAG) | (_WEBP_EXIF_FLAG if orientation != 1 else 0)
    return part[:8] + bytes([flags]) + part[9:]


def _webp_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, end = 12, min(len(content), 8 + struct.unpack_from("<I", content, 4)[0])
    while at + 8 <= end:
        kind, length = struct.unpack_from("<4sI", content, at)
        size = 8 + length + length % 2
        yield kind, content[at : at + size].ljust(size, b"\0")
        at += size


def _orientation_only(orientation: int) -> bytes:
    # A TIFF header and one directory with the one entry 0x0112, a short.
    return b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0) + b"\0\0\0\0"


_STRIPPERS: dict[str, Callable[[bytes, int], bytes]] = {
    "jpg": _strip_jpeg,
    "png": _strip_png,
    "webp": _strip_webp,
}
