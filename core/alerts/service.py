"""Asking, confirming, telling and ending. A variant's advisory lock keeps those who confirm and the news of stock
apart: whoever comes second sees what the first one wrote, so that no alert falls between them."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from core.alerts import policy
from core.alerts.errors import AlertLinkRefused, AlertNotFound, NothingToWaitFor
from core.alerts.events import AlertAsked, AlertDue
from core.alerts.models import StockAlert
from core.alerts.types import AlertId, AlertState
from core.inventory import queries as inventory
from core.kernel import clock
from core.kernel.ids import AccountId, SiteId, VariantId, new_token
from core.platform import locks, outbox, throttle
from core.platform.db import session


def ask_for_alert(
    variant_id: VariantId,
    site_id: SiteId,
    email: str,
    *,
    language: str,
    asker: str,
    account_id: AccountId | None = None,
) -> AlertState:
    """Note that somebody wants to hear when a variant is back; gives whether that waits for a proof of the mailbox.

    With an `account_id` the address is the account's own and proven. Asking again is the same wish, and sends the
    mail again. Raises NothingToWaitFor, and TooMany for an `asker` (where the request comes from) beyond reason.
    """
    throttle.refuse_beyond(policy.ASKS_AN_HOUR * 4, "alert.from", asker, window=timedelta(hours=1))
    throttle.refuse_beyond(policy.ASKS_AN_HOUR, "alert.to", email, window=timedelta(hours=1))
    _lock(variant_id)
    if _is_there(variant_id, site_id):
        raise NothingToWaitFor(variant_id=variant_id)
    alert = _same_or_new(variant_id, site_id, email, language, account_id)
    if account_id is not None:
        alert.account_id = account_id
        alert.state = AlertState.WAITING
    elif alert.state == AlertState.ASKED:
        outbox.record(AlertAsked(alert_id=alert.id))
    return AlertState(alert.state)


def issue_token(alert_id: AlertId) -> str:
    """Make the token of an alert's mail, by which it is confirmed or ended; the mail before it loses its own."""
    alert = locks.row(StockAlert, alert_id)
    if alert is None:
        raise AlertNotFound(id=alert_id)
    token = new_token()
    alert.token_hash = policy.digest_of(token)
    return token


def confirm_alert(token: str) -> AlertId:
    """Prove the mailbox: from now on it waits for stock, or is told at once where there is some again.

    A second time changes nothing. Raises AlertLinkRefused.
    """
    alert = _of_token(token)
    _lock(VariantId(alert.variant_id))
    if alert.state == AlertState.ASKED:
        if alert.asked_at < clock.now() - policy.CONFIRM_WITHIN:
            raise AlertLinkRefused
        alert.state = policy.ALERT.destination(AlertState(alert.state), "confirm")
        if _is_there(VariantId(alert.variant_id), SiteId(alert.site_id)):
            _tell(alert)
    elif alert.state == AlertState.ENDED:
        raise AlertLinkRefused
    return AlertId(alert.id)


def end_alert(token: str) -> None:
    """End an alert by the link in its mail; one that is over stays as it is. Raises AlertLinkRefused."""
    _end(_of_token(token))


def end_alert_of_account(account_id: AccountId, alert_id: AlertId) -> None:
    """End an account's own alert; raises AlertNotFound."""
    alert = locks.row(StockAlert, alert_id)
    if alert is None or alert.account_id != account_id:
        raise AlertNotFound(id=alert_id)
    _end(alert)


def tell_waiting(variant_ids: Collection[VariantId]) -> int:
    """Have everybody told who waits for a variant that is there again on their site; gives how many."""
    _lock(*variant_ids)
    open_ = StockAlert.variant_id.in_(variant_ids), StockAlert.state == AlertState.WAITING
    wanted = session().execute(select(StockAlert.variant_id, StockAlert.site_id).where(*open_).distinct())
    there = [(variant, site) for variant, site in wanted if _is_there(VariantId(variant), SiteId(site))]
    here = tuple_(StockAlert.variant_id, StockAlert.site_id).in_(there)
    waiting = locks.matching(StockAlert, *open_, here) if there else []
    for alert in waiting:
        _tell(alert)
    return len(waiting)


def forget_account(account_id: AccountId, email: str) -> None:
    """Drop every alert of an account and of its mailbox, because its owner leaves."""
    session().execute(delete(StockAlert).where(StockAlert.account_id == account_id))
    session().execute(delete(StockAlert).where(StockAlert.email == email))


def sweep(older_than: timedelta) -> int:
    """Drop what is over for long, and what nobody confirmed in time; gives how many."""
    past = clock.now() - older_than
    over = delete(StockAlert).where(StockAlert.settled_at < past).returning(StockAlert.id)
    late = delete(StockAlert).where(
        StockAlert.state == AlertState.ASKED, StockAlert.asked_at < clock.now() - policy.CONFIRM_WITHIN
    )
    return len(session().execute(over).all()) + len(session().execute(late.returning(StockAlert.id)).all())


def _same_or_new(
    variant_id: VariantId, site_id: SiteId, email: str, language: str, account_id: AccountId | None
) -> StockAlert:
    new = insert(StockAlert).values(
        variant_id=variant_id, site_id=site_id, email=email, language=language, account_id=account_id,
        state=AlertState.ASKED, asked_at=clock.now(),
    ).on_conflict_do_nothing().returning(StockAlert.id)  # fmt: skip
    made = session().scalars(new).one_or_none()
    if made is not None:
        return session().get_one(StockAlert, made)
    same = StockAlert.variant_id == variant_id, StockAlert.site_id == site_id, StockAlert.email == email
    alert = locks.matching(StockAlert, *same, StockAlert.state.in_([AlertState.ASKED, AlertState.WAITING]))[0]
    alert.language, alert.asked_at = language, clock.now()
    return alert


def _of_token(token: str) -> StockAlert:
    found = locks.matching(StockAlert, StockAlert.token_hash == policy.digest_of(token))
    if not token or not found:
        raise AlertLinkRefused
    return found[0]


def _tell(alert: StockAlert) -> None:
    alert.state = policy.ALERT.destination(AlertState(alert.state), "tell")
    alert.settled_at = clock.now()
    outbox.record(AlertDue(alert_id=alert.id))


def _end(alert: StockAlert) -> None:
    if policy.ALERT.can(AlertState(alert.state), "end"):
        alert.state = policy.ALERT.destination(AlertState(alert.state), "end")
        alert.settled_at = clock.now()


def _is_there(variant_id: VariantId, site_id: SiteId) -> bool:
    return any(
        level.available > 0 for level in inventory.list_levels([variant_id], site_id).get(variant_id, [])
    )


def _lock(*variant_ids: VariantId) -> None:
    locks.advisory(*(f"alerts:{variant_id}" for variant_id in variant_ids))
