from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from core.accounts import codes, policy
from core.accounts.errors import AccountNotFound, AddressNotFound
from core.accounts.models import (
    Account,
    AccountAddress,
    AccountSession,
    AccountToken,
    ConsentRow,
    EmailChangeRow,
    RecoveryCode,
    SecondStepRow,
)
from core.accounts.types import (
    AccountDetail,
    AccountState,
    AddressId,
    Consent,
    EmailChange,
    EmailChangeId,
    EmailChangeState,
    Enrollment,
    OpenSession,
    OperatorRole,
    Portal,
    SavedAddress,
    SecondStep,
    SessionId,
    SignedIn,
    TokenPurpose,
)
from core.kernel import clock
from core.kernel.emails import tidy_email
from core.kernel.ids import AccountId
from core.kernel.places import Address
from core.platform.composed import Composed
from core.platform.db import read_rows, session


def find_session(token: str, portal: Portal) -> SignedIn | None:
    """Give who holds a session of a portal; None where it ended, expired or never was."""
    now = clock.now()
    asked = {"token_hash": policy.digest_of(token), "portal": portal, "now": now}
    found = read_rows(_HOLDER, asked)
    return _signed_in(found[0], now) if found else None


def get_account(account_id: AccountId) -> AccountDetail:
    """Give an account by id; raises AccountNotFound."""
    account = session().get(Account, account_id)
    if account is None:
        raise AccountNotFound
    return _detail(account)


def find_account_by_email(typed: str) -> AccountDetail | None:
    """Give the account of an address as typed: for operators, never for a page that shoppers see."""
    account = session().scalar(select(Account).where(Account.email == tidy_email(typed)))
    return None if account is None else _detail(account)


def find_owner_of_token(token: str, purpose: TokenPurpose) -> AccountId | None:
    """Give whose one-time token this is, while it can still be used; looking does not use it."""
    owner = session().scalar(
        select(AccountToken.account_id).where(
            AccountToken.token_hash == policy.digest_of(token),
            AccountToken.purpose == purpose,
            AccountToken.used_at.is_(None),
            AccountToken.expires_at > clock.now(),
        )
    )
    return None if owner is None else AccountId(owner)


def is_ticket_of(account_id: AccountId, ticket: str) -> bool:
    """Say whether a registration's ticket belongs to the last registration of an account."""
    kept = session().scalar(select(Account.ticket_hash).where(Account.id == account_id))
    return policy.is_same(ticket, kept)


def list_addresses_of(account_id: AccountId) -> list[SavedAddress]:
    """List an account's address book: the default first, then the newest; it never holds more than thirty."""
    entries = select(AccountAddress).where(AccountAddress.account_id == account_id)
    ordered = entries.order_by(AccountAddress.is_default.desc(), AccountAddress.id.desc())
    return [_saved(entry) for entry in session().scalars(ordered)]


def get_address_of(account_id: AccountId, address_id: AddressId) -> SavedAddress:
    """Give one entry of an account's address book; raises AddressNotFound, for somebody else's too."""
    entry = session().scalar(
        select(AccountAddress).where(AccountAddress.id == address_id, AccountAddress.account_id == account_id)
    )
    if entry is None:
        raise AddressNotFound
    return _saved(entry)


def find_who_awaits_code(token: str, portal: Portal) -> AccountId | None:
    """Give whose password was right a moment ago and who now owes a code; None where nobody does."""
    owner = session().scalar(
        select(AccountSession.account_id).where(
            AccountSession.token_hash == policy.digest_of(token),
            AccountSession.portal == portal,
            AccountSession.awaits_code,
            AccountSession.ended_at.is_(None),
            AccountSession.expires_at > clock.now(),
        )
    )
    return None if owner is None else AccountId(owner)


def list_sessions_of(account_id: AccountId) -> list[OpenSession]:
    """List the open sessions of an account in all portals, the one seen last first."""
    kept = select(AccountSession).where(
        AccountSession.account_id == account_id,
        AccountSession.ended_at.is_(None),
        AccountSession.awaits_code.is_(False),
        AccountSession.expires_at > clock.now(),
    )
    ordered = kept.order_by(AccountSession.last_seen_at.desc(), AccountSession.id.desc()).limit(100)
    return [
        OpenSession(
            SessionId(row.id),
            Portal(row.portal),
            row.user_agent,
            row.country,
            row.created_at,
            row.last_seen_at,
        )
        for row in session().scalars(ordered)
    ]


def find_second_step(account_id: AccountId) -> SecondStep | None:
    """Give the two-step log-in of an account; None where it is off or was never finished."""
    mine = SecondStepRow.account_id == account_id, SecondStepRow.confirmed_at.is_not(None)
    since = session().scalar(select(SecondStepRow.confirmed_at).where(*mine))
    if since is None:
        return None
    left = select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return SecondStep(since, session().execute(left).scalar_one())


def find_enrollment(account_id: AccountId, *, issuer: str) -> Enrollment | None:
    """Give what an app is to be told while a two-step log-in is being set up; None before and after."""
    found = (
        session()
        .execute(
            select(SecondStepRow.secret, Account.email)
            .join(Account, Account.id == SecondStepRow.account_id)
            .where(SecondStepRow.account_id == account_id, SecondStepRow.confirmed_at.is_(None))
        )
        .first()
    )
    if found is None:
        return None
    secret = codes.opened(found.secret)
    return Enrollment(secret, codes.address_of(secret, email=found.email, issuer=issuer))


