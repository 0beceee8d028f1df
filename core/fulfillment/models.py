from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.platform.columns import Code, Instant, Key
from core.platform.db import Model


class Parcel(Model):
    """A box of an order; it has a waybill once its carrier has accepted it."""

    __tablename__ = "parcels"

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(32), unique=True)
    order_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("orders.id"), index=True)
    carrier: Mapped[Code]
    tracking_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("trackings.id"), unique=True)
    handed_over_at: Mapped[Instant]
    delivered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    lines: Mapped[list["ParcelLine"]] = relationship(order_by="ParcelLine.id")


class ParcelLine(Model):
    __tablename__ = "parcel_lines"
    __table_args__ = (
        UniqueConstraint("parcel_id", "order_line_id"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )

    id: Mapped[Key]
    parcel_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("parcels.id"))
    order_line_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("order_lines.id"), index=True)
    quantity: Mapped[int]
