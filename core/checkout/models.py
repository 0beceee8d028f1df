from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.columns import Created, Key, Language
from core.platform.db import Model


class Checkout(Model):
    __tablename__ = "checkouts"

    id: Mapped[Key]
    cart_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("carts.id"), unique=True)
    email: Mapped[str] = mapped_column(String(254), server_default="")
    address: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    methods: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}")
    is_gift: Mapped[bool] = mapped_column(server_default="false")
    gift_note: Mapped[str] = mapped_column(String(300), server_default="")
    firm: Mapped[dict[str, str] | None] = mapped_column(JSONB)
    billing: Mapped[dict[str, str] | None] = mapped_column(JSONB)
    key: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Created]


class PurchaseConsent(Model):
    """Which version of a text somebody agreed to by ordering, and in which language; rows are only ever added."""

    __tablename__ = "purchase_consents"

    purchase_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("purchases.id"), primary_key=True, autoincrement=False
    )
    document: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[str] = mapped_column(String(64))
    language: Mapped[Language]
    accepted_at: Mapped[Created]
