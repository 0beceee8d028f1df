from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.platform.columns import Country, Instant, Key, Language
from core.platform.db import Model
from core.reviews.types import SaidState


class Review(Model):
    """`account_id` is empty once its owner is gone; the line stays, so nobody reviews it twice."""

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint("stars BETWEEN 1 AND 5", name="stars_in_range"),
        Index(None, "product_id", "state", "id"),
        Index(None, "merchant_id", "state", "id"),
        Index(None, "account_id", "id"),
        Index("ix_reviews_waiting", "id", postgresql_where=text("state = 'pending'")),
        Index("ix_reviews_reported", "id", postgresql_where=text("report_count > 0")),
    )

    id: Mapped[Key]
    order_line_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("order_lines.id"), unique=True)
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"))
    merchant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("merchants.id"))
    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"))
    account_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    author_name: Mapped[str] = mapped_column(String(40), server_default="")
    author_initial: Mapped[str] = mapped_column(String(4), server_default="")
    country: Mapped[Country]
    language: Mapped[Language]
    stars: Mapped[int] = mapped_column(SmallInteger)
    aspects: Mapped[dict[str, int]] = mapped_column(JSONB, server_default="{}")
    title: Mapped[str] = mapped_column(String(120), server_default="")
    text: Mapped[str] = mapped_column(Text)
    labels: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}")
    state: Mapped[str] = mapped_column(String(16), server_default=SaidState.PENDING)
    held_for: Mapped[list[str]] = mapped_column(ARRAY(String(16)), server_default="{}")
    reason: Mapped[str] = mapped_column(String(32), server_default="")
    version: Mapped[int] = mapped_column(server_default="1")
    helpful_count: Mapped[int] = mapped_column(server_default="0")
    report_count: Mapped[int] = mapped_column(server_default="0")
    written_at: Mapped[Instant]
    edited_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reply: Mapped[str] = mapped_column(Text, server_default="")
    reply_language: Mapped[str] = mapped_column(String(8), server_default="")
    replied_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reply_edited_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    photos: Mapped[list["ReviewPhoto"]] = relationship(
        order_by="ReviewPhoto.position", cascade="all, delete-orphan"
    )


class ReviewPhoto(Model):
    __tablename__ = "review_photos"

    review_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("reviews.id"), primary_key=True)
    media_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("media.id"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger)


class Question(Model):
    __tablename__ = "questions"
    __table_args__ = (
        Index(None, "product_id", "state", "id"),
        Index(None, "merchant_id", "state", "id"),
        Index(None, "account_id", "id"),
        Index("ix_questions_waiting", "id", postgresql_where=text("state = 'pending'")),
        Index("ix_questions_reported", "id", postgresql_where=text("report_count > 0")),
    )

    id: Mapped[Key]
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"))
    merchant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("merchants.id"))
    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"))
    account_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    author_name: Mapped[str] = mapped_column(String(40), server_default="")
    author_initial: Mapped[str] = mapped_column(String(4), server_default="")
    country: Mapped[Country]
    language: Mapped[Language]
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), server_default=SaidState.PENDING)
    held_for: Mapped[list[str]] = mapped_column(ARRAY(String(16)), server_default="{}")
    reason: Mapped[str] = mapped_column(String(32), server_default="")
    version: Mapped[int] = mapped_column(server_default="1")
    helpful_count: Mapped[int] = mapped_column(server_default="0")
    report_count: Mapped[int] = mapped_column(server_default="0")
    asked_at: Mapped[Instant]
    answer: Mapped[str] = mapped_column(Text, server_default="")
    answer_language: Mapped[str] = mapped_column(String(8), server_default="")
    answered_by: Mapped[str] = mapped_column(String(16), server_default="")
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    answer_edited_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class HelpfulVote(Model):
    """Who found something helpful: `voter` is account:<id> or guest:<digest>."""

    __tablename__ = "helpful_votes"
    __table_args__ = (Index(None, "voter"),)

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    subject_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    voter: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[Instant]


class Report(Model):
    """Who found something wrong; one report per reader and subject."""

    __tablename__ = "said_reports"
    __table_args__ = (Index(None, "voter"),)

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    subject_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    voter: Mapped[str] = mapped_column(String(80), primary_key=True)
    reason: Mapped[str] = mapped_column(String(32))
    at: Mapped[Instant]


class ProductRating(Model):
    """Counted reviews of a product, on one site or (without a site) on all; `aspects` are [count, sum] by code."""

    __tablename__ = "product_ratings"
    __table_args__ = (
        UniqueConstraint("product_id", "site_id", postgresql_nulls_not_distinct=True),
        Index(None, "merchant_id"),
    )

    id: Mapped[Key]
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"))
    merchant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("merchants.id"))
    site_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("sites.id"))
    review_count: Mapped[int]
    stars_sum: Mapped[int]
    average: Mapped[int]
    histogram: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    aspects: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    counted_at: Mapped[Instant]