def get_email_change(change_id: EmailChangeId) -> EmailChange:
    """Give a change of address by id; raises AccountNotFound."""
    row = session().get(EmailChangeRow, change_id)
    if row is None:
        raise AccountNotFound
    return email_change_of(row)


def find_email_change(token: str, purpose: TokenPurpose) -> EmailChange | None:
    """Give the change that a link is about, while the link can be used; looking does not use it."""
    if find_owner_of_token(token, purpose) is None:
        return None
    mine = select(AccountToken.email_change_id).where(AccountToken.token_hash == policy.digest_of(token))
    row = session().scalar(select(EmailChangeRow).where(EmailChangeRow.id == mine.scalar_subquery()))
    return None if row is None else email_change_of(row)


def find_waiting_email_change(account_id: AccountId) -> EmailChange | None:
    """Give the address that an account waits to have proven."""
    since = clock.now() - policy.TOKEN_LIFE[TokenPurpose.CONFIRM_EMAIL]
    asked = select(EmailChangeRow).where(
        EmailChangeRow.account_id == account_id, EmailChangeRow.asked_at > since
    )
    row = session().scalars(asked.order_by(EmailChangeRow.id.desc()).limit(1)).first()
    return None if row is None or row.state != EmailChangeState.ASKED else email_change_of(row)


def is_email_free(email: str, *, besides: AccountId) -> bool:
    """Say whether nobody else has proven an address to be theirs."""
    others = select(Account.id).where(
        Account.email == email, Account.id != besides, Account.email_verified_at.is_not(None)
    )
    return session().scalar(others) is None


def list_due_erasures(limit: int = 50) -> list[AccountId]:
    """List accounts whose time to take a deletion back is over."""
    due = (
        select(Account.id)
        .where(Account.erase_after <= clock.now())
        .order_by(Account.erase_after)
        .limit(limit)
    )
    return [AccountId(found) for found in session().scalars(due)]


def list_consents_of(account_id: AccountId) -> list[Consent]:
    """List every yes and no of an account, the newest first."""
    mine = select(ConsentRow).where(ConsentRow.account_id == account_id).order_by(ConsentRow.id.desc())
    return [_consent(row) for row in session().scalars(mine)]


def find_consent(topic: str, *, account_id: AccountId | None = None, subject: str = "") -> Consent | None:
    """Give the last word of an account, or of who has none, on a topic."""
    who = ConsentRow.account_id == account_id if account_id else ConsentRow.subject == subject
    said = select(ConsentRow).where(who, ConsentRow.topic == topic).order_by(ConsentRow.id.desc()).limit(1)
    row = session().scalars(said).first()
    return None if row is None else _consent(row)


def count_operators() -> int:
    """Count active accounts with an operator role."""
    is_operator = Account.operator_role.is_not(None), Account.state == AccountState.ACTIVE
    return session().execute(select(func.count()).where(*is_operator)).scalar_one()


def email_change_of(row: EmailChangeRow) -> EmailChange:
    """Give a change of address as others may hold it."""
    return EmailChange(
        EmailChangeId(row.id),
        AccountId(row.account_id),
        row.old_email,
        row.new_email,
        EmailChangeState(row.state),
        row.undo_until,
    )


def _consent(row: ConsentRow) -> Consent:
    return Consent(row.topic, row.version, row.is_granted, row.source, row.language, row.at)


# Every request of whoever is logged in asks this: it is composed once, and reads columns instead of whole rows.
_HOLDER = Composed(
    select(
        Account.id, Account.email, Account.name, Account.language, Account.email_verified_at,
        Account.operator_role, AccountSession.id.label("session_id"), AccountSession.portal,
        AccountSession.last_seen_at,
    )
    .join(AccountSession, AccountSession.account_id == Account.id)
    .where(
        AccountSession.token_hash == bindparam("token_hash"),
        AccountSession.portal == bindparam("portal"),
        AccountSession.ended_at.is_(None),
        AccountSession.awaits_code.is_(False),
        AccountSession.expires_at > bindparam("now"),
        Account.state == AccountState.ACTIVE,
    )
)  # fmt: skip


def _signed_in(found: Any, now: datetime) -> SignedIn:
    return SignedIn(
        account_id=AccountId(found.id),
        email=found.email,
        name=found.name,
        language=found.language,
        is_verified=found.email_verified_at is not None,
        operator_role=OperatorRole(found.operator_role) if found.operator_role else None,
        session_id=SessionId(found.session_id),
        portal=Portal(found.portal),
        is_due_for_touch=policy.is_due_for_touch(found.last_seen_at, now),
    )


def _detail(account: Account) -> AccountDetail:
    return AccountDetail(
        id=AccountId(account.id),
        email=account.email,
        name=account.name,
        language=account.language,
        currency=account.currency,
        country=account.country,
        is_verified=account.is_verified,
        operator_role=_role(account),
        state=AccountState(account.state),
        created_at=account.created_at,
        erase_after=account.erase_after,
    )


def _role(account: Account) -> OperatorRole | None:
    return OperatorRole(account.operator_role) if account.operator_role else None


def _saved(entry: AccountAddress) -> SavedAddress:
    return SavedAddress(AddressId(entry.id), Address(**entry.parts), entry.is_default)
