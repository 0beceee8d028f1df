from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.notifications.types import MailState
from core.platform.columns import Code, Created, Key, Language
from core.platform.db import Model


class Mail(Model):
    """`secrets` are facts nobody may read again, such as links with a token: gone once the mail is sent."""

    __tablename__ = "mails"
    __table_args__ = (Index("ix_mails_failed", "id", postgresql_where=text("state = 'failed'")),)

    id: Mapped[Key]
    kind: Mapped[Code]
    recipient: Mapped[str] = mapped_column(String(254), index=True)
    language: Mapped[Language]
    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    secrets: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    source_key: Mapped[str] = mapped_column(String(255), unique=True)
    subject: Mapped[str] = mapped_column(Text, server_default="")
    text: Mapped[str] = mapped_column(Text, server_default="")
    html: Mapped[str] = mapped_column(Text, server_default="")
    state: Mapped[str] = mapped_column(String(16), server_default=MailState.WRITTEN)
    attempts: Mapped[int] = mapped_column(server_default="0")
    last_error: Mapped[str] = mapped_column(Text, server_default="")
    request_id: Mapped[str] = mapped_column(String(64), server_default="")
    written_at: Mapped[Created]
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
