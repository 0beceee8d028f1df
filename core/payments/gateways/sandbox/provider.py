"""The sandbox company: asks the shopper, sets money aside, takes it, gives it back, and tells the merchant.

It plays another company behind a network. So its verbs open their own transactions, as no room of this
house may, and for the same reason none of them may be called inside one of ours.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from core.kernel import clock
from core.kernel.ids import new_token
from core.kernel.money import Money
from core.payments.errors import PaymentNotFound
from core.payments.gateways.sandbox import policy, webhooks
from core.payments.gateways.sandbox.models import SandboxRefund, SandboxSession
from core.payments.gateways.sandbox.types import Scenario, Session, Status
from core.platform import batch, locks
from core.platform.composed import Composed
from core.platform.db import is_writing, read_rows, reading, session, transaction, write

_SESSIONS = SandboxSession.metadata.tables[SandboxSession.__tablename__]
_OPENED_WITH = (
    "reference", "order_number", "currency", "amount_minor", "status", "language", "return_url", "webhook_url"
)  # fmt: skip
_OPENING = Composed(
    insert(_SESSIONS)
    .values({name: bindparam(name) for name in _OPENED_WITH})
    .on_conflict_do_nothing(index_elements=["order_number"])
    .returning(_SESSIONS)
)
_OF_ORDER = Composed(select(_SESSIONS).where(_SESSIONS.c.order_number == bindparam("order_number")))
_OF_REFERENCE = Composed(select(_SESSIONS).where(_SESSIONS.c.reference == bindparam("reference")))


class Declined(Exception):
    """The company will not do this: another amount than agreed, or more back than was taken."""


def open_session(
    *, order_number: str, amount: Money, return_url: str, webhook_url: str, language: str
) -> Session:
    """Open a payment for the merchant's order number; the same number again gives the same session."""
    row = {
        "reference": f"sbx_{new_token(24)}",
        "order_number": order_number,
        "currency": amount.currency,
        "amount_minor": amount.minor,
        "status": Status.OPEN,
        "language": language,
        "return_url": return_url,
        "webhook_url": webhook_url,
    }
    with transaction():
        (opened,) = write(_OPENING, row) or read_rows(_OF_ORDER, {"order_number": order_number})
        return _shown(opened)


def show(reference: str) -> Session:
    """Show how a payment stands; raises PaymentNotFound."""
    if is_writing():
        raise RuntimeError("no network inside a transaction")
    with reading():
        found = read_rows(_OF_REFERENCE, {"reference": reference})
        if not found:
            raise PaymentNotFound
        return _shown(found[0])


def decide(reference: str, scenario: Scenario) -> Session:
    """Let the shopper pay with a scenario; a payment that is decided stays as it is."""
    with _held(reference) as row:
        if row.status == Status.OPEN:
            row.scenario = scenario
            _move(row, policy.move_of(scenario))
        return _shown(row)


def answer_challenge(reference: str, *, is_approved: bool) -> Session:
    """Take the shopper's answer to the bank's question; only the first one counts."""
    with _held(reference) as row:
        if row.status == Status.CHALLENGE:
            _move(row, "verify" if is_approved else "decline")
        return _shown(row)


def withdraw(reference: str) -> Session:
    """Let the shopper give up before the payment is decided."""
    with _held(reference) as row:
        if policy.LIFE.can(Status(row.status), "withdraw"):
            _move(row, "withdraw")
        return _shown(row)


def authorize(reference: str) -> Session:
    """Set money aside for a shopper whom the bank has verified; anything else stays as it is."""
    with _held(reference) as row:
        if row.status == Status.VERIFIED:
            _move(row, "authorize")
        return _shown(row)


def capture(reference: str, amount: Money) -> Session:
    """Take money that was set aside, the whole of it; twice is once. Raises Declined for another amount."""
    with _held(reference) as row:
        if amount != Money(row.amount_minor, row.currency):
            raise Declined("only the whole amount can be captured")
        if row.status == Status.APPROVED:
            _move(row, "capture")
        return _shown(row)


def void(reference: str) -> Session:
    """Let go of a payment that was not taken; one that is under way or taken stays as it is."""
    with _held(reference) as row:
        if policy.LIFE.can(Status(row.status), "void"):
            _move(row, "void")
        return _shown(row)


def refund(reference: str, *, refund_number: str, amount: Money) -> str:
    """Give money back; the same refund number again gives the same refund. Raises Declined beyond the capture."""
    with _held(reference) as row:
        before = session().scalar(select(SandboxRefund).where(SandboxRefund.refund_number == refund_number))
        if before is not None:
            return before.reference
        left = Money(row.captured_minor - row.refunded_minor, row.currency)
        if amount > left:
            raise Declined("more than was captured")
        row.refunded_minor += amount.minor
        return _refund(row, refund_number, amount)


def _refund(row: SandboxSession, refund_number: str, amount: Money) -> str:
    refund = SandboxRefund(
        session_id=row.id,
        reference=f"sbr_{new_token(16)}",
        refund_number=refund_number,
        amount_minor=amount.minor,
    )
    session().add(refund)
    webhooks.write(row, "refund.succeeded")
    return refund.reference


@contextmanager
def _held(reference: str) -> Iterator[SandboxSession]:
    with transaction(), batch.gathered():
        found = locks.rows_of(SandboxSession, SandboxSession.reference, reference)
        if not found:
            raise PaymentNotFound
        row = found[0]
        if _is_clear(row):
            # The word of it was written when the shopper paid, due at this time.
            row.status, row.captured_minor = Status.SETTLED, row.amount_minor
        yield row


def _move(row: SandboxSession, move: str) -> None:
    row.status = policy.LIFE.destination(Status(row.status), move)
    if row.status == Status.SETTLED:
        row.captured_minor = row.amount_minor
    if row.status == Status.PROCESSING:
        row.clears_at = clock.now() + policy.SLOW
    webhooks.write_of(row)


def _is_clear(row: Any) -> bool:
    return row.status == Status.PROCESSING and row.clears_at is not None and row.clears_at <= clock.now()


def _shown(row: Any) -> Session:
    is_clear = _is_clear(row)
    return Session(
        reference=row.reference,
        order_number=row.order_number,
        status=Status.SETTLED if is_clear else Status(row.status),
        scenario=Scenario(row.scenario) if row.scenario else None,
        amount=Money(row.amount_minor, row.currency),
        captured=Money(row.amount_minor if is_clear else row.captured_minor, row.currency),
        refunded=Money(row.refunded_minor, row.currency),
        language=row.language,
        return_url=row.return_url,
    )
