from datetime import datetime

from sqlalchemy import func, select

from core.accounts import policy
from core.accounts.errors import AccountNotFound, AddressNotFound
from core.accounts.models import Account, AccountAddress, AccountSession, AccountToken, ConsentRow
from core.accounts.types import (
    AccountDetail,
    AccountState,
    AddressId,
    Consent,
    OperatorRole,
    Portal,
    SavedAddress,
    SessionId,
    SignedIn,
    TokenPurpose,
)
from core.kernel import clock
from core.kernel.emails import tidy_email
from core.kernel.ids import AccountId
from core.kernel.places import Address
from core.platform.db import session


def find_session(token: str, portal: Portal) -> SignedIn | None:
    """Give who holds a session of a portal; None where it ended, expired or never was."""
    now = clock.now()
    found = (
        session()
        .execute(
            select(Account, AccountSession)
            .join(AccountSession, AccountSession.account_id == Account.id)
            .where(
                AccountSession.token_hash == policy.digest_of(token),
                AccountSession.portal == portal,
                AccountSession.ended_at.is_(None),
                AccountSession.expires_at > now,
                Account.state == AccountState.ACTIVE,
            )
        )
        .first()
    )
    return None if found is None else _signed_in(*found, now)


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


def _consent(row: ConsentRow) -> Consent:
    return Consent(row.topic, row.version, row.is_granted, row.source, row.language, row.at)


def _signed_in(account: Account, kept: AccountSession, now: datetime) -> SignedIn:
    return SignedIn(
        account_id=AccountId(account.id),
        email=account.email,
        name=account.name,
        language=account.language,
        is_verified=account.is_verified,
        operator_role=_role(account),
        session_id=SessionId(kept.id),
        portal=Portal(kept.portal),
        is_due_for_touch=policy.is_due_for_touch(kept.last_seen_at, now),
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
