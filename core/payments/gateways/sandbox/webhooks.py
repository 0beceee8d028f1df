"""What the sandbox company tells a merchant: written with the change, sent by a worker until it is heard."""

import json
from datetime import timedelta

from sqlalchemy import delete, select

from core.kernel import clock
from core.kernel.ids import new_token
from core.payments.gateways.sandbox import policy, signing
from core.payments.gateways.sandbox.events import SandboxWebhookWritten
from core.payments.gateways.sandbox.models import SandboxSession, SandboxWebhook
from core.payments.gateways.sandbox.types import Parcel, Scenario, Status, WebhookState
from core.platform import batch, http, locks, outbox
from core.platform.db import session, transaction

AT_ONCE = 8
SECONDS = 5  # a merchant that takes longer to answer is tried again
AT_ONCE_OUT_OF_ORDER = timedelta(seconds=5)


def write_of(row: SandboxSession) -> None:
    """Write the words that follow from how a session stands now, timed as its scenario wants them."""
    status = Status(row.status)
    if row.scenario == Scenario.OUT_OF_ORDER and status == Status.SETTLED:
        write(row, f"payment.{Status.APPROVED}", status=Status.APPROVED, after=AT_ONCE_OUT_OF_ORDER)
    write(row, f"payment.{status}")
    if status == Status.PROCESSING:
        write(row, f"payment.{Status.SETTLED}", status=Status.SETTLED, after=policy.SLOW)


def write(
    row: SandboxSession, kind: str, *, status: Status | None = None, after: timedelta = timedelta()
) -> None:
    """Write one word, due after a while, as often as the scenario sends it."""
    late = policy.LATE if row.scenario == Scenario.LATE_WEBHOOK else timedelta()
    copies = 2 if row.scenario == Scenario.WEBHOOK_TWICE else 1
    event_id = f"evt_{new_token(16)}"
    due_at = clock.now() + after + late
    told = {"session_id": row.id, "event_id": event_id, "kind": kind, "status": str(status or row.status)}
    batch.insert(
        SandboxWebhook,
        [
            told | {"copy": copy + 1, "due_at": due_at + copy * policy.BETWEEN_COPIES}
            for copy in range(copies)
        ],
    )
    outbox.record(SandboxWebhookWritten(event_id=event_id))


def send_due() -> int:
    """Send the words that are due to the merchants' addresses, a few at a time; gives how many were heard.

    What is not heard comes again later. Not to be called inside a transaction.
    """
    return sum(_send(parcel) for parcel in _take_due())


def _take_due() -> list[Parcel]:
    is_due = (SandboxWebhook.state == WebhookState.WAITING, SandboxWebhook.due_at <= clock.now())
    with transaction():
        due = locks.matching(SandboxWebhook, *is_due, limit=AT_ONCE, skip_locked=True)
        for webhook in due:
            # Until it is answered nobody else sends it; where this worker dies, it comes again.
            webhook.attempts += 1
            webhook.due_at = clock.now() + policy.rest_after(webhook.attempts)
        return [_parcel(webhook) for webhook in due]


def _parcel(webhook: SandboxWebhook) -> Parcel:
    about = session().scalars(select(SandboxSession).where(SandboxSession.id == webhook.session_id)).one()
    told = {
        "id": webhook.event_id,
        "kind": webhook.kind,
        "session": {
            "reference": about.reference,
            "order_number": about.order_number,
            "status": webhook.status,
            "amount_minor": about.amount_minor,
            "currency": about.currency,
        },
    }
    return Parcel(webhook.id, about.webhook_url, json.dumps(told).encode(), webhook.attempts)


def _send(parcel: Parcel) -> bool:
    address, host = http.nearest(parcel.url)
    headers = {
        "Host": host,
        "Content-Type": "application/json",
        signing.HEADER: signing.sign(parcel.body),
    }
    try:
        http.post(address, parcel.body, headers=headers, seconds=SECONDS)
    except http.OutageError as problem:
        _note(
            parcel,
            WebhookState.GIVEN_UP if parcel.attempts >= policy.TRIES else WebhookState.WAITING,
            str(problem),
        )
        return False
    _note(parcel, WebhookState.SENT)
    return True


def _note(parcel: Parcel, state: WebhookState, error: str = "") -> None:
    with transaction():
        webhook = locks.row(SandboxWebhook, parcel.id)
        if webhook is not None and webhook.state != WebhookState.SENT:
            webhook.state, webhook.last_error = state, error[:255]
            webhook.sent_at = clock.now() if state == WebhookState.SENT else None


def sweep(older_than: timedelta) -> int:
    """Drop words that were heard, or given up, long ago; gives how many."""
    old = SandboxWebhook.created_at < clock.now() - older_than
    over = SandboxWebhook.state != WebhookState.WAITING
    return len(session().execute(delete(SandboxWebhook).where(over, old).returning(SandboxWebhook.id)).all())
