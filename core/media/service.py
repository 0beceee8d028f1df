import hashlib
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from core.kernel.actor import SYSTEM, Actor
from core.kernel.ids import MediaId
from core.media import policy
from core.media.events import PictureAccepted, PictureDrawn
from core.media.models import Medium, Video
from core.media.types import FORMATS, MediaState, Original, Rendition, StoredPicture, StoredVideo
from core.platform import audit, captions, images, locks, outbox, videos
from core.platform.db import is_writing, session
from core.platform.storage import storage


def store_picture(content: bytes) -> StoredPicture:
    """Check an upload and keep its original without metadata, in storage and under its own content's hash.

    Comes before the transaction of `accept_picture`, because storage may be across a network. Raises the
    refusals of core.platform.images.
    """
    _refuse_inside_transaction()
    kept = images.clean(content)
    sha256 = hashlib.sha256(kept.content).hexdigest()
    name = policy.original_name(sha256, kept.picture.kind)
    if not storage().exists(name):
        storage().save(name, kept.content)
    picture = kept.picture
    return StoredPicture(sha256, picture.kind, picture.width, picture.height, len(kept.content), kept.color)


def accept_picture(picture: StoredPicture, *, by: Actor) -> MediaId:
    """Make a stored picture known and have its files drawn later; the same content is the same medium."""
    again = insert(Medium).values(asdict(picture)).on_conflict_do_nothing().returning(Medium)
    medium = session().scalars(again).one_or_none()
    if medium is None:
        return MediaId(session().scalars(select(Medium.id).where(Medium.sha256 == picture.sha256)).one())
    audit.changed(medium, "accept", by=by, after={"sha256": picture.sha256, "kind": picture.kind})
    outbox.record(PictureAccepted(media_id=medium.id))
    return MediaId(medium.id)


def store_video(content: bytes) -> StoredVideo:
    """Check a film and keep it, blanked, under its own content's hash; comes before `accept_video`'s transaction.

    Raises the refusals of core.platform.videos.
    """
    _refuse_inside_transaction()
    kept = videos.clean(content)
    sha256 = hashlib.sha256(kept.content).hexdigest()
    place = policy.place_of(policy.video_name(sha256))
    if not storage().exists(place):
        storage().save(place, kept.content)
    return StoredVideo(sha256, kept.width, kept.height, len(kept.content))


def accept_video(video: StoredVideo, *, by: Actor) -> int:
    """Make a stored film known; the same content is the same film."""
    again = insert(Video).values(asdict(video)).on_conflict_do_nothing().returning(Video)
    row = session().scalars(again).one_or_none()
    if row is None:
        return session().scalars(select(Video.id).where(Video.sha256 == video.sha256)).one()
    audit.changed(row, "accept", by=by, after={"sha256": video.sha256})
    return row.id


def store_captions(content: bytes) -> str:
    """Check a WebVTT file and keep it as a public file, plain; gives its name below /media/.

    Comes before a transaction. Raises the refusals of core.platform.captions.
    """
    _refuse_inside_transaction()
    kept = captions.clean(content)
    name = policy.captions_name(kept)
    if not storage().exists(policy.place_of(name)):
        storage().save(policy.place_of(name), kept)
    return name


def draw_renditions(original: Original | StoredPicture, *, again: bool = False) -> tuple[Rendition, ...]:
    """Draw the files of a picture into storage and list them; files that are there stay, unless `again`.

    Touches no table and takes its time: belongs outside a transaction, before `keep_renditions`.
    """
    _refuse_inside_transaction()
    wanted = _plan(original)
    missing = [file for file in wanted if again or not storage().exists(policy.place_of(file.name))]
    if missing:
        _draw(original, missing)
    return wanted


def keep_renditions(media_id: MediaId, drawn: Sequence[Rendition]) -> None:
    """Make the drawn files of a picture public; a second time with the same files changes nothing."""
    medium = locks.row(Medium, media_id)
    files = [asdict(file) for file in drawn]
    if medium is None or (medium.state == MediaState.READY and medium.renditions == files):
        return
    before = MediaState(medium.state)
    medium.state = policy.MEDIUM.destination(before, "finish")
    medium.renditions = files
    audit.moved(medium, "finish", before=before, after=medium.state, by=SYSTEM)
    outbox.record(PictureDrawn(media_id=medium.id))


def note_failure(media_id: MediaId) -> None:
    """Note that the files of a picture could not be drawn; drawing it later heals that."""
    medium = locks.row(Medium, media_id)
    if medium is None or not policy.MEDIUM.can(MediaState(medium.state), "fail"):
        return
    before, medium.state = medium.state, MediaState.FAILED
    audit.moved(medium, "fail", before=before, after=medium.state, by=SYSTEM)


def _plan(original: Original | StoredPicture) -> tuple[Rendition, ...]:
    return tuple(
        Rendition(
            name=policy.public_name(original.sha256, width, extension),
            extension=extension,
            width=width,
            height=images.height_at(width, original.width, original.height),
        )
        for extension in FORMATS
        for width in policy.widths_for(original.width)
    )


def _draw(original: Original | StoredPicture, files: Sequence[Rendition]) -> None:
    content = storage().read(policy.original_name(original.sha256, original.kind))
    for image in images.scaled(content, sorted({file.width for file in files})):
        for file in files:
            if file.width == image.width:
                storage().save(policy.place_of(file.name), images.encode(image, file.extension))


def _refuse_inside_transaction() -> None:
    if is_writing():
        raise RuntimeError("pictures are drawn and stored outside a transaction")
