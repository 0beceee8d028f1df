import hashlib

from sqlalchemy import delete, update

from core.accounts import policy
from core.accounts.events import AccountDeleted, DeletionAsked, DeletionTakenBack
from core.accounts.models import Account, AccountAddress, AccountSession, AccountToken, EmailChangeRow
from core.accounts.service.changing import NOBODY
from core.accounts.service.second_step import forget_second_step
from core.accounts.service.signing_in import end_sessions_of
from core.accounts.types import AccountState
from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor
from core.kernel.ids import AccountId, SiteId
from core.platform import audit, locks, outbox
from core.platform.db import session

NO_HASH = "-"  # no password has it


def ask_deletion(account_id: AccountId, *, site_id: SiteId, language: str, by: Actor) -> None:
    """Have an account erased in fourteen days; every session ends now, and logging in takes it back.

    The caller has the owner proven and knows that nothing stands against it.
    """
    account = locks.rows(Account, [account_id])[account_id]
    account.erase_after = clock.now() + policy.GRACE
    end_sessions_of(account)
    audit.changed(account, "ask deletion", by=by)
    outbox.record(DeletionAsked(account_id=account_id, site_id=site_id, language=language))


def keep_account(account_id: AccountId, *, by: Actor) -> bool:
    """Take a deletion back because the owner has logged in; says whether there was one."""
    account = locks.rows(Account, [account_id])[account_id]
    if account.erase_after is None:
        return False
    account.erase_after = None
    audit.changed(account, "take deletion back", by=by)
    outbox.record(DeletionTakenBack(account_id=account_id))
    return True


def postpone_erasure(account_id: AccountId) -> None:
    """Look at a due erasure again in a day, because something stands against it still."""
    account = locks.rows(Account, [account_id])[account_id]
    if account.erase_after is not None:
        account.erase_after = clock.now() + policy.ERASE_AGAIN


def erase_account(account_id: AccountId) -> bool:
    """Make an account nobody's: no name, no address, no way to log in; only its number stays.

    Says whether it was due: a log-in in the last moment keeps it. Other rooms hear of it and follow.
    """
    account = locks.row(Account, account_id)
    if account is None or account.erase_after is None or account.erase_after > clock.now():
        return False
    digest = hashlib.sha256(account.email.encode()).hexdigest()
    before = account.state
    account.state = policy.ACCOUNT.destination(AccountState(account.state), "erase")
    account.email, account.name = f"erased-{account.id}@{NOBODY}", ""
    account.password_hash, account.ticket_hash, account.operator_role = NO_HASH, None, None
    account.currency = account.country = account.erase_after = None
    _drop_belongings(account_id)
    audit.moved(account, "erase", before=before, after=account.state, by=SYSTEM)
    outbox.record(AccountDeleted(account_id=account_id, email_digest=digest))
    return True


def _drop_belongings(account_id: AccountId) -> None:
    for belongings in (AccountAddress, AccountSession, AccountToken):
        session().execute(delete(belongings).where(belongings.account_id == account_id))
    forget_second_step(account_id)
    mine = update(EmailChangeRow).where(EmailChangeRow.account_id == account_id)
    session().execute(mine.values(old_email="", new_email=""))
