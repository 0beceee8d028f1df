from core.accounts import queries as accounts
from core.accounts import service as account_service
from core.accounts.events import AccountExistsTold, AccountRegistered, PasswordResetAsked
from core.accounts.types import TokenPurpose
from core.kernel.ids import AccountId, SiteId, new_token
from core.notifications import service


def ask_owner_to_verify(event: AccountRegistered) -> None:
    """Send who registered the link that proves the mailbox."""
    _write_to_owner(event, "verify_email", TokenPurpose.VERIFY)


def send_reset_link(event: PasswordResetAsked) -> None:
    """Send an account's owner the link for choosing a new password."""
    _write_to_owner(event, "reset_password", TokenPurpose.RESET)


def tell_owner_account_exists(event: AccountExistsTold) -> None:
    """Tell an account's owner that somebody tried to register with its address."""
    _write_to_owner(event, "account_exists", None)


def _write_to_owner(
    event: AccountRegistered | PasswordResetAsked | AccountExistsTold, kind: str, purpose: TokenPurpose | None
) -> None:
    """Write a mail in the language of the page; every asking is a mail of its own, with a link of its own.

    It greets nobody by name: whoever registers with somebody's address could write them anything as a name.
    """
    owner = accounts.get_account(AccountId(event.account_id))
    secrets = {"token": account_service.issue_token(owner.id, purpose)} if purpose else {}
    service.write_mail(
        kind=kind, to=owner.email, language=event.language, site_id=SiteId(event.site_id),
        facts={}, secrets=secrets, source_key=f"{kind}:{owner.id}:{new_token(12)}",
    )
