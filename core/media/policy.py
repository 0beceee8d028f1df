import hashlib

from core.kernel.states import Machine
from core.media.types import MediaState

MEDIUM = Machine(
    finish=({MediaState.PENDING, MediaState.FAILED, MediaState.READY}, MediaState.READY),
    fail=({MediaState.PENDING, MediaState.FAILED}, MediaState.FAILED),
)

# Small, medium and large, and twice each for dense screens.
WIDTHS = (160, 320, 480, 960, 1200, 2400)

# Raised whenever the same original would be drawn otherwise: public files never change under a name.
RECIPE = 1


def widths_for(full_width: int) -> tuple[int, ...]:
    """List the widths to draw: never wider than the original, whose own width tops a list it cuts short."""
    narrower = tuple(width for width in WIDTHS if width <= full_width)
    if full_width >= WIDTHS[-1] or full_width in narrower:
        return narrower
    close = bool(narrower) and full_width < narrower[-1] * 1.15
    return narrower if close else (*narrower, full_width)


def original_name(sha256: str, kind: str) -> str:
    """Name the place of an original in storage; it is never public."""
    return f"originals/{sha256[:2]}/{sha256[2:4]}/{sha256}.{kind}"


def public_name(sha256: str, width: int, extension: str) -> str:
    """Name a public file after the content it was drawn from and the recipe it was drawn by."""
    digest = hashlib.sha256(f"{sha256}:{RECIPE}".encode()).hexdigest()[:40]
    return f"{digest[:2]}/{digest}-{width}.{extension}"


def video_name(sha256: str) -> str:
    """Name a film's public file after its content."""
    digest = hashlib.sha256(f"{sha256}:video".encode()).hexdigest()[:40]
    return f"{digest[:2]}/{digest}.mp4"


def captions_name(content: bytes) -> str:
    """Name the public file of captions after its content."""
    digest = hashlib.sha256(b"captions:" + content).hexdigest()[:40]
    return f"{digest[:2]}/{digest}.vtt"


def place_of(name: str) -> str:
    """Give the place of a public file in storage."""
    return f"public/{name}"
