from sqlalchemy import select

from core.accounts import passwords, policy
from core.accounts.errors import EmailTaken, EmailUnchanged, PasswordWrong, TokenRefused
from core.accounts.events import (
    EmailChangeAsked,
    EmailChanged,
    EmailChangeUndone,
    EmailVerified,
    PasswordChanged,
    PasswordResetAsked,
)
from core.accounts.models import Account, AccountToken, EmailChangeRow
from core.accounts.queries import email_change_of, is_email_free
from core.accounts.service.registering import checked_email, owner_of
from core.accounts.service.signing_in import end_sessions_of
from core.accounts.service.tokens import lock_owner, use_tokens
from core.accounts.types import EmailChange, EmailChangeState, TokenPurpose
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.ids import AccountId, SiteId
from core.platform import audit, locks, outbox
from core.platform.db import session

NOBODY = "erased.invalid"  # a domain that can never receive a mail (RFC 2606)


def prove_owner(account_id: AccountId, password: str) -> None:
    """Let pass who knows the account's password; raises PasswordWrong. Count the attempt before."""
    account = locks.rows(Account, [account_id])[account_id]
    if not passwords.is_right(password, account.password_hash):
        raise PasswordWrong


def change_password(
    account_id: AccountId, current: str, new: str, *, site_id: SiteId, language: str, by: Actor
) -> None:
    """Set another password; every session ends, this one too, so the caller opens a new one.

    Open links for a new password are used up, and the owner is told by mail. Raises PasswordWrong and the
    refusals of the password.
    """
    prove_owner(account_id, current)
    account = locks.rows(Account, [account_id])[account_id]
    policy.check_password(new, account.email)
    account.password_hash = passwords.hash_of(new)
    use_tokens(account, TokenPurpose.RESET)
    end_sessions_of(account)
    audit.changed(account, "change password", by=by)
    outbox.record(PasswordChanged(account_id=account_id, site_id=site_id, language=language))


def change_preferences(
    account_id: AccountId, *, language: str, currency: str | None, country: str | None, by: Actor
) -> None:
    """Keep in which language, currency and ship-to country the owner wants to be met."""
    account = locks.rows(Account, [account_id])[account_id]
    before = {"language": account.language, "currency": account.currency, "country": account.country}
    account.language, account.currency, account.country = language, currency, country
    after = {"language": language, "currency": currency, "country": country}
    if before != after:
        audit.changed(account, "change preferences", by=by, before=before, after=after)


def ask_email_change(account_id: AccountId, typed: str, *, site_id: SiteId, language: str, by: Actor) -> None:
    """Have a link sent to the address that the owner wants to log in with from now on.

    Nothing tells whether the address has an account: then no link is sent. A wish before it is void.
    Raises EmailInvalid and EmailUnchanged. The caller has the owner proven.
    """
    address = checked_email(typed)
    account = locks.rows(Account, [account_id])[account_id]
    if address == account.email:
        raise EmailUnchanged
    use_tokens(account, TokenPurpose.CONFIRM_EMAIL)
    change = EmailChangeRow(account_id=account_id, old_email=account.email, new_email=address)
    session().add(change)
    session().flush()
    audit.changed(account, "ask e-mail change", by=by)
    asked = EmailChangeAsked(account_id=account_id, change_id=change.id, site_id=site_id, language=language)
    outbox.record(asked)


def confirm_email_change(token: str, *, site_id: SiteId, language: str) -> EmailChange:
    """Give the account the address whose mailbox the token was sent to; the token is used up.

    The old mailbox is told and can take it back for seven days. Raises TokenRefused, and EmailTaken where
    somebody else has proven the address to be theirs meanwhile.
    """
    account, change = _lock_change(token, TokenPurpose.CONFIRM_EMAIL, EmailChangeState.ASKED)
    use_tokens(account, TokenPurpose.CONFIRM_EMAIL, TokenPurpose.RESET)
    _give_address(account, change.new_email)
    change.state = EmailChangeState.CONFIRMED
    change.undo_until = clock.now() + policy.TOKEN_LIFE[TokenPurpose.UNDO_EMAIL]
    audit.changed(account, "change e-mail", by=owner_of(account))
    told = EmailChanged(account_id=account.id, change_id=change.id, site_id=site_id, language=language)
    outbox.record(told)
    outbox.record(EmailVerified(account_id=account.id))
    return email_change_of(change)


def undo_email_change(token: str, *, site_id: SiteId, language: str) -> EmailChange:
    """Give the account its old address back, end all sessions, and have a new password chosen by mail.

    Whoever changed the address may know the password. Raises TokenRefused and EmailTaken.
    """
    account, change = _lock_change(token, TokenPurpose.UNDO_EMAIL, EmailChangeState.CONFIRMED)
    use_tokens(account, TokenPurpose.UNDO_EMAIL, TokenPurpose.CONFIRM_EMAIL, TokenPurpose.RESET)
    _give_address(account, change.old_email)
    change.state = EmailChangeState.UNDONE
    end_sessions_of(account)
    audit.changed(account, "undo e-mail change", by=owner_of(account))
    outbox.record(EmailChangeUndone(account_id=account.id, change_id=change.id))
    outbox.record(PasswordResetAsked(account_id=account.id, site_id=site_id, language=language))
    return email_change_of(change)


def _lock_change(
    token: str, purpose: TokenPurpose, state: EmailChangeState
) -> tuple[Account, EmailChangeRow]:
    account = lock_owner(token, purpose)
    change_id = session().scalar(
        select(AccountToken.email_change_id).where(AccountToken.token_hash == policy.digest_of(token))
    )
    change = locks.row(EmailChangeRow, change_id) if change_id else None
    if change is None or change.state != state:
        raise TokenRefused
    return account, change


def _give_address(account: Account, address: str) -> None:
    if not is_email_free(address, besides=AccountId(account.id)):
        raise EmailTaken(email=address)
    # A registration that nobody has proven holds nothing, and must not keep an address from its owner.
    for unproven in locks.matching(Account, Account.email == address, Account.id != account.id):
        unproven.email = f"unproven-{unproven.id}@{NOBODY}"
    session().flush()
    account.email = address
