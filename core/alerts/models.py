from datetime import datetime

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.columns import Instant, Key, Language
from core.platform.db import Model


class StockAlert(Model):
    __tablename__ = "stock_alerts"
    __table_args__ = (
        Index(
            "uq_stock_alerts_open",
            "variant_id",
            "site_id",
            "email",
            unique=True,
            postgresql_where=text("state IN ('asked', 'waiting')"),
        ),
        Index(None, "token_hash"),
    )

    id: Mapped[Key]
    variant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("variants.id"))
    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"))
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[Language]
    account_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    state: Mapped[str] = mapped_column(String(16))
    token_hash: Mapped[str] = mapped_column(String(64), server_default="")
    asked_at: Mapped[Instant]
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
