"""Photographs as a shopper's phone would send them."""

from io import BytesIO

from PIL import Image


def a_photo(*, color: tuple[int, int, int] = (90, 120, 160), size: tuple[int, int] = (640, 480)) -> bytes:
    """Give a JPEG of one color."""
    file = BytesIO()
    Image.new("RGB", size, color).save(file, "JPEG")
    return file.getvalue()
