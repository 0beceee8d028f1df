from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.accounts.types import AccountState
from core.platform.columns import Country, Created, Currency, Instant, Key, Language, Name
from core.platform.db import Model


class Account(Model):
    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_is_lower_case"),)

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


class AccountToken(Model):
    __tablename__ = "account_tokens"

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(16))
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
