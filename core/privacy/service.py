import json

from sqlalchemy import select, update

from core.accounts import queries as account_queries
from core.accounts import service as accounts
from core.alerts import service as alerts
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.ids import AccountId, SiteId
from core.platform import audit, locks, outbox
from core.platform.db import session
from core.privacy import policy
from core.privacy.errors import OrdersOpen, TooManyExports
from core.privacy.events import DataExportAsked, DataExportMade
from core.privacy.gathering import gather
from core.privacy.models import DataExport
from core.privacy.queries import count_exports_since_yesterday, count_open_orders
from core.privacy.types import DataExportId, DataExportState


def ask_export(account_id: AccountId, *, site_id: SiteId, language: str, by: Actor) -> None:
    """Have a copy of everything made; while one waits no other is begun. Raises TooManyExports."""
    locks.advisory(f"data export of {account_id}")
    waiting = select(DataExport.id).where(
        DataExport.account_id == account_id, DataExport.state == DataExportState.ASKED
    )
    if session().scalar(waiting) is not None:
        return
    if count_exports_since_yesterday(account_id) >= policy.MOST_A_DAY:
        raise TooManyExports(most=policy.MOST_A_DAY)
    row = DataExport(account_id=account_id, site_id=site_id, language=language, asked_at=clock.now())
    session().add(row)
    session().flush()
    audit.changed(row, "ask", by=by, after={"account_id": account_id})
    outbox.record(DataExportAsked(export_id=row.id))


def gather_export(account_id: AccountId) -> str:
    """Give everything that is kept of an account as JSON text; reads only."""
    return json.dumps(gather(account_id), ensure_ascii=False, indent=2)


def keep_export(export_id: DataExportId, content: str) -> None:
    """Keep a copy for its owner to fetch within seven days, and tell that it is there."""
    row = locks.row(DataExport, export_id)
    if row is None or row.state != DataExportState.ASKED:
        return
    row.state, row.content, row.ready_at = DataExportState.READY, content, clock.now()
    row.expires_at = row.ready_at + policy.KEPT_FOR
    outbox.record(
        DataExportMade(
            export_id=row.id, account_id=row.account_id, site_id=row.site_id, language=row.language
        )
    )


def forget_old_exports() -> int:
    """Empty copies that are past their time; gives how many."""
    old = update(DataExport).where(
        DataExport.state == DataExportState.READY, DataExport.expires_at < clock.now()
    )
    gone = old.values(state=DataExportState.GONE, content=None).returning(DataExport.id)
    return len(session().execute(gone).all())


def ask_deletion(account_id: AccountId, *, site_id: SiteId, language: str, by: Actor) -> None:
    """Have an account erased after fourteen days in which logging in takes it back.

    Raises OrdersOpen with the fact `count`. The caller has the owner proven.
    """
    count = count_open_orders(account_id)
    if count:
        raise OrdersOpen(count=count)
    accounts.ask_deletion(account_id, site_id=site_id, language=language, by=by)


def erase_due_account(account_id: AccountId) -> bool:
    """Erase an account whose time to take it back is over; one with orders on their way waits another day.

    Says whether it was erased. Purchases stay as they are, because the law wants them kept.
    """
    if count_open_orders(account_id):
        accounts.postpone_erasure(account_id)
        return False
    email = account_queries.get_account(account_id).email
    if not accounts.erase_account(account_id):
        return False
    # Here and now, because what waits for a mailbox is found by the address that no event may carry.
    alerts.forget_account(account_id, email)
    mine = update(DataExport).where(DataExport.account_id == account_id)
    session().execute(mine.values(state=DataExportState.GONE, content=None))
    return True
