from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import ColumnElement

from core.inventory.types import ReservationState
from core.platform.columns import Code, Country, Created, Key, Translated
from core.platform.db import Model

SHELF = ("variant_id", "location_id")  # what a level is found by


class Location(Model):
    __tablename__ = "stock_locations"

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    names: Mapped[Translated]
    country: Mapped[Country]
    address: Mapped[dict[str, str]] = mapped_column(JSONB)
    time_zone: Mapped[str] = mapped_column(String(64))


class SiteLocation(Model):
    """Which locations a site sells from, in order of preference."""

    __tablename__ = "site_stock_locations"

    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"), primary_key=True)
    location_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("stock_locations.id"), primary_key=True)
    position: Mapped[int]


class Pool(Model):
    """A location that holds units of one variant for one site; while it is open the site sells no others."""

    __tablename__ = "stock_pools"
    __table_args__ = (
        Index("ix_stock_pools_open", "variant_id", "site_id", unique=True, postgresql_where=text("is_open")),
    )

    location_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("stock_locations.id"), primary_key=True, autoincrement=False
    )
    home_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("stock_locations.id"))
    variant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("variants.id"))
    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"))
    is_open: Mapped[bool] = mapped_column(server_default="false")


class Level(Model):
    __tablename__ = "stock_levels"
    __table_args__ = (
        UniqueConstraint("variant_id", "location_id"),
        CheckConstraint("reserved >= 0", name="reserved_not_negative"),
        CheckConstraint("on_hand >= reserved", name="never_oversold"),
        {"postgresql_with": {"fillfactor": 50}},
    )

    id: Mapped[Key]
    variant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("variants.id"))
    location_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("stock_locations.id"), index=True)
    on_hand: Mapped[int] = mapped_column(server_default="0")
    reserved: Mapped[int] = mapped_column(server_default="0")
    version: Mapped[int] = mapped_column(server_default="1")


class MovementRow(Model):
    """The ledger; a trigger refuses to change or delete its rows."""

    __tablename__ = "stock_movements"
    __table_args__ = (
        ForeignKeyConstraint(SHELF, ["stock_levels.variant_id", "stock_levels.location_id"]),
        Index(None, *SHELF, "id"),
    )

    id: Mapped[Key]
    source_key: Mapped[str] = mapped_column(String(120), unique=True)
    variant_id: Mapped[int] = mapped_column(BigInteger)
    location_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(16))
    on_hand_delta: Mapped[int]
    reserved_delta: Mapped[int]
    cause: Mapped[str] = mapped_column(String(120))
    actor: Mapped[str] = mapped_column(String(255))
    at: Mapped[Created] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())


class Reservation(Model):
    """Units promised to an order line; filed by the line's id, which belongs to a room above."""

    __tablename__ = "stock_reservations"
    __table_args__ = (
        ForeignKeyConstraint(SHELF, ["stock_levels.variant_id", "stock_levels.location_id"]),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index(
            "ix_stock_reservations_open",
            "variant_id",
            "location_id",
            postgresql_where=text("state IN ('held', 'confirmed')"),
        ),
    )

    id: Mapped[Key]
    order_line_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    variant_id: Mapped[int] = mapped_column(BigInteger)
    location_id: Mapped[int] = mapped_column(BigInteger)
    quantity: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), server_default=ReservationState.HELD)
    turn: Mapped[int] = mapped_column(server_default="1")
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


def not_beside_a_pool() -> ColumnElement[bool]:
    """Leave out levels that a site does not sell from because a pool is open; for levels joined to its locations."""
    instead = select(Pool.location_id).where(
        Pool.is_open,
        Pool.variant_id == Level.variant_id,
        Pool.site_id == SiteLocation.site_id,
        Pool.location_id != Level.location_id,
    )
    return ~instead.correlate(Level, SiteLocation).exists()
