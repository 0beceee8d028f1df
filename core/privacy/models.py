from datetime import datetime

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.columns import Instant, Key, Language
from core.platform.db import Model
from core.privacy.types import DataExportState


class DataExport(Model):
    __tablename__ = "data_exports"
    __table_args__ = (
        Index("uq_data_exports_asked", "account_id", unique=True, postgresql_where=text("state = 'asked'")),
        Index(None, "account_id", "id"),
    )

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"))
    language: Mapped[Language]
    state: Mapped[str] = mapped_column(String(16), server_default=DataExportState.ASKED)
    content: Mapped[str | None] = mapped_column(Text)
    asked_at: Mapped[Instant]
    ready_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
