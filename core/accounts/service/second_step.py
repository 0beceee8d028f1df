from sqlalchemy import delete, update

from core.accounts import codes, policy
from core.accounts.errors import CodeRefused, CodeTooLate, SecondStepOff, SecondStepOn
from core.accounts.events import SecondStepChanged
from core.accounts.models import Account, AccountSession, RecoveryCode, SecondStepRow
from core.accounts.queries import find_who_awaits_code
from core.accounts.service.registering import owner_of
from core.accounts.service.signing_in import end_other_sessions, log_out, open_session
from core.accounts.service.tokens import use_tokens
from core.accounts.types import Portal, SessionId, TokenPurpose
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.ids import AccountId, SiteId
from core.platform import audit, locks, outbox
from core.platform.db import session


def begin_second_step(account_id: AccountId) -> None:
    """Make a secret for an authenticator app; it counts once a code has proven that the app has it.

    Asked again before that, the secret stays as it is. Raises SecondStepOn.
    """
    _lock_account(account_id)
    row = _row_of(account_id)
    if row is not None and row.confirmed_at is not None:
        raise SecondStepOn
    if row is None:
        session().add(SecondStepRow(account_id=account_id, secret=codes.sealed(codes.new_secret())))


def confirm_second_step(
    account_id: AccountId, code: str, *, keep: SessionId, site_id: SiteId, language: str, by: Actor
) -> list[str]:
    """Switch the two-step log-in on with the first code of the app, and give the recovery codes.

    They are shown this once: only their hashes are kept. Every other session ends. Raises SecondStepOff
    where none is being set up, SecondStepOn, and CodeRefused.
    """
    account, row = _lock_account(account_id), _row_of(account_id)
    if row is None:
        raise SecondStepOff
    if row.confirmed_at is not None:
        raise SecondStepOn
    _use_app_code(row, code)
    row.confirmed_at = clock.now()
    end_other_sessions(account_id, keep, by=by)
    audit.changed(account, "switch second step on", by=by)
    _tell(account_id, is_on=True, site_id=site_id, language=language)
    return _give_codes(account_id)


def renew_recovery_codes(account_id: AccountId, *, by: Actor) -> list[str]:
    """Replace all recovery codes, used or not, and give the new ones; raises SecondStepOff."""
    account = _lock_account(account_id)
    _confirmed_row(account_id)
    audit.changed(account, "renew recovery codes", by=by)
    return _give_codes(account_id)


def switch_second_step_off(account_id: AccountId, *, site_id: SiteId, language: str, by: Actor) -> None:
    """Let the password alone open the account again; raises SecondStepOff. The caller has the owner proven."""
    account = _lock_account(account_id)
    session().delete(_confirmed_row(account_id))
    session().execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    use_tokens(account, TokenPurpose.TRUST)
    audit.changed(account, "switch second step off", by=by)
    _tell(account_id, is_on=False, site_id=site_id, language=language)


def pass_second_step(
    token: str, code: str, portal: Portal, *, ip: str, user_agent: str, country: str | None = None
) -> str:
    """Turn a session that awaits a code into a new one that opens the portal, and give its token.

    Takes a code of the app, each of which works once only, or a recovery code. Raises CodeRefused, and
    CodeTooLate where the password was entered more than ten minutes ago.
    """
    account_id = find_who_awaits_code(token, portal)
    if account_id is None:
        raise CodeTooLate
    _lock_account(account_id)
    _end_awaiting(token)
    use_code(account_id, code)
    return open_session(account_id, portal, ip=ip, user_agent=user_agent, country=country, has_passed=True)


def use_code(account_id: AccountId, code: str) -> None:
    """Use up a code of an account's app or one of its recovery codes; raises CodeRefused, SecondStepOff."""
    row = _confirmed_row(account_id)
    if codes.step_of(codes.opened(row.secret), code, clock.now()) is not None:
        _use_app_code(row, code)
        return
    unused = update(RecoveryCode).where(
        RecoveryCode.account_id == account_id,
        RecoveryCode.used_at.is_(None),
        RecoveryCode.code_hash == codes.digest_of_recovery(code),
    )
    if session().execute(unused.values(used_at=clock.now()).returning(RecoveryCode.id)).first() is None:
        raise CodeRefused
    account = _lock_account(account_id)
    audit.changed(account, "use recovery code", by=owner_of(account))


def forget_second_step(account_id: AccountId) -> None:
    """Drop all of a two-step log-in, for an account that is being erased."""
    session().execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    session().execute(delete(SecondStepRow).where(SecondStepRow.account_id == account_id))


def _use_app_code(row: SecondStepRow, code: str) -> None:
    step = codes.step_of(codes.opened(row.secret), code, clock.now())
    # A code that was seen over a shoulder, or sent twice, is worth nothing the second time.
    if step is None or step <= row.last_step:
        raise CodeRefused
    row.last_step = step


def _end_awaiting(token: str) -> None:
    waiting = locks.matching(AccountSession, AccountSession.token_hash == policy.digest_of(token))
    # Two who send the same code at once: the second finds the session ended.
    if not waiting or waiting[0].ended_at is not None:
        raise CodeTooLate
    log_out(token)


def _give_codes(account_id: AccountId) -> list[str]:
    given = codes.new_recovery_codes()
    session().execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    session().add_all(
        RecoveryCode(account_id=account_id, code_hash=codes.digest_of_recovery(code)) for code in given
    )
    return given


def _lock_account(account_id: AccountId) -> Account:
    return locks.rows(Account, [account_id])[account_id]


def _row_of(account_id: AccountId) -> SecondStepRow | None:
    found = locks.matching(SecondStepRow, SecondStepRow.account_id == account_id)
    return found[0] if found else None


def _confirmed_row(account_id: AccountId) -> SecondStepRow:
    row = _row_of(account_id)
    if row is None or row.confirmed_at is None:
        raise SecondStepOff
    return row


def _tell(account_id: AccountId, *, is_on: bool, site_id: SiteId, language: str) -> None:
    outbox.record(SecondStepChanged(account_id=account_id, is_on=is_on, site_id=site_id, language=language))
