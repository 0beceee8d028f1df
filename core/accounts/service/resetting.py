from sqlalchemy import select

from core.accounts import passwords, policy
from core.accounts.events import PasswordResetAsked
from core.accounts.models import Account
from core.accounts.service.registering import checked_email, owner_of, prove_mailbox
from core.accounts.service.signing_in import end_sessions_of
from core.accounts.service.tokens import lock_owner, use_tokens
from core.accounts.types import AccountState, TokenPurpose
from core.kernel.ids import AccountId, SiteId
from core.platform import audit, outbox
from core.platform.db import session


def request_reset(email: str, *, site_id: SiteId, language: str) -> None:
    """Have a one-time link mailed to the owner; an unknown address gets none and is no complaint.

    Raises EmailInvalid for what is no address at all.
    """
    address = checked_email(email)
    owner = select(Account.id).where(Account.email == address, Account.state == AccountState.ACTIVE)
    account_id = session().scalar(owner)
    if account_id is not None:
        outbox.record(PasswordResetAsked(account_id=account_id, site_id=site_id, language=language))


def reset_password(token: str, password: str) -> AccountId:
    """Set a new password with the token that was mailed: all sessions end, all open links are used up.

    The mail proves the mailbox too. Raises TokenRefused and the refusals of the password.
    """
    account = lock_owner(token, TokenPurpose.RESET)
    policy.check_password(password, account.email)
    account.password_hash = passwords.hash_of(password)
    use_tokens(account, TokenPurpose.RESET, TokenPurpose.VERIFY)
    end_sessions_of(account)
    prove_mailbox(account)
    audit.changed(account, "reset password", by=owner_of(account))
    return AccountId(account.id)
