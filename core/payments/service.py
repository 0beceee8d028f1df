from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from core.kernel.actor import Actor
from core.kernel.ids import PaymentId, PurchaseId, new_number, new_token
from core.kernel.money import Money
from core.payments import policy
from core.payments.errors import LimitsCrossed, MethodOutdated, PaymentNotFound, RefundTooLarge
from core.payments.events import (
    GatewayWordReceived,
    PaymentAbandoned,
    PaymentCaptured,
    PaymentDeclined,
    RefundRequested,
    RefundSucceeded,
)
from core.payments.gateways.registry import gateway
from core.payments.models import Payment, PaymentWord, Refund
from core.payments.models import PaymentMethod as MethodRow
from core.payments.types import (
    OPEN_STATES,
    GatewayEvent,
    GatewaySession,
    GatewayStatus,
    PaymentMethod,
    PaymentState,
    RefundState,
)
from core.platform import audit, batch, locks, log, outbox
from core.platform.composed import Composed
from core.platform.db import read_rows, session
from core.sites.types import SiteDetail


def open_payment(
    purchase_id: PurchaseId, amount: Money, *, gateway: str, by: Actor, token: str = ""
) -> PaymentId:
    """Intend to pay a purchase through a gateway; the gateway is asked afterwards, outside the transaction.

    `token` names the payment in addresses; one is made where none is given.
    """
    (id,) = batch.new_ids(payments=1)["payments"]
    row = {
        "id": id,
        "number": new_number("PAY"),
        "token": token or new_token(24),
        "purchase_id": purchase_id,
        "gateway": gateway,
        "amount_minor": amount.minor,
        "currency": amount.currency,
    }
    batch.insert(Payment, [row])
    after = {"amount": amount.minor, "currency": amount.currency, "gateway": gateway}
    audit.began(Payment, id, "open", by=by, after=after)
    return PaymentId(id)


_HEARD = Composed(
    select(PaymentWord.id)
    .where(PaymentWord.gateway == bindparam("gateway"), PaymentWord.reference == bindparam("reference"))
    .limit(1)
)


def attach_session(payment_id: PaymentId, opened: GatewaySession) -> str:
    """Note where the shopper pays and what the gateway calls the payment; the first answer stays and is given back.

    What the gateway said of it before is followed now.
    """
    payment = _locked(payment_id)
    if payment.reference:
        return payment.pay_url
    payment.reference, payment.pay_url = opened.reference, opened.pay_url
    if read_rows(_HEARD, {"gateway": payment.gateway, "reference": opened.reference}):
        outbox.record(GatewayWordReceived(payment_id=payment.id))
    return payment.pay_url


def hear(gateway: str, event: GatewayEvent, payload: dict[str, Any]) -> bool:
    """Keep a gateway's word; False where it was heard before. What follows from it is told as an event."""
    word = insert(PaymentWord).values(
        gateway=gateway,
        event_id=event.event_id,
        kind=event.kind,
        reference=event.reference,
        payload=payload,
        is_alarming=event.is_alarming,
    )
    is_news = (
        session().execute(word.on_conflict_do_nothing().returning(PaymentWord.id)).scalar_one_or_none()
        is not None
    )
    is_of_it = or_(Payment.reference == event.reference, Payment.charge == event.reference)
    payment_id = (
        session().scalar(select(Payment.id).where(Payment.gateway == gateway, is_of_it).limit(1))
        if event.reference
        else None
    )
    if is_news and payment_id is not None:
        outbox.record(GatewayWordReceived(payment_id=payment_id))
    return is_news


def apply_status(payment_id: PaymentId, told: GatewayStatus, *, by: Actor) -> PaymentState | None:
    """Move a payment to what its gateway says; gives the new state, or None where that is no news.

    An amount that is not the payment's moves nothing and is logged as trouble.
    """
    payment = _locked(payment_id)
    if told.amount != Money(payment.amount_minor, payment.currency):
        log.get(__name__).error("payment amount differs", payment=payment.number, told=told.amount.minor)
        return None
    payment.charge = told.charge or payment.charge
    before = PaymentState(payment.state)
    if not policy.moves_on(before, told.state):
        return None
    payment.state, payment.version = told.state, payment.version + 1
    if told.state == PaymentState.CAPTURED:
        payment.captured_minor = payment.amount_minor
    audit.moved(payment, told.state.value, before=before, after=told.state, by=by)
    _tell(payment, told.state)
    return told.state


