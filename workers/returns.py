"""Jobs about what goes back."""

from core.accounts.events import AccountDeleted
from core.kernel.ids import AccountId
from core.platform.db import reading
from core.returns import queries, service
from workers.job import finishing, job
from workers.queues import QueueName


@job(queue=QueueName.DEFAULT, timeout=120)
def erase_photos_of_deleted_account(event: AccountDeleted) -> None:
    """Erase the photos that a deleted account sent with its returns: their files first, then what names them."""
    with reading():
        names = queries.list_photo_names_of_account(AccountId(event.account_id))
    service.drop_files(names)
    with finishing():
        service.forget_photos(names)
