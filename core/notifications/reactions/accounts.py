"""Mails about an account: proving it, changing it, leaving it."""

from typing import Any

from sqlalchemy import ColumnElement, delete, func, update

from core.accounts import queries as accounts
from core.accounts import service as account_service
from core.accounts.events import (
    AccountDeleted,
    AccountExistsTold,
    AccountRegistered,
    DeletionAsked,
    DeletionTakenBack,
    EmailChangeAsked,
    EmailChanged,
    EmailChangeUndone,
    PasswordChanged,
    PasswordResetAsked,
    SecondStepChanged,
)
from core.accounts.types import EmailChangeId, TokenPurpose
from core.kernel.ids import AccountId, SiteId, new_token
from core.notifications.choosing import move_choices
from core.notifications.models import Choice, Mail, NoteRow
from core.notifications.service import write_mail
from core.platform.db import session
from core.privacy.events import DataExportMade
from core.sites import queries as sites


def ask_owner_to_verify(event: AccountRegistered) -> None:
    """Send who registered the link that proves the mailbox."""
    _write_to_owner(event, "verify_email", TokenPurpose.VERIFY)


def send_reset_link(event: PasswordResetAsked) -> None:
    """Send an account's owner the link for choosing a new password."""
    _write_to_owner(event, "reset_password", TokenPurpose.RESET)


def tell_owner_account_exists(event: AccountExistsTold) -> None:
    """Tell an account's owner that somebody tried to register with its address."""
    _write_to_owner(event, "account_exists", None)


def ask_new_mailbox_to_confirm(event: EmailChangeAsked) -> None:
    """Send the new address the link that proves it; where it has an account already nothing is sent."""
    change = accounts.get_email_change(EmailChangeId(event.change_id))
    if not accounts.is_email_free(change.new_email, besides=change.account_id):
        return
    token = account_service.issue_token(
        change.account_id, TokenPurpose.CONFIRM_EMAIL, email_change_id=change.id
    )
    key = f"change:{change.id}"
    _write_of_account("confirm_email", change.new_email, event.language, event.site_id, key, token=token)


def tell_old_mailbox(event: EmailChanged) -> None:
    """Tell the old address what happened, with the link that takes it back."""
    change = accounts.get_email_change(EmailChangeId(event.change_id))
    move_choices(change.old_email, change.new_email)
    token = account_service.issue_token(change.account_id, TokenPurpose.UNDO_EMAIL, email_change_id=change.id)
    key = f"change:{change.id}"
    _write_of_account("email_changed", change.old_email, event.language, event.site_id, key, token=token)


def bring_choices_back(event: EmailChangeUndone) -> None:
    """Let what was chosen return to the old address."""
    change = accounts.get_email_change(EmailChangeId(event.change_id))
    move_choices(change.new_email, change.old_email)


def tell_password_was_changed(event: PasswordChanged) -> None:
    """Tell an owner that the password is another now."""
    _tell_of_account("password_changed", event.account_id, event.language, event.site_id)


def tell_second_step_was_changed(event: SecondStepChanged) -> None:
    """Tell an owner that the two-step log-in is on, or off."""
    kind = "second_step_on" if event.is_on else "second_step_off"
    _tell_of_account(kind, event.account_id, event.language, event.site_id)


def confirm_deletion_was_asked(event: DeletionAsked) -> None:
    """Tell an owner until when the deletion can be taken back."""
    owner = accounts.get_account(AccountId(event.account_id))
    if owner.erase_after is not None:
        key = f"{owner.id}:{owner.erase_after.isoformat()}"
        write_mail(
            kind="deletion_asked", to=owner.email, language=event.language, site_id=SiteId(event.site_id),
            facts={"erase_after": owner.erase_after}, source_key=f"deletion_asked:{key}",
        )  # fmt: skip


def tell_account_stays(event: DeletionTakenBack) -> None:
    """Tell an owner that the account is not deleted."""
    owner = accounts.get_account(AccountId(event.account_id))
    _tell_of_account("deletion_taken_back", event.account_id, owner.language, sites.list_sites()[0].id)


def forget_deleted_account(event: AccountDeleted) -> None:
    """Empty every mail to somebody who is no longer here, and drop messages and choices."""
    session().execute(delete(NoteRow).where(NoteRow.account_id == event.account_id))
    session().execute(delete(Choice).where(_digest_of(Choice.recipient) == event.email_digest))
    mine = update(Mail).where(_digest_of(Mail.recipient) == event.email_digest)
    nobody: dict[str, object] = {
        "recipient": "", "facts": {}, "secrets": {}, "subject": "", "text": "", "html": "",
    }  # fmt: skip
    session().execute(mine.values(nobody))


def tell_copy_is_ready(event: DataExportMade) -> None:
    """Tell an owner that the copy of the account's data can be fetched."""
    owner = accounts.get_account(AccountId(event.account_id))
    write_mail(
        kind="export_ready",
        to=owner.email,
        language=event.language,
        site_id=SiteId(event.site_id),
        facts={},
        source_key=f"export_ready:{event.export_id}",
    )


def _write_to_owner(
    event: AccountRegistered | PasswordResetAsked | AccountExistsTold, kind: str, purpose: TokenPurpose | None
) -> None:
    """Write a mail in the language of the page; every asking is a mail of its own, with a link of its own.

    It greets nobody by name: whoever registers with somebody's address could write them anything as a name.
    """
    owner = accounts.get_account(AccountId(event.account_id))
    secrets = {"token": account_service.issue_token(owner.id, purpose)} if purpose else {}
    write_mail(
        kind=kind,
        to=owner.email,
        language=event.language,
        site_id=SiteId(event.site_id),
        facts={},
        secrets=secrets,
        source_key=f"{kind}:{owner.id}:{new_token(12)}",
    )


def _digest_of(column: Any) -> ColumnElement[str]:
    return func.encode(func.sha256(func.convert_to(func.lower(column), "UTF8")), "hex")


def _tell_of_account(kind: str, account_id: int, language: str, site_id: int) -> None:
    owner = accounts.get_account(AccountId(account_id))
    _write_of_account(kind, owner.email, language, site_id, f"{owner.id}:{new_token(12)}")


def _write_of_account(kind: str, to: str, language: str, site_id: int, key: str, **secrets: str) -> None:
    write_mail(
        kind=kind, to=to, language=language, site_id=SiteId(site_id), facts={}, secrets=secrets,
        source_key=f"{kind}:{key}",
    )  # fmt: skip
