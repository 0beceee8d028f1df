from sqlalchemy import ColumnElement, update

from core.accounts import passwords, policy
from core.accounts.errors import CredentialsRefused, SessionNotFound
from core.accounts.models import Account, AccountSession
from core.accounts.queries import find_owner_of_token, find_second_step
from core.accounts.service.tokens import use_tokens
from core.accounts.types import Act, Portal, SessionId, TokenPurpose
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.emails import tidy_email
from core.kernel.ids import AccountId, new_token
from core.platform import audit, locks, throttle
from core.platform.db import session


def count_attempt(act: Act, who: str, ip: str) -> None:
    """Count an attempt before it is made; raises TooMany for an account (or link) and for a place.

    Call it in a transaction of its own, so that the count outlives a refusal of the attempt itself.
    """
    limits, place = policy.LIMITS[act], policy.place_of(ip)
    throttle.refuse_beyond(limits.per_account, f"accounts.{act}", _who(who), window=limits.window)
    throttle.refuse_beyond(limits.per_place, f"accounts.{act}.place", place, window=limits.window)


def log_in(
    email: str,
    password: str,
    portal: Portal,
    *,
    ip: str,
    user_agent: str,
    country: str | None = None,
    trust: str = "",
) -> str:
    """Open a session and give its token; the password is hashed anew where the parameters have changed.

    Where the account has a two-step log-in the session opens nothing until `pass_second_step`; a device's
    `trust` token spares it that step.

    Raises CredentialsRefused alike, after the same work, for an unknown address, a wrong password, a
    mailbox nobody has proven, a suspended account, and an account that has no place in the admin
    portal. Whether it has one in the merchant portal is for the caller to ask.
    """
    account = _lock_by_email(email)
    is_right = passwords.is_right(password, account.password_hash if account else None)
    if account is None or not is_right or not _may_enter(account, portal):
        raise CredentialsRefused
    if passwords.is_outdated(account.password_hash):
        session().execute(
            update(Account).where(Account.id == account.id).values(password_hash=passwords.hash_of(password))
        )
    _forget_attempts(email, ip)
    is_trusted = bool(trust) and find_owner_of_token(trust, TokenPurpose.TRUST) == account.id
    return open_session(
        AccountId(account.id), portal, ip=ip, user_agent=user_agent, country=country, has_passed=is_trusted
    )


def open_session(
    account_id: AccountId,
    portal: Portal,
    *,
    ip: str,
    user_agent: str,
    country: str | None = None,
    has_passed: bool = False,
) -> str:
    """Open a session for somebody who has proven to be the owner, and give its token.

    It awaits a code where the account has a two-step log-in, unless that step `has_passed`.
    """
    token, now = new_token(), clock.now()
    awaits_code = not has_passed and find_second_step(account_id) is not None
    expires_at = now + policy.CODE_WITHIN if awaits_code else policy.session_expiry(portal, now, now)
    session().add(
        AccountSession(
            token_hash=policy.digest_of(token),
            account_id=account_id,
            portal=portal,
            created_at=now,
            last_seen_at=now,
            expires_at=expires_at,
            ip=ip[:45],
            user_agent=user_agent[:255],
            country=country,
            awaits_code=awaits_code,
        )
    )
    session().flush()
    return token


def log_out(token: str) -> None:
    """End the session of a token; an unknown one is no complaint."""
    _end(AccountSession.token_hash == policy.digest_of(token))


def touch_session(session_id: SessionId) -> None:
    """Note that a session was used, which moves its end."""
    kept = locks.row(AccountSession, session_id)
    if kept is None or kept.ended_at is not None:
        return
    kept.last_seen_at = clock.now()
    kept.expires_at = policy.session_expiry(Portal(kept.portal), kept.created_at, kept.last_seen_at)


def end_session_of(account_id: AccountId, session_id: SessionId, *, by: Actor) -> None:
    """End one session of an account, in any portal; raises SessionNotFound."""
    kept = locks.row(AccountSession, session_id)
    if kept is None or kept.account_id != account_id or kept.ended_at is not None:
        raise SessionNotFound
    kept.ended_at = clock.now()
    audit.changed(kept, "end", by=by, before={"account_id": account_id, "portal": kept.portal})


def end_other_sessions(account_id: AccountId, keep: SessionId, *, by: Actor) -> None:
    """End every session of an account but one, and trust no device any more."""
    account = locks.rows(Account, [account_id])[account_id]
    _end(AccountSession.account_id == account_id, AccountSession.id != keep)
    use_tokens(account, TokenPurpose.TRUST)
    audit.changed(account, "end other sessions", by=by)


def end_sessions_of(account: Account) -> None:
    """End every session of an account, in all portals, and trust no device any more."""
    _end(AccountSession.account_id == account.id)
    use_tokens(account, TokenPurpose.TRUST)


def _end(*which: ColumnElement[bool]) -> None:
    open_ones = update(AccountSession).where(*which, AccountSession.ended_at.is_(None))
    session().execute(open_ones.values(ended_at=clock.now()))


def _lock_by_email(email: str) -> Account | None:
    # Locked, so that a log-in with the old password cannot slip past a reset that ends all sessions.
    found = locks.matching(Account, Account.email == (tidy_email(email) or ""))
    return found[0] if found else None


def _may_enter(account: Account, portal: Portal) -> bool:
    has_place = portal is not Portal.ADMIN or account.operator_role is not None
    return account.is_active and account.is_verified and has_place


def _forget_attempts(email: str, ip: str) -> None:
    # The place gets only this attempt back: else a guesser would log in with a right one in between.
    place, window = policy.place_of(ip), policy.LIMITS[Act.LOG_IN].window
    throttle.forget(f"accounts.{Act.LOG_IN}", _who(email))
    throttle.give_back(f"accounts.{Act.LOG_IN}.place", place, window=window)


def _who(typed: str) -> str:
    return tidy_email(typed) or typed.strip().lower()
