from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.media.types import MediaState
from core.platform.columns import Created, Key
from core.platform.db import Model


class Medium(Model):
    __tablename__ = "media"
    __table_args__ = (CheckConstraint("width > 0 AND height > 0 AND size > 0", name="has_size"),)

    id: Mapped[Key]
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(8))
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int] = mapped_column(BigInteger)
    color: Mapped[str] = mapped_column(String(7))
    state: Mapped[str] = mapped_column(String(16), server_default=MediaState.PENDING)
    renditions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    created_at: Mapped[Created]


class Video(Model):
    """A film of a product; its file is public as it came, without the place it was taken at."""

    __tablename__ = "videos"
    __table_args__ = (CheckConstraint("width > 0 AND height > 0 AND size > 0", name="has_size"),)

    id: Mapped[Key]
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[Created]
