from datetime import date

from sqlalchemy import CheckConstraint, Date, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.columns import Country, Key
from core.platform.db import Model


class Rate(Model):
    __tablename__ = "tax_rates"
    __table_args__ = (
        UniqueConstraint("country", "category", "valid_from"),
        CheckConstraint("rate_bp >= 0", name="not_negative"),
    )

    id: Mapped[Key]
    country: Mapped[Country]
    category: Mapped[str] = mapped_column(String(32))
    rate_bp: Mapped[int]
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(255))
    reason: Mapped[str] = mapped_column(String(32), server_default="")
