from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.kernel.ids import AccountId
from core.kernel.places import Address

SessionId = NewType("SessionId", int)
AddressId = NewType("AddressId", int)
EmailChangeId = NewType("EmailChangeId", int)


class AccountState(StrEnum):
    """`erased` is what is left after a deletion: a number that orders point to, and nobody."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ERASED = "erased"


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
    PROVE = "prove"
    PASS_CODE = "pass_code"  # noqa: S105 - an act, not a password


class TokenPurpose(StrEnum):
    """`trust` spares a device the second step, and is the one that may be used more than once."""

    VERIFY = "verify"
    RESET = "reset"
    CONFIRM_EMAIL = "confirm_email"
    UNDO_EMAIL = "undo_email"
    TRUST = "trust"


class EmailChangeState(StrEnum):
    ASKED = "asked"
    CONFIRMED = "confirmed"
    UNDONE = "undone"


class ConsentTopic(StrEnum):
    """What can be agreed to. Rooms above may record topics of their own; these are the house's."""

    TERMS = "terms"
    PRIVACY = "privacy"
    COOKIES_FUNCTIONAL = "cookies_functional"


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
    erase_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class SavedAddress:
    """One entry of an address book."""

    id: AddressId
    address: Address
    is_default: bool


@dataclass(frozen=True, slots=True)
class Consent:
    """One yes or no, as it was given: to which version of what, when, where and in which language."""

    topic: str
    version: str
    is_granted: bool
    source: str
    language: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session in force, as its owner reads it; `country` is known only behind a proxy that tells it."""

    id: SessionId
    portal: Portal
    user_agent: str
    country: str | None
    created_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class SecondStep:
    """The two-step log-in of an account: since when, and how many recovery codes are left."""

    since: datetime
    codes_left: int


@dataclass(frozen=True, slots=True)
class Enrollment:
    """What an authenticator app needs to know before the first code: `address` is what its QR code says."""

    secret: str
    address: str


@dataclass(frozen=True, slots=True)
class EmailChange:
    """A wish to log in with another address; `undo_until` is there once it came true."""

    id: EmailChangeId
    account_id: AccountId
    old_email: str
    new_email: str
    state: EmailChangeState
    undo_until: datetime | None
