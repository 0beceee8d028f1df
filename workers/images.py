from core.kernel.ids import MediaId
from core.media import queries, service
from core.media.events import PictureAccepted
from core.platform.db import reading, transaction
from workers.job import finishing, job
from workers.queues import QueueName


@job(queue=QueueName.IMAGES, timeout=90, retries=5)
def make_renditions(event: PictureAccepted) -> None:
    """Draw the files of a picture that was accepted."""
    draw(MediaId(event.media_id))


def draw(media_id: MediaId, *, again: bool = False) -> None:
    """Draw the public files of a picture; those that exist stay, unless `again`."""
    with reading():
        original = queries.get_original(media_id)
    try:
        drawn = service.draw_renditions(original, again=again)
    except Exception:
        with transaction():
            service.note_failure(media_id)
        raise
    with finishing():
        service.keep_renditions(media_id, drawn)
