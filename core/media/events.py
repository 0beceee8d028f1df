from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class PictureAccepted(Event):
    """A new picture waits for its files."""

    media_id: int


@dataclass(frozen=True, kw_only=True)
class PictureDrawn(Event):
    """The files of a picture are public now; pages that show it may be stale."""

    media_id: int
