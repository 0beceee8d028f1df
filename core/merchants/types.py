from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.kernel.ids import AccountId, MerchantId


class MerchantState(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"


class ReturnPayer(StrEnum):
    """Who pays for sending goods back that nothing is wrong with."""

    SHOPPER = "shopper"
    MERCHANT = "merchant"


# Fourteen days to withdraw are the law in the Union (Directive 2011/83, Art. 9); no merchant here offers less.
LEAST_RETURN_DAYS = 14
MOST_RETURN_DAYS = 365


@dataclass(frozen=True, slots=True)
class ReturnTerms:
    """How long goods may be sent back after delivery, who pays for it, and the merchant's words about it."""

    days: int
    payer: ReturnPayer
    note: str
    notes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MerchantFace:
    """What shoppers see of a merchant, in the reader's language."""

    id: MerchantId
    code: str
    slug: str
    name: str
    legal_name: str
    country: str
    about: str
    return_policy: str
    contact_email: str
    since: datetime | None = None
    returns: ReturnTerms | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """An account's place in a merchant."""

    merchant_id: MerchantId
    merchant_name: str
    account_id: AccountId
    role: str


@dataclass(frozen=True, slots=True)
class MerchantContact:
    """Where the house writes to a merchant; never shown to shoppers."""

    name: str
    email: str
