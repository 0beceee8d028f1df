"""The sandbox company's words in ours. Pure."""

from collections.abc import Mapping
from typing import Any

from core.kernel.money import Money
from core.payments.gateways.sandbox.types import Session, Status
from core.payments.types import GatewayEvent, GatewayStatus, PaymentState

_STATES = {
    Status.OPEN: PaymentState.CREATED,
    Status.CHALLENGE: PaymentState.CREATED,
    Status.VERIFIED: PaymentState.CREATED,
    Status.PROCESSING: PaymentState.PENDING,
    Status.APPROVED: PaymentState.AUTHORIZED,
    Status.SETTLED: PaymentState.CAPTURED,
    Status.FAILED: PaymentState.DECLINED,
    Status.CANCELED: PaymentState.VOIDED,
}


def status_of(session: Session) -> GatewayStatus:
    """Say in our words how a session stands."""
    return _status(session.reference, session.status, session.amount)


def event_of(told: Mapping[str, Any]) -> GatewayEvent:
    """Read the content of a webhook."""
    about = told["session"]
    amount = Money(about["amount_minor"], about["currency"])
    status = _status(about["reference"], Status(about["status"]), amount)
    return GatewayEvent(told["id"], told["kind"], about["reference"], status)


def _status(reference: str, status: Status, amount: Money) -> GatewayStatus:
    return GatewayStatus(reference, _STATES[status], amount, awaits_authorization=status == Status.VERIFIED)
