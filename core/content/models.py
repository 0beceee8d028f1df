from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.content.types import Column, ContentState
from core.platform.columns import Code, Created, Facts, Key, Name, Translated
from core.platform.db import Model


class ContentPage(Model):
    __tablename__ = "content_pages"
    __table_args__ = (
        UniqueConstraint("site_id", "code"),
        Index("uq_content_pages_home", "site_id", unique=True, postgresql_where=text("kind = 'home'")),
    )

    id: Mapped[Key]
    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"))
    kind: Mapped[str] = mapped_column(String(16))
    code: Mapped[Code]
    state: Mapped[str] = mapped_column(String(16), server_default=ContentState.DRAFT)
    version: Mapped[int] = mapped_column(server_default="1")
    titles: Mapped[Translated]
    descriptions: Mapped[Translated]
    bodies: Mapped[Translated]
    footer_column: Mapped[str] = mapped_column(String(16), server_default=Column.NONE)
    position: Mapped[int] = mapped_column(server_default="0")
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    created_at: Mapped[Created]


class ContentVersion(Model):
    """What a page said before and says now; only grows."""

    __tablename__ = "content_versions"
    __table_args__ = (UniqueConstraint("page_id", "version"),)

    id: Mapped[Key]
    page_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("content_pages.id"))
    version: Mapped[int]
    titles: Mapped[Translated]
    descriptions: Mapped[Translated]
    bodies: Mapped[Translated]
    at: Mapped[Created]
    by: Mapped[Name]


class ContentBlock(Model):
    __tablename__ = "content_blocks"
    __table_args__ = (
        Index(None, "page_id", "position"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
    )

    id: Mapped[Key]
    page_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("content_pages.id"))
    kind: Mapped[str] = mapped_column(String(16))
    position: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), server_default=ContentState.DRAFT)
    version: Mapped[int] = mapped_column(server_default="1")
    texts: Mapped[dict[str, dict[str, str]]] = mapped_column(JSONB, server_default="{}")
    settings: Mapped[Facts]
    audience: Mapped[str] = mapped_column(String(16), server_default="all")
    languages: Mapped[list[str]] = mapped_column(ARRAY(String(8)), server_default="{}")
    starts_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ends_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    media_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("media.id"))
    created_at: Mapped[Created]

    def facts(self) -> dict[str, Any]:
        """Give what a change may change, for its history."""
        starts, ends = self.starts_at, self.ends_at
        return {
            "texts": dict(self.texts),
            "settings": dict(self.settings),
            "languages": list(self.languages),
            "starts_at": starts and starts.isoformat(),
            "ends_at": ends and ends.isoformat(),
            "media_id": self.media_id,
        }
