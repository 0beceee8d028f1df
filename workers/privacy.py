"""Jobs about people's own data: copies of it, and its end."""

from core.accounts import queries as accounts
from core.platform.db import reading, transaction
from core.privacy import queries, service
from core.privacy.events import DataExportAsked
from core.privacy.types import DataExportId
from workers.job import finishing, job
from workers.queues import QueueName


@job(queue=QueueName.DEFAULT, timeout=300)
def make_data_export(event: DataExportAsked) -> None:
    """Gather everything that is kept of an account and keep it for its owner to fetch."""
    export_id = DataExportId(event.export_id)
    with reading():
        account_id = queries.get_export_asked(export_id)
        content = "" if account_id is None else service.gather_export(account_id)
    with finishing():
        if content:
            service.keep_export(export_id, content)


@job(queue=QueueName.DEFAULT, timeout=300)
def erase_due_accounts() -> str:
    """Erase the accounts whose owners had their time to change their mind."""
    with reading():
        due = accounts.list_due_erasures()
    erased = 0
    for account_id in due:
        with transaction():
            erased += service.erase_due_account(account_id)
    return f"erased {erased} of {len(due)}"
