from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.flash_sales.types import FlashState
from core.platform.columns import Created, Currency, Key, Minor
from core.platform.db import Model


class FlashSaleRow(Model):
    __tablename__ = "flash_sales"
    __table_args__ = (
        CheckConstraint("state = 'draft' OR pool_id IS NOT NULL", name="set_aside"),
        Index(
            "ix_flash_sales_live",
            "variant_id",
            "site_id",
            unique=True,
            postgresql_where=text("state = 'live'"),
        ),
    )

    id: Mapped[Key]
    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"))
    variant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("variants.id"))
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"))
    state: Mapped[str] = mapped_column(String(16), server_default=FlashState.DRAFT)
    version: Mapped[int] = mapped_column(server_default="1")
    home_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("stock_locations.id"))
    pool_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("stock_locations.id"), unique=True)
    units: Mapped[int] = mapped_column(server_default="0")
    per_shopper: Mapped[int] = mapped_column(server_default="1")
    per_second: Mapped[int] = mapped_column(server_default="0")
    minutes: Mapped[int] = mapped_column(server_default="10")
    starts_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ends_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[Created]

    prices: Mapped[list["FlashPriceRow"]] = relationship(
        order_by="FlashPriceRow.currency", cascade="all, delete-orphan"
    )


class FlashPriceRow(Model):
    __tablename__ = "flash_sale_prices"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="positive"),)

    sale_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("flash_sales.id"), primary_key=True)
    currency: Mapped[Currency] = mapped_column(primary_key=True)
    amount_minor: Mapped[Minor]


class Share(Model):
    """Units that one shopper has of a pool, by one of the names they go by; a digest, never the name itself.

    Forgotten with a deleted account once the sale is over, and everybody's a month after it: fairness needs them no
    longer, and the books need only what each order line took.
    """

    __tablename__ = "flash_sale_shares"
    __table_args__ = (CheckConstraint("units >= 0", name="not_negative"),)

    pool_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("stock_locations.id"), primary_key=True)
    shopper: Mapped[str] = mapped_column(String(32), primary_key=True)
    units: Mapped[int]


class Taking(Model):
    """Units of a pool that an order line took, and whose share they count to; filed by the line's id."""

    __tablename__ = "flash_sale_takings"
    __table_args__ = (Index(None, "pool_id"),)

    order_line_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    pool_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("stock_locations.id"))
    units: Mapped[int]
    shoppers: Mapped[list[str]] = mapped_column(ARRAY(String(32)))
    is_back: Mapped[bool] = mapped_column(server_default="false")
