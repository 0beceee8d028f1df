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
