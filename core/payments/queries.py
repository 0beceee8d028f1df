from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select

from core.fx import queries as fx
from core.fx.errors import RateMissing
from core.kernel.ids import PaymentId, PurchaseId
from core.kernel.money import Money, convert
from core.payments.errors import PaymentNotFound
from core.payments.gateways import registry
from core.payments.models import Payment, PaymentWord, Refund
from core.payments.models import PaymentMethod as MethodRow
from core.payments.types import (
    OPEN_STATES,
    GatewayWord,
    PaymentDetail,
    PaymentMethod,
    PaymentState,
    RefundDetail,
    RefundState,
)
from core.platform import reference
from core.platform.composed import Composed
from core.platform.db import read_rows, session
from core.sites.types import SiteDetail

_PAYMENTS = Payment.__table__
_BY_ID = Composed(select(_PAYMENTS).where(_PAYMENTS.c.id == bindparam("id")))
_BY_TOKEN = Composed(select(_PAYMENTS).where(_PAYMENTS.c.token == bindparam("token")))
_OF_PURCHASE = Composed(
    select(_PAYMENTS).where(_PAYMENTS.c.purchase_id == bindparam("id")).order_by(_PAYMENTS.c.id)
)


def get_payment(payment_id: PaymentId) -> PaymentDetail:
    """Give a payment by id; raises PaymentNotFound."""
    return _only(read_rows(_BY_ID, {"id": payment_id}))


def get_payment_by_token(token: str) -> PaymentDetail:
    """Give the payment that a return address names; raises PaymentNotFound."""
    return _only(read_rows(_BY_TOKEN, {"token": token}))


def list_payments_of(purchase_id: PurchaseId) -> list[PaymentDetail]:
    """List the payments of a purchase, oldest first."""
    return [_detail(payment) for payment in read_rows(_OF_PURCHASE, {"id": purchase_id})]


def find_captured(purchase_id: PurchaseId) -> PaymentDetail | None:
    """Give the payment that a purchase was paid with; one that came too late and went back stands behind it."""
    rows = select(Payment).where(Payment.purchase_id == purchase_id, Payment.state == PaymentState.CAPTURED)
    went_back = Payment.refunded_minor >= Payment.captured_minor
    payment = session().scalar(rows.order_by(went_back, Payment.id).limit(1))
    return None if payment is None else _detail(payment)


def list_refunds_of(purchase_id: PurchaseId) -> list[RefundDetail]:
    """List the refunds of a purchase, oldest first."""
    rows = (
        select(Refund)
        .join(Payment, Payment.id == Refund.payment_id)
        .where(Payment.purchase_id == purchase_id)
    )
    return [_refund(refund) for refund in session().scalars(rows.order_by(Refund.id))]


def list_open_payments(since: datetime, until: datetime, limit: int) -> list[PaymentDetail]:
    """List payments opened at a gateway between two instants and still undecided, in no order.

    No order, so that none is always the last when there are more than `limit`.
    """
    is_open = Payment.state.in_(OPEN_STATES), Payment.reference != ""
    rows = select(Payment).where(*is_open, Payment.created_at.between(since, until))
    return [_detail(payment) for payment in session().scalars(rows.order_by(func.random()).limit(limit))]


def get_refund(refund_id: int) -> RefundDetail:
    """Give a refund by id; raises PaymentNotFound."""
    refund = session().get(Refund, refund_id)
    if refund is None:
        raise PaymentNotFound(refund_id=refund_id)
    return _refund(refund)


def list_alarms(limit: int) -> list[GatewayWord]:
    """List what gateways told us that an operator should see, such as disputes, newest first."""
    rows = (
        select(PaymentWord, Payment.number, Payment.purchase_id)
        .outerjoin(
            Payment,
            and_(
                Payment.gateway == PaymentWord.gateway,
                PaymentWord.reference != "",
                or_(Payment.reference == PaymentWord.reference, Payment.charge == PaymentWord.reference),
            ),
        )
        .where(PaymentWord.is_alarming)
        .order_by(PaymentWord.id.desc())
        .limit(limit)
    )
    return [
        GatewayWord(
            word.gateway,
            word.kind,
            word.event_id,
            word.received_at,
            number or "",
            None if purchase_id is None else PurchaseId(purchase_id),
        )
        for word, number, purchase_id in session().execute(rows)
    ]


def list_methods(site: SiteDetail) -> list[PaymentMethod]:
    """List every gateway of this shop as the site offers it, on or off, in the site's order.

    Kept as reference data.
    """
    return reference.kept(
        ("payment_methods",), ("methods", site.id, tuple(registry.offered())), lambda: _read_methods(site)
    )


def _read_methods(site: SiteDetail) -> list[PaymentMethod]:
    rows = session().scalars(select(MethodRow).where(MethodRow.site_id == site.id))
    kept = {row.gateway: _method(row, site) for row in rows}
    usual = [
        kept.get(name) or PaymentMethod(name, {}, True, place, (), None, None, 0)
        for place, name in enumerate(registry.offered())
    ]
    return sorted(usual, key=lambda method: method.position)


def list_methods_for(site: SiteDetail, amount: Money) -> list[PaymentMethod]:
    """List the ways to pay that take an amount on a site, the preferred one first."""
    return [method for method in list_methods(site) if method.is_on and _takes(method, amount)]


def _takes(method: PaymentMethod, amount: Money) -> bool:
    if method.currencies and amount.currency not in method.currencies:
        return False
    limits = [limit for limit in (method.least, method.most) if limit is not None]
    try:
        units = convert(amount, _rate(amount, limits), limits[0].currency) if limits else amount.decimal
    except RateMissing:
        return False
    is_enough = method.least is None or units >= method.least.decimal
    is_not_too_much = method.most is None or units <= method.most.decimal
    return is_enough and is_not_too_much and registry.gateway(method.gateway).takes(amount)


def _rate(amount: Money, limits: list[Money]) -> Decimal:
    return fx.get_quote(amount.currency, limits[0].currency).rate


def count_words(gateway: str, reference: str) -> int:
    """Count what a gateway told us of one payment."""
    rows = select(PaymentWord.id).where(PaymentWord.gateway == gateway, PaymentWord.reference == reference)
    return len(session().scalars(rows).all())


def _only(found: list[Any]) -> PaymentDetail:
    if not found:
        raise PaymentNotFound
    return _detail(found[0])


def _detail(p: Any) -> PaymentDetail:
    return PaymentDetail(
        id=PaymentId(p.id),
        number=p.number,
        token=p.token,
        purchase_id=PurchaseId(p.purchase_id),
        gateway=p.gateway,
        amount=Money(p.amount_minor, p.currency),
        refunded=Money(p.refunded_minor, p.currency),
        state=PaymentState(p.state),
        reference=p.reference,
        pay_url=p.pay_url,
        created_at=p.created_at,
    )


def _method(row: MethodRow, site: SiteDetail) -> PaymentMethod:
    least, most = (
        None if minor is None else Money(minor, site.default_currency)
        for minor in (row.least_minor, row.most_minor)
    )
    currencies = tuple(row.currencies)
    return PaymentMethod(
        row.gateway, row.names, row.is_on, row.position, currencies, least, most, row.version
    )


def _refund(r: Refund) -> RefundDetail:
    return RefundDetail(
        id=r.id,
        number=r.number,
        payment_id=PaymentId(r.payment_id),
        amount=Money(r.amount_minor, r.currency),
        cause=r.cause,
        state=RefundState(r.state),
        reference=r.reference,
        created_at=r.created_at,
    )
