from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.columns import Code, Currency, Key, Minor, Name, Translated
from core.platform.db import Model


class Service(Model):
    __tablename__ = "shipping_services"

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


class Band(Model):
    """A price for chargeable weight up to and including `up_to_g`."""

    __tablename__ = "shipping_bands"
    __table_args__ = (CheckConstraint("price_minor >= 0", name="not_negative"),)

    zone_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("shipping_zones.id"), primary_key=True)
    up_to_g: Mapped[int] = mapped_column(primary_key=True)
    price_minor: Mapped[Minor]
