import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import BigInteger, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from core.kernel.ids import MediaId
from core.media.errors import MediumNotFound
from core.media.models import Medium, Video
from core.media.policy import place_of, video_name
from core.media.types import FORMATS, MediaFace, MediaState, Original, PublicFile, Rendition, VideoFace
from core.platform.composed import Composed
from core.platform.db import read_rows, session
from core.platform.storage import storage

_PUBLIC_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{40}-[0-9]{1,5}\.(?P<extension>webp|jpg)")

_CAPTIONS_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{40}\.vtt")
_VIDEO_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{40}\.mp4")


_MEDIA = Medium.__table__
_FACES = Composed(select(_MEDIA).where(_MEDIA.c.id == any_(bindparam("ids", type_=ARRAY(BigInteger)))))


def list_by_ids(ids: Iterable[MediaId]) -> dict[MediaId, MediaFace]:
    """Give the faces of media by id; ids that do not exist are missing."""
    wanted = set(ids)
    if not wanted:
        return {}
    found = read_rows(_FACES, {"ids": sorted(wanted)})
    return {MediaId(medium.id): face_of(medium) for medium in found}


def get_original(media_id: MediaId) -> Original:
    """Give what the files of a medium are drawn from; raises MediumNotFound."""
    medium = session().get(Medium, media_id)
    if medium is None:
        raise MediumNotFound(id=media_id)
    return Original(MediaId(medium.id), medium.sha256, medium.kind, medium.width, medium.height)


def list_ids(*, unready_only: bool) -> list[MediaId]:
    """List pictures, oldest first: all, or those whose files were not drawn yet."""
    ids = select(Medium.id).order_by(Medium.id)
    wanted = ids.where(Medium.state != MediaState.READY) if unready_only else ids
    return [MediaId(id) for id in session().scalars(wanted)]


def is_public_name(name: str) -> bool:
    """Say whether an address below /media/ could be that of a public file."""
    return _PUBLIC_NAME.fullmatch(name) is not None


def read_public_file(name: str) -> PublicFile:
    """Give the bytes behind an address below /media/; raises MediumNotFound. Needs no session."""
    matched = _PUBLIC_NAME.fullmatch(name)
    if matched is None:
        raise MediumNotFound(name=name)
    try:
        return PublicFile(storage().read(place_of(name)), FORMATS[matched["extension"]])
    except FileNotFoundError:
        raise MediumNotFound(name=name) from None


def is_captions_name(name: str) -> bool:
    """Say whether an address below /media/ could be that of captions."""
    return _CAPTIONS_NAME.fullmatch(name) is not None


def read_captions(name: str) -> PublicFile:
    """Give a film's captions; raises MediumNotFound. Needs no session."""
    if not is_captions_name(name):
        raise MediumNotFound(name=name)
    try:
        return PublicFile(storage().read(place_of(name)), "text/vtt; charset=utf-8")
    except FileNotFoundError:
        raise MediumNotFound(name=name) from None


def is_video_name(name: str) -> bool:
    """Say whether an address below /media/ could be that of a film."""
    return _VIDEO_NAME.fullmatch(name) is not None


def size_of_video(name: str) -> int:
    """Give how many bytes a film has; raises MediumNotFound. Needs no session."""
    if not is_video_name(name):
        raise MediumNotFound(name=name)
    try:
        return storage().size(place_of(name))
    except FileNotFoundError:
        raise MediumNotFound(name=name) from None


def read_video(name: str, start: int, stop: int) -> bytes:
    """Give a stretch of a film's bytes, `stop` not included; raises MediumNotFound. Needs no session."""
    if not is_video_name(name):
        raise MediumNotFound(name=name)
    try:
        return storage().read_part(place_of(name), start, stop)
    except FileNotFoundError:
        raise MediumNotFound(name=name) from None


def find_video(video_id: int) -> VideoFace | None:
    """Give a film by id."""
    row = session().get(Video, video_id)
    return video_of(row) if row else None


def video_of(video: Video) -> VideoFace:
    """Give a row as others may hold it, for rooms that join it to their own."""
    return VideoFace(video.id, video_name(video.sha256), video.width, video.height)


def face_json(medium: Any) -> Any:
    """Give the columns of a row for `face_from`, for rooms that gather pictures in a statement of their own."""
    names = ("id", "state", "width", "height", "color", "renditions")
    return func.jsonb_build_object(*(part for name in names for part in (name, getattr(medium, name))))


def face_from(facts: Mapping[str, Any]) -> MediaFace:
    """Give what `face_json` read as others may hold it."""
    files = tuple(Rendition(**file) for file in facts["renditions"])
    return MediaFace(
        MediaId(facts["id"]),
        MediaState(facts["state"]),
        facts["width"],
        facts["height"],
        facts["color"],
        files,
    )


def face_of(medium: Any) -> MediaFace:
    """Give a row as others may hold it, for rooms that join it to their own."""
    return MediaFace(
        id=MediaId(medium.id),
        state=MediaState(medium.state),
        width=medium.width,
        height=medium.height,
        color=medium.color,
        renditions=tuple(Rendition(**file) for file in medium.renditions),
    )