def abandon_open_payments(purchase_id: PurchaseId) -> None:
    """Ask gateways to let go of a purchase's payments that were not captured."""
    for payment in locks.rows_of(Payment, Payment.purchase_id, purchase_id):
        if payment.state in OPEN_STATES:
            outbox.record(PaymentAbandoned(payment_id=payment.id))


def request_refund(payment_id: PaymentId, amount: Money, *, cause: str, by: Actor) -> int | None:
    """Ask for money to go back; the same cause again asks nothing and gives None. Raises RefundTooLarge."""
    refund = insert(Refund).values(
        number=new_number("REF"),
        payment_id=payment_id,
        amount_minor=amount.minor,
        currency=amount.currency,
        cause=cause,
    )
    refund_id = session().execute(refund.on_conflict_do_nothing().returning(Refund.id)).scalar_one_or_none()
    if refund_id is None:
        return None
    taken = (
        update(Payment)
        .where(
            Payment.id == payment_id,
            Payment.currency == amount.currency,
            Payment.refunded_minor + amount.minor <= Payment.captured_minor,
        )
        .values(refunded_minor=Payment.refunded_minor + amount.minor, version=Payment.version + 1)
        .returning(Payment.id)
    )
    if session().execute(taken).scalar_one_or_none() is None:
        raise RefundTooLarge(asked=amount.minor)
    audit.changed(
        _locked(payment_id), "request refund", by=by, after={"amount": amount.minor, "cause": cause}
    )
    outbox.record(RefundRequested(refund_id=refund_id))
    return refund_id


def settle_refund(refund_id: int, reference: str) -> None:
    """Note that the gateway gave the money back; twice is once."""
    refund = locks.row(Refund, refund_id)
    if refund is None:
        raise PaymentNotFound(refund_id=refund_id)
    if refund.state == RefundState.SUCCEEDED:
        return
    refund.state, refund.reference = RefundState.SUCCEEDED, reference
    purchase_id = session().get_one(Payment, refund.payment_id).purchase_id
    outbox.record(RefundSucceeded(refund_id=refund.id, purchase_id=purchase_id))


def save_method(site: SiteDetail, method: PaymentMethod, *, by: Actor) -> None:
    """Set how a site offers a gateway; `version` is the one that was read.

    Raises MethodOutdated, LimitsCrossed, and GatewayUnknown.
    """
    gateway(method.gateway)
    if method.least is not None and method.most is not None and method.least > method.most:
        raise LimitsCrossed
    fresh = insert(MethodRow).values(site_id=site.id, gateway=method.gateway, version=0)
    session().execute(fresh.on_conflict_do_nothing())
    (row,) = locks.matching(MethodRow, MethodRow.site_id == site.id, MethodRow.gateway == method.gateway)
    if row.version != method.version:
        raise MethodOutdated
    before = _facts(row)
    row.names, row.is_on, row.position = dict(method.names), method.is_on, method.position
    row.currencies = list(method.currencies)
    row.least_minor = None if method.least is None else method.least.minor
    row.most_minor = None if method.most is None else method.most.minor
    row.version += 1
    audit.changed(row, "set", by=by, before=before, after=_facts(row))


def _facts(row: MethodRow) -> dict[str, Any]:
    return {
        "names": dict(row.names),
        "is_on": row.is_on,
        "position": row.position,
        "currencies": list(row.currencies),
        "least_minor": row.least_minor,
        "most_minor": row.most_minor,
    }


def _tell(payment: Payment, state: PaymentState) -> None:
    if state == PaymentState.CAPTURED:
        outbox.record(PaymentCaptured(payment_id=payment.id, purchase_id=payment.purchase_id))
    elif state == PaymentState.DECLINED:
        outbox.record(PaymentDeclined(payment_id=payment.id, purchase_id=payment.purchase_id))


def _locked(payment_id: PaymentId) -> Payment:
    payment = locks.row(Payment, payment_id)
    if payment is None:
        raise PaymentNotFound(id=payment_id)
    return payment
