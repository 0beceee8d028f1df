from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.accounts.types import AccountState, EmailChangeState
from core.platform.columns import Code, Country, Created, Currency, Instant, Key, Language, Name
from core.platform.db import Model


class Account(Model):
    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        Index("ix_accounts_erase_after", "erase_after", postgresql_where=text("erase_after IS NOT NULL")),
    )

    id: Mapped[Key]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[Name]
    password_hash: Mapped[str] = mapped_column(String(255))
    # Proves to the browser that registered that it did: see service.verify_email.
    ticket_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    language: Mapped[Language]
    currency: Mapped[Currency | None]
    country: Mapped[Country | None]
    operator_role: Mapped[str | None] = mapped_column(String(16))
    email_verified_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    state: Mapped[str] = mapped_column(String(16), server_default=AccountState.ACTIVE)
    # Set while a deletion waits; every log-in until then takes it back.
    erase_after: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[Created]
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def is_active(self) -> bool:
        return self.state == AccountState.ACTIVE

    @property
    def is_verified(self) -> bool:
        return self.email_verified_at is not None


class AccountSession(Model):
    __tablename__ = "account_sessions"

    id: Mapped[Key]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    portal: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[Instant]
    last_seen_at: Mapped[Instant]
    expires_at: Mapped[Instant] = mapped_column(index=True)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ip: Mapped[str] = mapped_column(String(45))
    user_agent: Mapped[str] = mapped_column(String(255))
    country: Mapped[Country | None]
    # The password was right and the code is still to come: such a session opens nothing.
    awaits_code: Mapped[bool] = mapped_column(server_default=text("false"))


class AccountToken(Model):
    __tablename__ = "account_tokens"

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(16))
    email_change_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("email_changes.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[Created]
    expires_at: Mapped[Instant] = mapped_column(index=True)
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class AccountAddress(Model):
    __tablename__ = "account_addresses"
    __table_args__ = (
        Index("uq_account_addresses_default", "account_id", unique=True, postgresql_where=text("is_default")),
    )

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    parts: Mapped[dict[str, str]] = mapped_column(JSONB)
    is_default: Mapped[bool]
    created_at: Mapped[Created]


class EmailChangeRow(Model):
    __tablename__ = "email_changes"

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    old_email: Mapped[str] = mapped_column(String(254))
    new_email: Mapped[str] = mapped_column(String(254))
    state: Mapped[str] = mapped_column(String(16), server_default=EmailChangeState.ASKED)
    asked_at: Mapped[Created]
    undo_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class SecondStepRow(Model):
    """`secret` is sealed with a key that is not in the database; `last_step` is the newest time step used."""

    __tablename__ = "second_steps"

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), unique=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary(128))
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    last_step: Mapped[int] = mapped_column(BigInteger, server_default="0")
    created_at: Mapped[Created]


class RecoveryCode(Model):
    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("account_id", "code_hash"),)

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ConsentRow(Model):
    """Only grows. `subject` stands for who has no account: a purchase, or a browser's random mark."""

    __tablename__ = "consents"
    __table_args__ = (
        Index(None, "account_id", "topic", "id"),
        Index(None, "subject", "topic", "id"),
        CheckConstraint("account_id IS NOT NULL OR subject <> ''", name="somebody_agreed"),
    )

    id: Mapped[Key]
    account_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    subject: Mapped[str] = mapped_column(String(80), server_default="")
    site_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("sites.id"))
    topic: Mapped[Code]
    version: Mapped[str] = mapped_column(String(32))
    is_granted: Mapped[bool]
    source: Mapped[str] = mapped_column(String(32))
    language: Mapped[Language]
    at: Mapped[Instant]
