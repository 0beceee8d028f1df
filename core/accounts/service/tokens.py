from datetime import timedelta

from sqlalchemy import delete, or_, update

from core.accounts import policy
from core.accounts.errors import TokenRefused
from core.accounts.models import Account, AccountSession, AccountToken
from core.accounts.queries import find_owner_of_token
from core.accounts.types import EmailChangeId, TokenPurpose
from core.kernel import clock
from core.kernel.ids import AccountId, new_token
from core.platform import locks
from core.platform.db import session

KEPT_FOR = timedelta(days=90)


def issue_token(
    account_id: AccountId, purpose: TokenPurpose, *, email_change_id: EmailChangeId | None = None
) -> str:
    """Make a one-time token for a mail, or for a device to be trusted; only its hash is kept here.

    How long it can be used hangs on the purpose: three days to verify, an hour to reset.
    """
    token = new_token()
    expires_at = clock.now() + policy.TOKEN_LIFE[purpose]
    digest = policy.digest_of(token)
    session().add(
        AccountToken(
            account_id=account_id,
            purpose=purpose,
            token_hash=digest,
            expires_at=expires_at,
            email_change_id=email_change_id,
        )
    )
    return token


def lock_owner(token: str, purpose: TokenPurpose) -> Account:
    """Lock the account of a token that can still be used; raises TokenRefused."""
    owner_id = find_owner_of_token(token, purpose)
    owner = locks.row(Account, owner_id) if owner_id else None
    # Asked again under the lock: two who use one token at once must not both succeed.
    if owner is None or not owner.is_active or find_owner_of_token(token, purpose) is None:
        raise TokenRefused
    return owner


def use_tokens(account: Account, *purposes: TokenPurpose) -> None:
    """Use up every open token of these purposes, not only the one that was shown."""
    mine = update(AccountToken).where(AccountToken.account_id == account.id, AccountToken.used_at.is_(None))
    session().execute(mine.where(AccountToken.purpose.in_(purposes)).values(used_at=clock.now()))


def sweep_expired() -> int:
    """Drop sessions and tokens that ended ninety days ago or earlier; gives how many."""
    long_past = clock.now() - KEPT_FOR
    tokens = delete(AccountToken).where(AccountToken.expires_at < long_past).returning(AccountToken.id)
    over = or_(AccountSession.expires_at < long_past, AccountSession.ended_at < long_past)
    sessions = delete(AccountSession).where(over).returning(AccountSession.id)
    return len(session().execute(tokens).all()) + len(session().execute(sessions).all())
