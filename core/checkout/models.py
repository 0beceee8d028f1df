from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.columns import Created, Key
from core.platform.db import Model


class Checkout(Model):
    __tablename__ = "checkouts"

    id: Mapped[Key]
    cart_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("carts.id"), unique=True)
    email: Mapped[str] = mapped_column(String(254), server_default="")
    address: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    methods: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}")
    key: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Created]
