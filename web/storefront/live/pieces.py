"""Pieces of an answer that are put together from what is kept: each shrinks alone, and is shrunk once.

A compressed page that mixes a secret with words of a stranger can leak the secret by its size. Here no piece looks
back at another, so what is one person's shrinks by itself alone.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from struct import pack

from web.shared.compression import LEVEL, SMALLEST

_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_END = b"\x03\x00"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an answer: its bytes, and the same shrunk so that any other may follow."""

    plain: bytes
    packed: bytes

    def __bool__(self) -> bool:
        return bool(self.plain)


EMPTY = Piece(b"", b"")


def piece_of(text: str) -> Piece:
    """Make a piece of a text."""
    if not text:
        return EMPTY
    plain, shrinking = text.encode(), zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Piece(plain, shrinking.compress(plain) + shrinking.flush(zlib.Z_FULL_FLUSH))


def unpacked(packed: bytes) -> Piece:
    """Make a piece of what it was shrunk to."""
    return Piece(zlib.decompress(packed + _END, -zlib.MAX_WBITS), packed)


def joined(pieces: Sequence[Piece], *, shrinks: bool) -> tuple[bytes, bool]:
    """Put pieces together; says whether they are one gzip file, as where that is worth it."""
    plain = b"".join([one.plain for one in pieces])
    if not shrinks or len(plain) < SMALLEST:
        return plain, False
    packed = b"".join([one.packed for one in pieces])
    return b"".join([_HEAD, packed, _END, pack("<LL", zlib.crc32(plain), len(plain))]), True
