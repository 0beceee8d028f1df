from sqlalchemy import select

from core.alerts.errors import AlertNotFound
from core.alerts.models import StockAlert
from core.alerts.policy import digest_of
from core.alerts.types import AlertDetail, AlertId, AlertState
from core.kernel.ids import AccountId, SiteId, VariantId
from core.platform.db import session

OPEN = (AlertState.ASKED, AlertState.WAITING)


def get_alert(alert_id: AlertId) -> AlertDetail:
    """Give an alert; raises AlertNotFound."""
    row = session().get(StockAlert, alert_id)
    if row is None:
        raise AlertNotFound(id=alert_id)
    return _detail(row)


def find_by_token(token: str) -> AlertDetail | None:
    """Give the alert whose mail held a token, in whatever state."""
    row = session().scalar(select(StockAlert).where(StockAlert.token_hash == digest_of(token)))
    return _detail(row) if row else None


def list_alerts_of_account(account_id: AccountId) -> list[AlertDetail]:
    """List what an account waits for, newest first."""
    mine = select(StockAlert).where(StockAlert.account_id == account_id, StockAlert.state.in_(OPEN))
    return [_detail(row) for row in session().scalars(mine.order_by(StockAlert.id.desc()))]


def list_alerts_of_mailbox(email: str) -> list[AlertDetail]:
    """List everything that was ever asked for a mailbox, for its owner's export; newest first."""
    mine = select(StockAlert).where(StockAlert.email == email)
    return [_detail(row) for row in session().scalars(mine.order_by(StockAlert.id.desc()))]


def _detail(row: StockAlert) -> AlertDetail:
    return AlertDetail(
        id=AlertId(row.id),
        variant_id=VariantId(row.variant_id),
        site_id=SiteId(row.site_id),
        email=row.email,
        language=row.language,
        account_id=AccountId(row.account_id) if row.account_id else None,
        state=AlertState(row.state),
        asked_at=row.asked_at,
    )
