from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.kernel.ids import AccountId
from core.kernel.places import Address

SessionId = NewType("SessionId", int)
AddressId = NewType("AddressId", int)


class AccountState(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"


class Portal(StrEnum):
    STOREFRONT = "storefront"
    MERCHANT = "merchant"
    ADMIN = "admin"


class OperatorRole(StrEnum):
    ADMIN = "admin"


class Act(StrEnum):
    """What is counted before it is done, so that nobody can do it without end."""

    LOG_IN = "log_in"
    REGISTER = "register"
    ASK_RESET = "ask_reset"
    VERIFY = "verify"


class TokenPurpose(StrEnum):
    VERIFY = "verify"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who holds a session; `is_due_for_touch` says that the session's last sighting is worth renewing."""

    account_id: AccountId
    email: str
    name: str
    language: str
    is_verified: bool
    operator_role: OperatorRole | None
    session_id: SessionId
    portal: Portal
    is_due_for_touch: bool


@dataclass(frozen=True, slots=True)
class AccountDetail:
    """An account as its owner and the rooms above read it; `currency` and `country` as chosen at first."""

    id: AccountId
    email: str
    name: str
    language: str
    currency: str | None
    country: str | None
    is_verified: bool
    operator_role: OperatorRole | None
    state: AccountState
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SavedAddress:
    """One entry of an address book."""

    id: AddressId
    address: Address
    is_default: bool
