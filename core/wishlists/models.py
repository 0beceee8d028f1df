from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.columns import Created, Instant, Key
from core.platform.db import Model
from core.wishlists.types import LONGEST_NAME, LONGEST_NOTE


class Wishlist(Model):
    __tablename__ = "wishlists"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (token_hash IS NULL)", name="has_one_keeper"),
        Index("ix_wishlists_guests", "touched_at", postgresql_where=text("token_hash IS NOT NULL")),
    )

    id: Mapped[Key]
    account_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), server_default="")
    share_token: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[Created]
    touched_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class WishRow(Model):
    __tablename__ = "wishes"
    __table_args__ = (
        UniqueConstraint("wishlist_id", "product_id", "variant_id", postgresql_nulls_not_distinct=True),
    )

    id: Mapped[Key]
    wishlist_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("wishlists.id", ondelete="CASCADE"))
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"))
    variant_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("variants.id"))
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE), server_default="")
    added_at: Mapped[Instant]


class Viewed(Model):
    """A product somebody looked at; the browser's by the hash of its token."""

    __tablename__ = "viewed_products"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (token_hash IS NULL)", name="has_one_keeper"),
        UniqueConstraint("account_id", "token_hash", "product_id", postgresql_nulls_not_distinct=True),
        Index(None, "token_hash"),
        Index(None, "viewed_at"),
    )

    id: Mapped[Key]
    account_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"))
    viewed_at: Mapped[Instant]
