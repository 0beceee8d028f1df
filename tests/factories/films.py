"""Films as small as they can be: boxes with a header each and no picture in them."""

import struct


def box(kind: bytes, *parts: bytes) -> bytes:
    """Make a box of parts."""
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def make_film(
    *,
    codec: bytes = b"avc1",
    width: int = 640,
    height: int = 360,
    turned: bool = False,
    secret: bytes = b"+52.5+13.4/",
) -> bytes:
    """Make an MP4 with one track, and in `udta` where it was taken."""
    cos, sin = (0, 1 << 16) if turned else (1 << 16, 0)
    matrix = (cos, sin, 0, -sin, cos, 0, 0, 0, 1 << 30)
    header = bytes(40) + struct.pack(">9i", *matrix) + struct.pack(">II", width << 16, height << 16)
    samples = box(b"stsd", bytes(4), struct.pack(">I", 1), box(codec, bytes(78)))
    track = box(b"trak", box(b"tkhd", header), box(b"mdia", box(b"minf", box(b"stbl", samples))))
    moov = box(b"moov", box(b"mvhd", bytes(100)), track, box(b"udta", box(b"\xa9xyz", secret)))
    return box(b"ftyp", b"isom", bytes(4), b"isomavc1") + moov + box(b"mdat", b"pictures" * 40_000)
