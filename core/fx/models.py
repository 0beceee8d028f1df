from datetime import date
from decimal import Decimal

from sqlalchemy import Date, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.columns import Created, Currency, Key
from core.platform.db import Model


class FxRate(Model):
    """Units of `quote` for one unit of `base` on a day, as a source published it."""

    __tablename__ = "fx_rates"
    __table_args__ = (
        UniqueConstraint("source", "base", "quote", "effective_on"),
        Index(None, "base", "quote", "effective_on"),
    )

    id: Mapped[Key]
    base: Mapped[Currency]
    quote: Mapped[Currency]
    rate: Mapped[Decimal] = mapped_column(Numeric(20, 10))
    effective_on: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(32))
    recorded_at: Mapped[Created]
