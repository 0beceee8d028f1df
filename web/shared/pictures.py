from dataclasses import dataclass, replace

from flask import has_request_context

from core.media.types import MediaFace
from core.switches.types import Feature, Level
from web.shared import made_of
from web.shared.switched import level_on_page

FALLBACK_WIDTH = 480
CARD_WIDTH = 960
FEW_WIDTHS = (FALLBACK_WIDTH, CARD_WIDTH)


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
    if not face.is_ready:
        made_of.note("picture", face.id)
    if _offers_few():
        face = _with_few_files(face)
    return Picture(
        src=face.source(FALLBACK_WIDTH) if face.is_ready else "",
        webp=face.srcset("webp"),
        jpeg=face.srcset("jpg"),
        width=face.width,
        height=face.height,
        color=face.color,
        alt=alt,
    )


def _offers_few() -> bool:
    """Say whether the site saves on sizes; outside a request, where nobody browses, it does not."""
    return has_request_context() and level_on_page(Feature.IMAGE_VARIANTS) is not Level.NORMAL


def _with_few_files(face: MediaFace) -> MediaFace:
    """Leave a picture the few sizes that most screens ask for, so that caches hold more of them."""
    widths = {file.width for file in face.renditions}
    few = {min(widths, key=lambda width: abs(width - wanted)) for wanted in FEW_WIDTHS} if widths else set()
    return replace(face, renditions=tuple(file for file in face.renditions if file.width in few))
