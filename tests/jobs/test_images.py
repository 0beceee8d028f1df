from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from core.kernel.actor import SYSTEM
from core.kernel.ids import MediaId
from core.media import queries, service
from core.media.types import MediaState
from core.platform import outbox
from core.platform.db import reading, transaction
from tests.jobs.conftest import Later, relay_all, work_all
from tests.jobs.examples import DEAD, DONE, deliveries
from workers.images import draw, make_renditions
from workers.queues import QueueName

pytestmark = pytest.mark.usefixtures("world")


def accept() -> MediaId:
    file = BytesIO()
    Image.effect_noise((700, 500), 60).convert("RGB").save(file, "JPEG")
    stored = service.store_picture(file.getvalue())
    with transaction():
        return service.accept_picture(stored, by=SYSTEM)


def state_of(media_id: MediaId) -> MediaState:
    with reading():
        return queries.list_by_ids([media_id])[media_id].state


def test_an_accepted_picture_is_drawn_by_a_worker() -> None:
    media_id = accept()
    relay_all()
    work_all(QueueName.PAYMENTS, QueueName.ORDERS, QueueName.MAIL, QueueName.DEFAULT)
    assert state_of(media_id) is MediaState.PENDING, "pictures have a queue of their own"
    work_all(QueueName.IMAGES)
    assert state_of(media_id) is MediaState.READY
    assert deliveries() == [(DONE, 1)]


def test_a_picture_whose_original_is_gone_fails_rests_as_a_dead_letter_and_heals(
    data: Path, later: Later
) -> None:
    media_id = accept()
    (original,) = (data / "media" / "originals").rglob("*.jpg")
    kept = original.read_bytes()
    original.unlink()
    for _ in range(make_renditions.backoff.tries):
        relay_all()
        work_all()
        later(timedelta(minutes=11))
    assert (state_of(media_id), deliveries()) == (MediaState.FAILED, [(DEAD, 6)])
    original.write_bytes(kept)
    with transaction():
        outbox.replay([letter.id for letter in outbox.list_dead()])
    relay_all()
    work_all()
    assert (state_of(media_id), deliveries()) == (MediaState.READY, [(DONE, 1)])


def test_drawing_by_command_and_by_worker_comes_to_the_same() -> None:
    media_id = accept()
    draw(media_id)
    with reading():
        before = queries.list_by_ids([media_id])
    relay_all()
    work_all()
    draw(media_id, again=True)
    with reading():
        assert queries.list_by_ids([media_id]) == before
    assert set(deliveries()) == {(DONE, 1)}
