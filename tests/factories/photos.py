"""Photographs as a shopper's phone would send them."""

from io import BytesIO

from PIL import Image

MAKE = 0x010F


def a_photo(
    *, color: tuple[int, int, int] = (90, 120, 160), size: tuple[int, int] = (640, 480), made_by: str = ""
) -> bytes:
    """Give a JPEG of one color; `made_by` is the device that stands in its metadata."""
    file = BytesIO()
    metadata = Image.Exif()
    if made_by:
        metadata[MAKE] = made_by
    Image.new("RGB", size, color).save(file, "JPEG", exif=metadata)
    return file.getvalue()
