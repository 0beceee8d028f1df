from dataclasses import dataclass
from enum import StrEnum

from core.kernel.ids import MediaId


class MediaState(StrEnum):
    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"


FORMATS = {"webp": "image/webp", "jpg": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """An upload that was checked and whose original is in storage; nothing in the database knows it yet."""

    sha256: str
    kind: str
    width: int
    height: int
    size: int
    color: str


@dataclass(frozen=True, slots=True)
class Original:
    """What is needed to draw the files of a medium."""

    id: MediaId
    sha256: str
    kind: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Rendition:
    """A public file: `name` is its address below /media/, `extension` is webp or jpg."""

    name: str
    extension: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class MediaFace:
    """A medium as pages show it: a place of `width` × `height` pixels in `color` until files are ready."""

    id: MediaId
    state: MediaState
    width: int
    height: int
    color: str
    renditions: tuple[Rendition, ...] = ()

    @property
    def is_ready(self) -> bool:
        return self.state is MediaState.READY

    def srcset(self, extension: str, prefix: str = "/media/") -> str:
        """List the files of one format for an `srcset`, narrowest first."""
        files = [file for file in self.renditions if file.extension == extension]
        return ", ".join(f"{prefix}{file.name} {file.width}w" for file in files)

    def source(self, width: int, extension: str = "jpg", prefix: str = "/media/") -> str:
        """Give the narrowest file that fills `width` pixels, else the widest; "" while pending."""
        files = [file for file in self.renditions if file.extension == extension]
        wide_enough = [file for file in files if file.width >= width] or files[-1:]
        return prefix + wide_enough[0].name if wide_enough else ""


@dataclass(frozen=True, slots=True)
class PublicFile:
    """The bytes behind a public address."""

    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class StoredVideo:
    """A film that was checked and is in storage; nothing in the database knows it yet. Pixels and bytes."""

    sha256: str
    width: int
    height: int
    size: int


@dataclass(frozen=True, slots=True)
class VideoFace:
    """A film as pages show it; `name` is its address below /media/."""

    id: int
    name: str
    width: int
    height: int
