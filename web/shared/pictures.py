from dataclasses import dataclass, replace

from core.media.types import MediaFace

FALLBACK_WIDTH = 480
CARD_WIDTH = 960


@dataclass(frozen=True, slots=True)
class Picture:
    """What `components/picture.html` draws; an empty `src` means that the files are still being made."""

    src: str
    webp: str
    jpeg: str
    width: int
    height: int
    color: str
    alt: str


def card_picture_of(face: MediaFace | None) -> Picture | None:
    """Turn a medium into the picture of a card: without the widest files, and without a word, since the title follows.

    A page has many cards. Browsers that know no WebP get one plain file.
    """
    if face is None:
        return None
    narrow = replace(face, renditions=tuple(file for file in face.renditions if file.width <= CARD_WIDTH))
    picture = picture_of(narrow, "")
    return picture and replace(picture, jpeg="")


def picture_of(face: MediaFace | None, alt: str) -> Picture | None:
    """Turn a medium into a picture for the page; None stays None."""
    if face is None:
        return None
    return Picture(
        src=face.source(FALLBACK_WIDTH) if face.is_ready else "",
        webp=face.srcset("webp"),
        jpeg=face.srcset("jpg"),
        width=face.width,
        height=face.height,
        color=face.color,
        alt=alt,
    )
