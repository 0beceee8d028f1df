from datetime import datetime

from sqlalchemy import DateTime, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.ops.types import RunOutcome
from core.platform.columns import Code, Instant, Key
from core.platform.db import Model


class PeriodicRun(Model):
    __tablename__ = "periodic_runs"
    __table_args__ = (UniqueConstraint("name", "slot"), Index(None, "started_at"))

    id: Mapped[Key]
    name: Mapped[Code]
    slot: Mapped[Instant]
    attempts: Mapped[int] = mapped_column(server_default="1")
    started_at: Mapped[Instant]
    lease_until: Mapped[Instant]
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    outcome: Mapped[str] = mapped_column(String(16), server_default=RunOutcome.RUNNING)
    note: Mapped[str] = mapped_column(Text, server_default="")
    request_id: Mapped[str] = mapped_column(String(64), server_default="")
