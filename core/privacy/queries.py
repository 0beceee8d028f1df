from datetime import timedelta

from sqlalchemy import func, select

from core.kernel import clock
from core.kernel.ids import AccountId
from core.orders import queries as orders
from core.platform.db import session
from core.privacy.errors import DataExportNotFound
from core.privacy.models import DataExport
from core.privacy.types import DataExportCard, DataExportId, DataExportState


def list_exports_of(account_id: AccountId) -> list[DataExportCard]:
    """List the copies an account asked for that wait or can be fetched, the newest first."""
    mine = select(DataExport).where(
        DataExport.account_id == account_id, DataExport.state != DataExportState.GONE
    )
    rows = session().scalars(mine.order_by(DataExport.id.desc()).limit(10))
    return [_card(row) for row in rows if row.expires_at is None or row.expires_at > clock.now()]


def get_export_content_of(account_id: AccountId, export_id: DataExportId) -> str:
    """Give a copy as JSON; raises DataExportNotFound, for somebody else's and one that is past its time too."""
    found = session().scalar(
        select(DataExport.content).where(
            DataExport.id == export_id,
            DataExport.account_id == account_id,
            DataExport.state == DataExportState.READY,
            DataExport.expires_at > clock.now(),
        )
    )
    if found is None:
        raise DataExportNotFound
    return found


def get_export_asked(export_id: DataExportId) -> AccountId | None:
    """Give whose copy is still to be made; None where it is made or gone."""
    row = session().get(DataExport, export_id)
    return AccountId(row.account_id) if row is not None and row.state == DataExportState.ASKED else None


def count_open_orders(account_id: AccountId) -> int:
    """Count the orders of an account that are neither delivered nor canceled nor expired."""
    return orders.count_open_orders_of_shopper(account_id)


def count_exports_since_yesterday(account_id: AccountId) -> int:
    """Count the copies an account asked for within a day."""
    recent = DataExport.account_id == account_id, DataExport.asked_at > clock.now() - timedelta(days=1)
    return session().execute(select(func.count()).select_from(DataExport).where(*recent)).scalar_one()


def _card(row: DataExport) -> DataExportCard:
    return DataExportCard(
        DataExportId(row.id), DataExportState(row.state), row.asked_at, row.ready_at, row.expires_at
    )
