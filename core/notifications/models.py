from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, DateTime, ForeignKey, Index, String, Text, text
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


class NoteRow(Model):
    """A message on the site, for an account; its words are said anew in the reader's language."""

    __tablename__ = "notes"
    __table_args__ = (
        Index(None, "account_id", "id"),
        Index("ix_notes_unread", "account_id", postgresql_where=text("read_at IS NULL")),
    )

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    kind: Mapped[Code]
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    source_key: Mapped[str] = mapped_column(String(255), unique=True)
    written_at: Mapped[Created]
    read_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Choice(Model):
    """What somebody wants to hear about a topic by a channel, kept by address, because guests get mails too."""

    __tablename__ = "notification_choices"

    recipient: Mapped[str] = mapped_column(String(254), primary_key=True)
    topic: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    is_on: Mapped[bool] = mapped_column(Boolean)
    changed_at: Mapped[Created]
