from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.platform.columns import Currency, Instant, Key, Minor
from core.platform.db import Model
from core.returns.types import ReturnState


class Return(Model):
    __tablename__ = "returns"
    __table_args__ = (
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        Index(None, "account_id", "id"),
        Index(None, "merchant_id", "id"),
    )

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(32), unique=True)
    order_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("orders.id"), index=True)
    purchase_number: Mapped[str] = mapped_column(String(32))
    merchant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("merchants.id"))
    account_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    state: Mapped[str] = mapped_column(String(16), server_default=ReturnState.REQUESTED)
    version: Mapped[int] = mapped_column(server_default="1")
    resolution: Mapped[str] = mapped_column(String(16))
    comment: Mapped[str] = mapped_column(Text, server_default="")
    currency: Mapped[Currency]
    amount_minor: Mapped[Minor]
    last_day: Mapped[date] = mapped_column(Date)
    requested_at: Mapped[Instant]

    lines: Mapped[list["ReturnLine"]] = relationship(order_by="ReturnLine.id")
    photos: Mapped[list["ReturnPhotoFile"]] = relationship(order_by="ReturnPhotoFile.id")


class ReturnLine(Model):
    __tablename__ = "return_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    id: Mapped[Key]
    return_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("returns.id"), index=True)
    order_line_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("order_lines.id"), index=True)
    quantity: Mapped[int]
    reason: Mapped[str] = mapped_column(String(32))


class ReturnPhotoFile(Model):
    """A photo of what goes back; its file lies under a name that no public address leads to."""

    __tablename__ = "return_photos"
    __table_args__ = (CheckConstraint("width > 0 AND height > 0", name="has_size"),)

    id: Mapped[Key]
    return_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("returns.id"), index=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    width: Mapped[int]
    height: Mapped[int]


class ReturnUnit(Model):
    """One unit of an order line that is being returned: the key makes a second return of it impossible."""

    __tablename__ = "return_units"
    __table_args__ = (CheckConstraint("unit > 0", name="unit_positive"),)

    order_line_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("order_lines.id"), primary_key=True)
    unit: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    return_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("returns.id"), index=True)
