from datetime import datetime

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.columns import Country, Instant, Key
from core.platform.db import Model


class SandboxParcel(Model):
    """A parcel as the other company keeps it; `reference` is the shop's own number for it."""

    __tablename__ = "sandbox_parcels"

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(64), unique=True)
    reference: Mapped[str] = mapped_column(String(64), unique=True)
    webhook_url: Mapped[str] = mapped_column(String(1000))
    booked_at: Mapped[Instant]


class SandboxScan(Model):
    """A step of a parcel's way, known to the world once its time has come; `told_at` is when the shop heard it."""

    __tablename__ = "sandbox_scans"
    __table_args__ = (
        UniqueConstraint("parcel_id", "position"),
        Index("ix_sandbox_scans_due", "due_at", postgresql_where=text("told_at IS NULL")),
    )

    id: Mapped[Key]
    parcel_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sandbox_parcels.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(8))
    at: Mapped[Instant]
    place: Mapped[str] = mapped_column(String(120))
    country: Mapped[Country]
    time_zone: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[Instant]
    attempts: Mapped[int] = mapped_column(server_default="0")
    told_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
