from sqlalchemy.dialects.postgresql import insert

from core.accounts import passwords, policy
from core.accounts.errors import EmailInvalid, NameMissing, OwnerUnproven
from core.accounts.events import AccountExistsTold, AccountRegistered, EmailVerified
from core.accounts.models import Account
from core.accounts.service.tokens import lock_owner, use_tokens
from core.accounts.types import TokenPurpose
from core.kernel import clock
from core.kernel.actor import GUEST, Actor, ActorKind
from core.kernel.emails import tidy_email
from core.kernel.ids import AccountId, SiteId, new_token
from core.kernel.refusal import Refusal
from core.platform import audit, locks, outbox
from core.platform.db import session

LONGEST_NAME = 255


def register(
    *,
    email: str,
    name: str,
    password: str,
    language: str,
    site_id: SiteId,
    currency: str | None = None,
    country: str | None = None,
) -> str:
    """Open an account that counts from the moment its mailbox is proven; gives a ticket for this browser.

    The answer is the same whether or not the address has an account, and so is the work; the owner of
    an existing one is told by mail. An account nobody has proven passes to the last who registered,
    because it holds nothing yet. Raises EmailInvalid, NameMissing and the refusals of the password.
    """
    address, called = checked_email(email), checked_name(name)
    policy.check_password(password, address)
    ticket = new_token()
    given: dict[str, object] = {
        "name": called,
        "password_hash": passwords.hash_of(password),
        "ticket_hash": policy.digest_of(ticket),
        "language": language,
        "currency": currency,
        "country": country,
    }
    claim = insert(Account).values(email=address, **given).on_conflict_do_nothing().returning(Account.id)
    new_id = session().execute(claim).scalar_one_or_none()
    account = locks.matching(Account, Account.email == address)[0]
    if new_id is None and (account.is_verified or not account.is_active):
        _tell_owner(account, site_id, language)
    else:
        _register_anew(account, given, site_id)
    return ticket


def list_objections(*, email: str, name: str, password: str) -> list[Refusal]:
    """List every refusal that `register` would begin with, so that a form can show them all at once."""
    objections: list[Refusal] = []
    checks = (
        lambda: checked_name(name),
        lambda: checked_email(email),
        lambda: policy.check_password(password, tidy_email(email) or ""),
    )
    for check in checks:
        try:
            check()
        except Refusal as objection:
            objections.append(objection)
    return objections


def verify_email(token: str, *, ticket: str = "", password: str = "") -> AccountId:
    """Prove an account's mailbox with the token that was sent there; the token is used up.

    Whoever opens the mail must also be who registered, by the ticket of that browser or by the
    password: else a stranger could register somebody's address and wait for the owner to click.
    Raises TokenRefused and OwnerUnproven.
    """
    account = lock_owner(token, TokenPurpose.VERIFY)
    has_ticket = policy.is_same(ticket, account.ticket_hash)
    if not has_ticket and not passwords.is_right(password, account.password_hash):
        raise OwnerUnproven
    use_tokens(account, TokenPurpose.VERIFY)
    prove_mailbox(account)
    return AccountId(account.id)


def change_name(account_id: AccountId, name: str, *, by: Actor) -> None:
    """Call the owner of an account by another name; raises NameMissing."""
    called = checked_name(name)
    account = locks.rows(Account, [account_id])[account_id]
    before, account.name = account.name, called
    audit.changed(account, "rename", by=by, before={"name": before}, after={"name": called})


def prove_mailbox(account: Account) -> None:
    """Note that the mailbox is the owner's and tell it, the first time only."""
    account.ticket_hash = None
    if account.is_verified:
        return
    account.email_verified_at = clock.now()
    audit.changed(account, "verify", by=owner_of(account))
    outbox.record(EmailVerified(account_id=account.id))


def owner_of(account: Account) -> Actor:
    """Give the owner of an account as the one who acts."""
    return Actor(ActorKind.SHOPPER, account.name, AccountId(account.id))


def checked_email(typed: str) -> str:
    """Give an address in its kept form; raises EmailInvalid."""
    address = tidy_email(typed)
    if address is None:
        raise EmailInvalid
    return address


def checked_name(typed: str) -> str:
    """Give a name without stray spaces; raises NameMissing."""
    name = " ".join(typed.split())[:LONGEST_NAME]
    if not name:
        raise NameMissing
    return name


def _register_anew(account: Account, given: dict[str, object], site_id: SiteId) -> None:
    for field, value in given.items():
        setattr(account, field, value)
    audit.changed(account, "register", by=GUEST, after={"email": account.email})
    outbox.record(AccountRegistered(account_id=account.id, site_id=site_id, language=account.language))


def _tell_owner(account: Account, site_id: SiteId, language: str) -> None:
    if account.is_active:
        outbox.record(AccountExistsTold(account_id=account.id, site_id=site_id, language=language))
