from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.cart.types import CartState
from core.platform.columns import Created, Key
from core.platform.db import Model


class Cart(Model):
    __tablename__ = "carts"
    __table_args__ = (
        Index(
            "uq_carts_open_of_account",
            "site_id",
            "account_id",
            unique=True,
            postgresql_where=text("state = 'open' AND account_id IS NOT NULL"),
        ),
    )

    id: Mapped[Key]
    token: Mapped[str] = mapped_column(String(64), unique=True)
    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"))
    account_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    state: Mapped[str] = mapped_column(String(16), server_default=CartState.OPEN)
    returned_of: Mapped[str] = mapped_column(String(32), server_default="")
    created_at: Mapped[Created]
    touched_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), onupdate=func.now()
    )

    lines: Mapped[list["Line"]] = relationship(order_by="Line.id", cascade="all, delete-orphan")


class Line(Model):
    __tablename__ = "cart_lines"
    __table_args__ = (
        Index("uq_cart_lines_variant", "cart_id", "variant_id", unique=True),
        CheckConstraint("quantity BETWEEN 1 AND 99", name="quantity_in_range"),
    )

    id: Mapped[Key]
    cart_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("carts.id"))
    variant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("variants.id"))
    quantity: Mapped[int]
    seen_minor: Mapped[int | None] = mapped_column(BigInteger)
    seen_currency: Mapped[str | None] = mapped_column(String(3))
