from core.accounts import passwords, policy
from core.accounts.errors import AccountNotFound, EmailTaken, OperatorsExist
from core.accounts.models import Account
from core.accounts.queries import count_operators, find_account_by_email
from core.accounts.service.registering import checked_email, checked_name
from core.accounts.service.signing_in import end_sessions_of
from core.accounts.types import AccountState, OperatorRole
from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor
from core.kernel.ids import AccountId
from core.platform import audit, locks
from core.platform.db import session


def create_account(
    *,
    email: str,
    name: str,
    password: str,
    language: str = "en",
    currency: str | None = None,
    country: str | None = None,
    operator_role: OperatorRole | None = None,
    by: Actor,
) -> AccountId:
    """Open an account whose mailbox somebody vouches for: no mail is sent.

    Raises EmailTaken, EmailInvalid, NameMissing and the refusals of the password.
    """
    address, called = checked_email(email), checked_name(name)
    policy.check_password(password, address)
    if find_account_by_email(address) is not None:
        raise EmailTaken(email=address)
    account = Account(
        email=address,
        name=called,
        password_hash=passwords.hash_of(password),
        language=language,
        currency=currency,
        country=country,
        operator_role=operator_role,
        email_verified_at=clock.now(),
    )
    session().add(account)
    session().flush()
    audit.changed(account, "create", by=by, after={"email": address, "operator_role": operator_role})
    return AccountId(account.id)


def create_operator(
    *,
    email: str,
    name: str,
    password: str,
    role: OperatorRole = OperatorRole.ADMIN,
    language: str = "en",
    by: Actor,
) -> AccountId:
    """Open the account of a member of the platform's staff; raises what create_account raises."""
    return create_account(
        email=email, name=name, password=password, language=language, operator_role=role, by=by
    )


def create_first_operator(*, email: str, name: str, password: str, language: str = "en") -> AccountId:
    """Open the first operator's account, once ever: for the set-up page of an empty shop.

    Raises OperatorsExist, and what create_account raises.
    """
    locks.advisory("accounts.first_operator")
    if count_operators():
        raise OperatorsExist
    return create_operator(email=email, name=name, password=password, language=language, by=SYSTEM)


def suspend_account(account_id: AccountId, *, by: Actor, reason: str) -> None:
    """Keep an account from logging in and end its sessions; raises AccountNotFound, IllegalMove."""
    account = _move(account_id, "suspend", by=by, reason=reason)
    end_sessions_of(account)


def restore_account(account_id: AccountId, *, by: Actor, reason: str) -> None:
    """Let a suspended account log in again; raises AccountNotFound, IllegalMove."""
    _move(account_id, "restore", by=by, reason=reason)


def _move(account_id: AccountId, move: str, *, by: Actor, reason: str) -> Account:
    account = locks.row(Account, account_id)
    if account is None:
        raise AccountNotFound
    before, account.state = account.state, policy.ACCOUNT.destination(AccountState(account.state), move)
    audit.moved(account, move, before=before, after=account.state, by=by, reason=reason)
    return account
