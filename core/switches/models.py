from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.columns import Instant, Key
from core.platform.db import Model
from core.switches.types import Level


class Switch(Model):
    """A feature of a site, or of all sites where it names none; it stays when it is normal again."""

    __tablename__ = "switches"
    __table_args__ = (
        UniqueConstraint("feature", "site_id", postgresql_nulls_not_distinct=True),
        CheckConstraint("level = 'normal' OR reason <> ''", name="says_why"),
    )

    id: Mapped[Key]
    feature: Mapped[str] = mapped_column(String(32))
    site_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("sites.id"))
    level: Mapped[str] = mapped_column(String(16), server_default=Level.NORMAL)
    until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reason: Mapped[str] = mapped_column(String(200), server_default="")
    set_by: Mapped[str] = mapped_column(String(255), server_default="")
    set_at: Mapped[Instant]


class TripRow(Model):
    """A time for which a process let a guarded call go."""

    __tablename__ = "switch_trips"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[Key]
    feature: Mapped[str] = mapped_column(String(32))
    process: Mapped[str] = mapped_column(String(64))
    at: Mapped[Instant]
    until: Mapped[Instant]
    calls: Mapped[int] = mapped_column(Integer)
    failed: Mapped[int] = mapped_column(Integer)
    slow: Mapped[int] = mapped_column(Integer)
    problem: Mapped[str] = mapped_column(String(200), server_default="")
