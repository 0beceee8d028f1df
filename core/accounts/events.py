from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class AccountRegistered(Event):
    """Somebody registered; the mailbox is yet to be proven. Language is that of the page."""

    account_id: int
    site_id: int
    language: str


@dataclass(frozen=True, kw_only=True)
class AccountExistsTold(Event):
    """Somebody registered with the address of an account: its owner is to be told by mail."""

    account_id: int
    site_id: int
    language: str


@dataclass(frozen=True, kw_only=True)
class PasswordResetAsked(Event):
    """Somebody wants a new password for an account."""

    account_id: int
    site_id: int
    language: str


@dataclass(frozen=True, kw_only=True)
class EmailVerified(Event):
    """The mailbox is proven to be the owner's: what was bought with it may join the account."""

    account_id: int


@dataclass(frozen=True, kw_only=True)
class EmailChangeAsked(Event):
    """An owner wants to log in with another address, whose mailbox is yet to be proven."""

    account_id: int
    change_id: int
    site_id: int
    language: str


@dataclass(frozen=True, kw_only=True)
class EmailChanged(Event):
    """An account has another address; whoever reads the old mailbox can take it back for a while."""

    account_id: int
    change_id: int
    site_id: int
    language: str


@dataclass(frozen=True, kw_only=True)
class EmailChangeUndone(Event):
    """An account has its old address again."""

    account_id: int
    change_id: int


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    """An owner chose another password."""

    account_id: int
    site_id: int
    language: str


@dataclass(frozen=True, kw_only=True)
class SecondStepChanged(Event):
    """The two-step log-in of an account was switched on or off."""

    account_id: int
    is_on: bool
    site_id: int
    language: str


@dataclass(frozen=True, kw_only=True)
class DeletionAsked(Event):
    """An owner wants the account deleted; until the day after which it happens, logging in takes it back."""

    account_id: int
    site_id: int
    language: str


@dataclass(frozen=True, kw_only=True)
class DeletionTakenBack(Event):
    """An account that was to be deleted stays."""

    account_id: int


@dataclass(frozen=True, kw_only=True)
class AccountDeleted(Event):
    """An account is nobody's any more; the digest (SHA-256, hex) finds what was kept under its address."""

    account_id: int
    email_digest: str
