from datetime import datetime

from sqlalchemy import (
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.columns import Created, Currency, Instant, Key
from core.platform.db import Model
from core.publishing.types import PageState, Urgency


class GeneratedPage(Model):
    """A page with what it is made of; `as_of` numbers the last change it has seen, `marked` that of its last mark."""

    __tablename__ = "generated_pages"
    __table_args__ = (
        UniqueConstraint("site_id", "currency", "path"),
        Index(None, "keys", postgresql_using="gin"),
        Index("ix_generated_pages_stale", "urgency", "hits", postgresql_where=text("state = 'stale'")),
        Index("ix_generated_pages_release", "release", "hits"),
        Index("ix_generated_pages_until", "until"),
    )

    id: Mapped[Key]
    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"))
    currency: Mapped[Currency]
    path: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(8), server_default=PageState.STALE)
    urgency: Mapped[int] = mapped_column(SmallInteger, server_default=text(str(int(Urgency.LATER))))
    due_at: Mapped[Instant] = mapped_column(server_default=text("now()"))
    claimed_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    marked: Mapped[int] = mapped_column(BigInteger, server_default="0")
    as_of: Mapped[int] = mapped_column(BigInteger, server_default="-1")
    keys: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    status: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    size: Mapped[int] = mapped_column(server_default="0")
    etag: Mapped[str] = mapped_column(String(80), server_default="")
    release: Mapped[str] = mapped_column(String(16), server_default="")
    milliseconds: Mapped[int] = mapped_column(server_default="0")
    hits: Mapped[int] = mapped_column(BigInteger, server_default="0")
    failures: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    made_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[Created]


class ChangedEntity(Model):
    """An entity that pages are made of, with the number of its last change: numbers only grow."""

    __tablename__ = "page_entities"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger, index=True)
    changed_at: Mapped[Created]


class StockWord(Model):
    """The word that pages say for how much of a variant a site has."""

    __tablename__ = "page_stock_words"

    variant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("variants.id"), primary_key=True)
    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"), primary_key=True)
    word: Mapped[str] = mapped_column(String(16))
