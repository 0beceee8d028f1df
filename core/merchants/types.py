from dataclasses import dataclass
from enum import StrEnum

from core.kernel.ids import AccountId, MerchantId


class MerchantState(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"


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


@dataclass(frozen=True, slots=True)
class Membership:
    """An account's place in a merchant."""

    merchant_id: MerchantId
    merchant_name: str
    account_id: AccountId
    role: str
