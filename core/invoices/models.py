from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.columns import Currency, Instant, Key, Language, Minor, Name
from core.platform.db import Model


class InvoiceSeries(Model):
    """The numbers of one legal entity, year and kind; the row is locked to take the next one."""

    __tablename__ = "invoice_series"
    __table_args__ = (UniqueConstraint("legal_entity", "year", "kind"),)

    id: Mapped[Key]
    legal_entity: Mapped[Name]
    year: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str] = mapped_column(String(16))
    last: Mapped[int] = mapped_column(server_default="0")


class Invoice(Model):
    """An invoice or a credit note as it was issued; rows are only ever added."""

    __tablename__ = "invoices"
    __table_args__ = (
        UniqueConstraint("series_id", "place"),
        CheckConstraint("place > 0", name="place_positive"),
        Index(None, "merchant_id", "id"),
    )

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(64), unique=True)
    series_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("invoice_series.id"))
    place: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    source_key: Mapped[str] = mapped_column(String(120), unique=True)
    order_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("orders.id"), index=True)
    merchant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("merchants.id"))
    invoice_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("invoices.id"))
    language: Mapped[Language]
    currency: Mapped[Currency]
    total_minor: Mapped[Minor]
    issued_at: Mapped[Instant]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
