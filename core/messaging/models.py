from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.columns import Instant, Key, Language, Name
from core.platform.db import Model


class Conversation(Model):
    """What a shopper and a merchant say about an order or a product; `purchase_number` lets a guest in."""

    __tablename__ = "conversations"
    __table_args__ = (
        Index(
            "uq_conversations_order", "topic_id", unique=True, postgresql_where=text("topic_kind = 'order'")
        ),
        Index(
            "uq_conversations_product",
            "topic_id",
            "account_id",
            unique=True,
            postgresql_where=text("topic_kind = 'product'"),
        ),
        Index(None, "account_id", "last_at"),
        Index(None, "merchant_id", "last_at"),
        Index("ix_conversations_reported", "reported_at", postgresql_where=text("reported_at IS NOT NULL")),
        CheckConstraint("unread_by_shopper >= 0 AND unread_by_merchant >= 0", name="unread_not_negative"),
    )

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(32), unique=True)
    merchant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("merchants.id"))
    account_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    topic_kind: Mapped[str] = mapped_column(String(16))
    topic_id: Mapped[int] = mapped_column(BigInteger)
    topic_name: Mapped[str] = mapped_column(String(500))
    purchase_number: Mapped[str] = mapped_column(String(32), server_default="")
    shopper_name: Mapped[Name]
    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"))
    language: Mapped[Language]
    unread_by_shopper: Mapped[int] = mapped_column(server_default="0")
    unread_by_merchant: Mapped[int] = mapped_column(server_default="0")
    last_at: Mapped[Instant]
    reported_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reported_by: Mapped[str] = mapped_column(String(16), server_default="")
    created_at: Mapped[Instant]


class Message(Model):
    __tablename__ = "messages"
    __table_args__ = (Index(None, "conversation_id", "id"),)

    id: Mapped[Key]
    conversation_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("conversations.id"))
    side: Mapped[str] = mapped_column(String(16))
    author_name: Mapped[Name]
    text: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[Instant]
