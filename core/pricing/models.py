from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.columns import Created, Currency, Instant, Key, Minor
from core.platform.db import Model


class BasePrice(Model):
    __tablename__ = "base_prices"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="positive"),)

    variant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("variants.id"), primary_key=True)
    amount_minor: Mapped[Minor]
    currency: Mapped[Currency]
    updated_at: Mapped[Instant]


class PriceRow(Model):
    __tablename__ = "prices"
    __table_args__ = (
        UniqueConstraint("variant_id", "site_id", "currency"),
        CheckConstraint("amount_minor > 0", name="positive"),
        Index(None, "site_id", "currency", "amount_minor"),
    )

    id: Mapped[Key]
    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"))
    variant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("variants.id"))
    currency: Mapped[Currency]
    amount_minor: Mapped[Minor]
    origin: Mapped[str] = mapped_column(String(16))
    raw: Mapped[Decimal] = mapped_column(Numeric(20, 6))
    fx: Mapped[str] = mapped_column(String(120), server_default="")
    rule: Mapped[str] = mapped_column(String(32), server_default="")
    updated_at: Mapped[Instant]


class WaitingPrice(Model):
    """The price that is in force again once a window price ends; changes made meanwhile wait here."""

    __tablename__ = "waiting_prices"

    variant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("variants.id"), primary_key=True)
    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"), primary_key=True)
    currency: Mapped[Currency] = mapped_column(primary_key=True)
    amount_minor: Mapped[Minor]
    origin: Mapped[str] = mapped_column(String(16))
    raw: Mapped[Decimal] = mapped_column(Numeric(20, 6))
    fx: Mapped[str] = mapped_column(String(120), server_default="")
    rule: Mapped[str] = mapped_column(String(32), server_default="")
    updated_at: Mapped[Instant]


class ListPriceRow(Model):
    """What a merchant says a variant costs when it is not reduced; shown struck through where that is lawful."""

    __tablename__ = "list_prices"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="positive"),)

    variant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("variants.id"), primary_key=True)
    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"), primary_key=True)
    currency: Mapped[Currency] = mapped_column(primary_key=True)
    amount_minor: Mapped[Minor]
    updated_at: Mapped[Instant]

    @property
    def id(self) -> int:
        """What history is kept under: the variant."""
        return self.variant_id


class PriceChange(Model):
    """The history of shown prices; rows are only ever added."""

    __tablename__ = "price_changes"
    __table_args__ = (Index(None, "variant_id", "site_id", "currency", "at"),)

    id: Mapped[Key]
    site_id: Mapped[int] = mapped_column(BigInteger)
    variant_id: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[Currency]
    amount_minor: Mapped[Minor]
    origin: Mapped[str] = mapped_column(String(16))
    fx: Mapped[str] = mapped_column(String(120), server_default="")
    rule: Mapped[str] = mapped_column(String(32), server_default="")
    at: Mapped[Created]
