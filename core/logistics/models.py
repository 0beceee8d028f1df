from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.columns import Code, Country, Created, Currency, Instant, Key, Minor, Name, Translated
from core.platform.db import Model


class Service(Model):
    __tablename__ = "shipping_services"
    __table_args__ = (
        CheckConstraint(
            "fuel_bp >= 0 AND handling_minor >= 0 AND remote_minor >= 0", name="surcharges_not_negative"
        ),
        CheckConstraint("min_minor <= max_minor", name="least_below_most"),
        CheckConstraint("valid_from <= valid_to", name="starts_before_it_ends"),
    )

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    carrier: Mapped[Name]
    names: Mapped[Translated]
    location_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("stock_locations.id"), index=True)
    currency: Mapped[Currency]
    divisor: Mapped[int]
    max_weight_g: Mapped[int]
    max_side_mm: Mapped[int]
    handling_days: Mapped[int]
    position: Mapped[int]
    fuel_bp: Mapped[int] = mapped_column(BigInteger, server_default="0")
    handling_minor: Mapped[int] = mapped_column(BigInteger, server_default="0")
    remote_minor: Mapped[int] = mapped_column(BigInteger, server_default="0")
    min_minor: Mapped[int | None] = mapped_column(BigInteger)
    max_minor: Mapped[int | None] = mapped_column(BigInteger)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class Zone(Model):
    __tablename__ = "shipping_zones"
    __table_args__ = (UniqueConstraint("service_id", "code"),)

    id: Mapped[Key]
    service_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("shipping_services.id"))
    code: Mapped[Code]
    countries: Mapped[list[str]] = mapped_column(ARRAY(String(2)))
    transit_min: Mapped[int]
    transit_max: Mapped[int]
    free_over_minor: Mapped[int | None] = mapped_column(BigInteger)
    remote_prefixes: Mapped[list[str]] = mapped_column(ARRAY(String(12)), server_default="{}")


class Band(Model):
    """A price for chargeable weight up to and including `up_to_g`."""

    __tablename__ = "shipping_bands"
    __table_args__ = (CheckConstraint("price_minor >= 0", name="not_negative"),)

    zone_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("shipping_zones.id"), primary_key=True)
    up_to_g: Mapped[int] = mapped_column(primary_key=True)
    price_minor: Mapped[Minor]


class Tracking(Model):
    """A waybill that is followed until it has arrived; `next_ask_at` is when its carrier is asked next."""

    __tablename__ = "trackings"
    __table_args__ = (
        UniqueConstraint("carrier", "number"),
        Index("ix_trackings_due", "next_ask_at", postgresql_where=text("NOT is_finished")),
    )

    id: Mapped[Key]
    carrier: Mapped[Code]
    number: Mapped[str] = mapped_column(String(64))
    origin: Mapped[Country]
    destination: Mapped[Country]
    milestone: Mapped[str] = mapped_column(String(24))
    last_event_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    expected_by: Mapped[date | None] = mapped_column(Date)
    followed_at: Mapped[Instant]
    next_ask_at: Mapped[Instant]
    quiet_asks: Mapped[int] = mapped_column(server_default="0")
    is_finished: Mapped[bool] = mapped_column(server_default="false")


class TrackingEvent(Model):
    """What a carrier said happened, in our words; rows are only ever added, and each thing once."""

    __tablename__ = "tracking_events"
    __table_args__ = (UniqueConstraint("tracking_id", "fingerprint"),)

    id: Mapped[Key]
    tracking_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("trackings.id"))
    milestone: Mapped[str] = mapped_column(String(24))
    at: Mapped[Instant]
    place: Mapped[str] = mapped_column(String(120))
    country: Mapped[Country]
    time_zone: Mapped[str] = mapped_column(String(64))
    code: Mapped[Code]
    fingerprint: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[Created]
