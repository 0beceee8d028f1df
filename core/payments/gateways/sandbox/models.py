from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.columns import Created, Currency, Instant, Key, Language, Minor
from core.platform.db import Model


class SandboxSession(Model):
    """A payment as the other company keeps it; `reference` is its unguessable name there."""

    __tablename__ = "sandbox_sessions"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="positive"),
        CheckConstraint("captured_minor IN (0, amount_minor)", name="captured_whole"),
        CheckConstraint("refunded_minor BETWEEN 0 AND captured_minor", name="refund_within_capture"),
    )

    id: Mapped[Key]
    reference: Mapped[str] = mapped_column(String(64), unique=True)
    order_number: Mapped[str] = mapped_column(String(64), unique=True)
    currency: Mapped[Currency]
    amount_minor: Mapped[Minor]
    captured_minor: Mapped[Minor] = mapped_column(server_default="0")
    refunded_minor: Mapped[Minor] = mapped_column(server_default="0")
    status: Mapped[str] = mapped_column(String(16))
    scenario: Mapped[str] = mapped_column(String(32), server_default="")
    clears_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    language: Mapped[Language]
    return_url: Mapped[str] = mapped_column(String(1000))
    webhook_url: Mapped[str] = mapped_column(String(1000))
    created_at: Mapped[Created]


class SandboxRefund(Model):
    """Money that the other company gave back; the merchant's number for it makes a second one impossible."""

    __tablename__ = "sandbox_refunds"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="positive"),)

    id: Mapped[Key]
    session_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sandbox_sessions.id"), index=True)
    reference: Mapped[str] = mapped_column(String(64), unique=True)
    refund_number: Mapped[str] = mapped_column(String(64), unique=True)
    amount_minor: Mapped[Minor]
    created_at: Mapped[Created]


class SandboxWebhook(Model):
    """A word on its way to the merchant; the same event may be sent as several copies."""

    __tablename__ = "sandbox_webhooks"
    __table_args__ = (
        UniqueConstraint("event_id", "copy"),
        Index("ix_sandbox_webhooks_due", "due_at", postgresql_where=text("state = 'waiting'")),
    )

    id: Mapped[Key]
    session_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sandbox_sessions.id"), index=True)
    event_id: Mapped[str] = mapped_column(String(64))
    copy: Mapped[int] = mapped_column(server_default="1")
    kind: Mapped[str] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), server_default="waiting")
    attempts: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[Instant]
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    last_error: Mapped[str] = mapped_column(String(255), server_default="")
    created_at: Mapped[Created]
