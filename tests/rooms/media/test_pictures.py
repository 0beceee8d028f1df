from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, select

from core.kernel.actor import SYSTEM
from core.kernel.ids import MediaId
from core.media import queries, service
from core.media.errors import MediumNotFound
from core.media.models import Medium
from core.media.types import MediaFace, MediaState, StoredPicture
from core.platform.db import reading, session, transaction
from core.platform.images import PictureUnreadable
from core.platform.outbox import Message
from core.platform.storage import storage

pytestmark = pytest.mark.usefixtures("db", "data")


def a_file(color: str = "teal", size: tuple[int, int] = (500, 400)) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, color).save(file, "JPEG")
    return file.getvalue()


def accept(content: bytes) -> MediaId:
    stored = service.store_picture(content)
    with transaction():
        return service.accept_picture(stored, by=SYSTEM)


def draw(media_id: MediaId) -> None:
    with reading():
        original = queries.get_original(media_id)
    drawn = service.draw_renditions(original)
    with transaction():
        service.keep_renditions(media_id, drawn)


def face_of(media_id: MediaId) -> MediaFace:
    with reading():
        return queries.list_by_ids([media_id])[media_id]


def events() -> list[str]:
    with reading():
        return list(session().scalars(select(Message.name).order_by(Message.id)))


def test_an_accepted_picture_holds_its_place_until_its_files_are_drawn() -> None:
    face = face_of(accept(a_file("#208040")))
    assert (face.state, face.width, face.height, face.renditions) == (MediaState.PENDING, 500, 400, ())
    assert face.color[0] == "#"
    assert face.srcset("webp") == ""
    assert events() == ["PictureAccepted"]


def test_the_same_content_is_the_same_medium() -> None:
    first, second = accept(a_file()), accept(a_file())
    assert first == second
    assert accept(a_file("red")) != first
    with reading():
        assert session().scalar(select(func.count()).select_from(Medium)) == 2
    assert events() == ["PictureAccepted", "PictureAccepted"]


def test_drawing_makes_every_size_in_both_formats() -> None:
    media_id = accept(a_file())
    draw(media_id)
    face = face_of(media_id)
    assert face.is_ready
    assert [(file.extension, file.width, file.height) for file in face.renditions] == [
        ("webp", 160, 128),
        ("webp", 320, 256),
        ("webp", 480, 384),
        ("jpg", 160, 128),
        ("jpg", 320, 256),
        ("jpg", 480, 384),
    ]
    for file in face.renditions:
        found = queries.read_public_file(file.name)
        with Image.open(BytesIO(found.content)) as image:
            assert image.size == (file.width, file.height)
            assert found.content_type == f"image/{(image.format or '').lower()}"


def test_drawing_again_changes_nothing_and_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    media_id = accept(a_file())
    draw(media_id)
    before, told = face_of(media_id), events()
    monkeypatch.setattr(type(storage()), "save", lambda *_: pytest.fail("a file was written twice"))
    draw(media_id)
    assert (face_of(media_id), events()) == (before, told)


def test_a_file_that_was_lost_is_drawn_again_under_the_same_name(data: Path) -> None:
    media_id = accept(a_file())
    draw(media_id)
    lost = face_of(media_id).renditions[0]
    (data / "media" / "public" / lost.name).unlink()
    with pytest.raises(MediumNotFound):
        queries.read_public_file(lost.name)
    draw(media_id)
    assert queries.read_public_file(lost.name).content


def test_a_failure_is_noted_and_healed_by_drawing() -> None:
    media_id = accept(a_file())
    with transaction():
        service.note_failure(media_id)
    assert face_of(media_id).state is MediaState.FAILED
    draw(media_id)
    assert face_of(media_id).is_ready
    with transaction():
        service.note_failure(media_id)
    assert face_of(media_id).is_ready, "files that are there stay good"


def test_a_refused_upload_leaves_nothing(data: Path) -> None:
    with pytest.raises(PictureUnreadable):
        service.store_picture(b"<svg/>")
    assert not list((data / "media").rglob("*.*"))


def test_storage_is_not_touched_inside_a_transaction() -> None:
    with transaction(), pytest.raises(RuntimeError):
        service.store_picture(a_file())


@pytest.mark.parametrize(
    "name",
    [
        "../secret-key",
        "originals/ab/cd/x.jpg",
        "ab/" + "a" * 40 + "-160.svg",
        "ab/" + "a" * 40 + "-160.webp",
        "",
        "ab",
        "ab/" + "a" * 40 + "-160.webp/../../originals",
        "public/ab/" + "a" * 40 + "-160.webp",
    ],
)
def test_nothing_but_public_files_can_be_read(name: str) -> None:
    with pytest.raises(MediumNotFound):
        queries.read_public_file(name)


def test_an_original_is_kept_whole_and_never_public() -> None:
    stored: StoredPicture = service.store_picture(a_file())
    name = f"originals/{stored.sha256[:2]}/{stored.sha256[2:4]}/{stored.sha256}.jpg"
    assert storage().read(name) == a_file()
    with pytest.raises(MediumNotFound):
        queries.read_public_file(name)
