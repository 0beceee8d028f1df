from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.orders.types import OrderState, PurchaseState
from core.platform.columns import Country, Currency, Instant, Key, Language, Minor, Name, Translated
from core.platform.db import Model


class Purchase(Model):
    __tablename__ = "purchases"
    __table_args__ = (
        UniqueConstraint("site_id", "idempotency_key"),
        CheckConstraint(
            "total_minor = goods_minor + shipping_minor + CASE WHEN prices_include_tax THEN 0 ELSE tax_minor END",
            name="adds_up",
        ),
        Index(
            "ix_purchases_account_id_id", "account_id", "id", postgresql_where=text("account_id IS NOT NULL")
        ),
        Index("ix_purchases_unpaid", "expires_at", postgresql_where=text("state = 'placed'")),
        Index("ix_purchases_placed_at", "placed_at", postgresql_using="brin"),  # next to nothing to keep
        Index("ix_purchases_email", func.lower(text("email"))),
    )

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(32), unique=True)
    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"))
    cart_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("carts.id"), unique=True)
    account_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[Language]
    currency: Mapped[Currency]
    state: Mapped[str] = mapped_column(String(16), server_default=PurchaseState.PLACED)
    version: Mapped[int] = mapped_column(server_default="1")
    address: Mapped[dict[str, Any]] = mapped_column(JSONB)
    prices_include_tax: Mapped[bool]
    goods_minor: Mapped[Minor]
    shipping_minor: Mapped[Minor]
    tax_minor: Mapped[Minor]
    total_minor: Mapped[Minor]
    idempotency_key: Mapped[str] = mapped_column(String(64))
    fingerprint: Mapped[str] = mapped_column(String(64))
    is_gift: Mapped[bool] = mapped_column(server_default="false")
    gift_note: Mapped[str] = mapped_column(String(300), server_default="")
    firm: Mapped[dict[str, str] | None] = mapped_column(JSONB)
    billing: Mapped[dict[str, str] | None] = mapped_column(JSONB)
    placed_at: Mapped[Instant]
    paid_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[Instant]

    orders: Mapped[list["Order"]] = relationship(order_by="Order.id")


class Order(Model):
    __tablename__ = "orders"
    __table_args__ = (
        Index(None, "purchase_id"),
        Index(None, "merchant_id", "id"),
        CheckConstraint("refunded_minor BETWEEN 0 AND total_minor", name="refund_within_total"),
    )

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(36), unique=True)
    purchase_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("purchases.id"))
    state: Mapped[str] = mapped_column(String(16), server_default=OrderState.PLACED)
    version: Mapped[int] = mapped_column(server_default="1")
    merchant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("merchants.id"))
    merchant_name: Mapped[Name]
    location_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("stock_locations.id"))
    location_name: Mapped[Name]
    location_names: Mapped[Translated]
    location_country: Mapped[Country]
    currency: Mapped[Currency]
    goods_minor: Mapped[Minor]
    shipping_minor: Mapped[Minor]
    tax_minor: Mapped[Minor]
    total_minor: Mapped[Minor]
    refunded_minor: Mapped[Minor] = mapped_column(server_default="0")
    service_code: Mapped[str] = mapped_column(String(64))
    carrier: Mapped[Name]
    service_name: Mapped[Name]
    service_names: Mapped[Translated]
    card_minor: Mapped[Minor]
    card_currency: Mapped[Currency]
    shipping_fx: Mapped[str] = mapped_column(String(120), server_default="")
    chargeable_g: Mapped[int]
    arrives_from: Mapped[date] = mapped_column(Date)
    arrives_to: Mapped[date] = mapped_column(Date)
    placed_at: Mapped[Instant]

    lines: Mapped[list["OrderLine"]] = relationship(order_by="OrderLine.id")
    taxes: Mapped[list["OrderTaxLine"]] = relationship(order_by="OrderTaxLine.id")


class OrderLine(Model):
    __tablename__ = "order_lines"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("total_minor = unit_minor * quantity", name="adds_up"),
    )

    id: Mapped[Key]
    order_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("orders.id"), index=True)
    variant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("variants.id"), index=True)
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"))
    sku: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(500))
    titles: Mapped[dict[str, str]] = mapped_column(JSONB)
    label: Mapped[str] = mapped_column(String(500))
    labels: Mapped[Translated]
    slug: Mapped[str] = mapped_column(String(160))
    media_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("media.id"))
    quantity: Mapped[int]
    unit_minor: Mapped[Minor]
    total_minor: Mapped[Minor]
    weight_g: Mapped[int]
    dimensions_mm: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    hs_code: Mapped[str] = mapped_column(String(13))
    origin: Mapped[Country]
    price_origin: Mapped[str] = mapped_column(String(16))
    price_fx: Mapped[str] = mapped_column(String(120))
    price_rule: Mapped[str] = mapped_column(String(32))


class OrderTaxLine(Model):
    """Tax of a line, or of a part of the shipping where `order_line_id` is empty."""

    __tablename__ = "order_tax_lines"

    order_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("orders.id"), primary_key=True, autoincrement=False
    )
    id: Mapped[Key]
    order_line_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("order_lines.id"))
    kind: Mapped[str] = mapped_column(String(16))
    country: Mapped[Country]
    category: Mapped[str] = mapped_column(String(32))
    rate_bp: Mapped[int]
    base_minor: Mapped[Minor]
    tax_minor: Mapped[Minor]
    included: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(32), server_default="")
