from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.merchants.types import LEAST_RETURN_DAYS, MOST_RETURN_DAYS, MerchantState, ReturnPayer
from core.platform.columns import Code, Country, Created, Key, Name, Translated
from core.platform.db import Model


class Merchant(Model):
    __tablename__ = "merchants"
    __table_args__ = (
        CheckConstraint(
            f"return_days BETWEEN {LEAST_RETURN_DAYS} AND {MOST_RETURN_DAYS}", name="return_days_in_reason"
        ),
    )

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    legal_name: Mapped[Name]
    country: Mapped[Country]
    address: Mapped[dict[str, str]] = mapped_column(JSONB)
    contact_email: Mapped[str] = mapped_column(String(254))
    about: Mapped[Translated]
    return_policy: Mapped[Translated]
    return_days: Mapped[int] = mapped_column(server_default="14")
    return_payer: Mapped[str] = mapped_column(String(16), server_default=ReturnPayer.SHOPPER)
    state: Mapped[str] = mapped_column(String(16), server_default=MerchantState.ACTIVE)
    created_at: Mapped[Created]


class MerchantMember(Model):
    __tablename__ = "merchant_members"
    __table_args__ = (UniqueConstraint("merchant_id", "account_id"),)

    id: Mapped[Key]
    merchant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("merchants.id"))
    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    role: Mapped[str] = mapped_column(String(16))
