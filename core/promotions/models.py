from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.columns import Code, Created, Instant, Key, Translated
from core.platform.db import Model
from core.promotions.types import OfferState


class CouponOffer(Model):
    """`epoch` grows whenever what the line in Valkey knows of the offer is not the whole truth any more."""

    __tablename__ = "coupon_offers"
    __table_args__ = (
        UniqueConstraint("site_id", "code"),
        CheckConstraint("quota > 0", name="there_are_some"),
        CheckConstraint("claimed BETWEEN 0 AND quota", name="never_more_than_there_are"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
    )

    id: Mapped[Key]
    site_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sites.id"))
    code: Mapped[Code]
    names: Mapped[Translated]
    descriptions: Mapped[Translated]
    quota: Mapped[int]
    claimed: Mapped[int] = mapped_column(server_default="0")
    starts_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ends_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    state: Mapped[str] = mapped_column(String(16), server_default=OfferState.DRAFT)
    version: Mapped[int] = mapped_column(server_default="1")
    epoch: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[Created]


class CouponClaim(Model):
    """Who has a coupon: the truth, one for each account, only growing. `position` is the place in the order."""

    __tablename__ = "coupon_claims"
    __table_args__ = (UniqueConstraint("offer_id", "position"),)

    offer_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("coupon_offers.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("accounts.id"), primary_key=True, index=True
    )
    position: Mapped[int]
    claimed_at: Mapped[Instant]
    settled_at: Mapped[Created]
