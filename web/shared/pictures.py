from dataclasses import dataclass

from core.media.types import MediaFace

FALLBACK_WIDTH = 480


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
