from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.payments.types import PaymentState, RefundState
from core.platform.columns import Created, Currency, Key, Minor, Translated
from core.platform.db import Model


class Payment(Model):
    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("refunded_minor BETWEEN 0 AND captured_minor", name="refund_within_capture"),
        CheckConstraint("captured_minor IN (0, amount_minor)", name="captured_whole"),
        Index(
            "uq_payments_reference",
            "gateway",
            "reference",
            unique=True,
            postgresql_where=text("reference <> ''"),
        ),
        Index(None, "purchase_id"),
        Index(
            "ix_payments_open",
            "created_at",
            postgresql_where=text("state IN ('created', 'pending', 'authorized')"),
        ),
        Index("ix_payments_charge", "gateway", "charge", postgresql_where=text("charge <> ''")),
    )

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(32), unique=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    purchase_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("purchases.id"))
    gateway: Mapped[str] = mapped_column(String(32))
    currency: Mapped[Currency]
    amount_minor: Mapped[Minor]
    captured_minor: Mapped[Minor] = mapped_column(server_default="0")
    refunded_minor: Mapped[Minor] = mapped_column(server_default="0")
    state: Mapped[str] = mapped_column(String(16), server_default=PaymentState.CREATED)
    version: Mapped[int] = mapped_column(server_default="1")
    reference: Mapped[str] = mapped_column(String(120), server_default="")
    charge: Mapped[str] = mapped_column(String(120), server_default="")
    pay_url: Mapped[str] = mapped_column(String(1000), server_default="")
    created_at: Mapped[Created]


class PaymentWord(Model):
    """What gateways told us, word for word; rows are only ever added."""

    __tablename__ = "payment_words"
    __table_args__ = (
        UniqueConstraint("gateway", "event_id"),
        Index(None, "gateway", "reference"),
        Index("ix_payment_words_alarming", "id", postgresql_where=text("is_alarming")),
    )

    id: Mapped[Key]
    gateway: Mapped[str] = mapped_column(String(32))
    event_id: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(64))
    reference: Mapped[str] = mapped_column(String(120))
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    is_alarming: Mapped[bool] = mapped_column(server_default="false")
    received_at: Mapped[Created]


class Refund(Model):
    __tablename__ = "refunds"
    __table_args__ = (
        UniqueConstraint("payment_id", "cause"),
        CheckConstraint("amount_minor > 0", name="positive"),
    )

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(32), unique=True)
    payment_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("payments.id"))
    amount_minor: Mapped[Minor]
    currency: Mapped[Currency]
    cause: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(16), server_default=RefundState.REQUESTED)
    reference: Mapped[str] = mapped_column(String(120), server_default="")
    created_at: Mapped[Created]


class PaymentMethod(Model):
    """How a site offers a gateway; limits in the site's default currency, no currencies means all of the site's."""

    __tablename__ = "payment_methods"
    __table_args__ = (
        UniqueConstraint("site_id", "gateway"),
        CheckConstraint(
            "least_minor IS NULL OR most_minor IS NULL OR least_minor <= most_minor", name="least_below_most"
        ),
    )

    id: Mapped[Key]
    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"))
    gateway: Mapped[str] = mapped_column(String(32))
    names: Mapped[Translated]
    is_on: Mapped[bool] = mapped_column(server_default="true")
    position: Mapped[int] = mapped_column(server_default="0")
    currencies: Mapped[list[str]] = mapped_column(ARRAY(String(3)), server_default="{}")
    least_minor: Mapped[int | None] = mapped_column(BigInteger)
    most_minor: Mapped[int | None] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(server_default="1")
