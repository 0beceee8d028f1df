"""What owners are told about their own account."""

from typing import Any

from sqlalchemy import ColumnElement, delete, func, update

from core.accounts import queries as accounts
from core.accounts import service as account_service
from core.accounts.events import (
    AccountDeleted,
    DeletionAsked,
    DeletionTakenBack,
    EmailChangeAsked,
    EmailChanged,
    EmailChangeUndone,
    PasswordChanged,
    SecondStepChanged,
)
from core.accounts.types import EmailChangeId, TokenPurpose
from core.kernel.ids import AccountId, SiteId, new_token
from core.notifications.choosing import move_choices
from core.notifications.models import Choice, Mail, NoteRow
from core.notifications.service import write_mail
from core.platform.db import session
from core.sites import queries as sites


def ask_new_mailbox_to_confirm(event: EmailChangeAsked) -> None:
    """Send the new address the link that proves it; where it has an account already nothing is sent."""
    change = accounts.get_email_change(EmailChangeId(event.change_id))
    if not accounts.is_email_free(change.new_email, besides=change.account_id):
        return
    token = account_service.issue_token(
        change.account_id, TokenPurpose.CONFIRM_EMAIL, email_change_id=change.id
    )
    _write("confirm_email", change.new_email, event.language, event.site_id, f"change:{change.id}", token=token)


def tell_old_mailbox(event: EmailChanged) -> None:
    """Tell the old address what happened, with the link that takes it back."""
    change = accounts.get_email_change(EmailChangeId(event.change_id))
    move_choices(change.old_email, change.new_email)
    token = account_service.issue_token(change.account_id, TokenPurpose.UNDO_EMAIL, email_change_id=change.id)
    _write("email_changed", change.old_email, event.language, event.site_id, f"change:{change.id}", token=token)


def bring_choices_back(event: EmailChangeUndone) -> None:
    """Let what was chosen return to the old address."""
    change = accounts.get_email_change(EmailChangeId(event.change_id))
    move_choices(change.new_email, change.old_email)


def tell_password_was_changed(event: PasswordChanged) -> None:
    """Tell an owner that the password is another now."""
    _tell_owner("password_changed", event.account_id, event.language, event.site_id)


def tell_second_step_was_changed(event: SecondStepChanged) -> None:
    """Tell an owner that the two-step log-in is on, or off."""
    kind = "second_step_on" if event.is_on else "second_step_off"
    _tell_owner(kind, event.account_id, event.language, event.site_id)


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
    _tell_owner("deletion_taken_back", event.account_id, owner.language, sites.list_sites()[0].id)


def forget_deleted_account(event: AccountDeleted) -> None:
    """Empty every mail to somebody who is no longer here, and drop messages and choices."""
    session().execute(delete(NoteRow).where(NoteRow.account_id == event.account_id))
    session().execute(delete(Choice).where(_digest(Choice.recipient) == event.email_digest))
    mine = update(Mail).where(_digest(Mail.recipient) == event.email_digest)
    nobody: dict[str, object] = {
        "recipient": "", "facts": {}, "secrets": {}, "subject": "", "text": "", "html": "",
    }  # fmt: skip
    session().execute(mine.values(nobody))


def _digest(column: Any) -> ColumnElement[str]:
    return func.encode(func.sha256(func.convert_to(func.lower(column), "UTF8")), "hex")


def _tell_owner(kind: str, account_id: int, language: str, site_id: int) -> None:
    owner = accounts.get_account(AccountId(account_id))
    _write(kind, owner.email, language, site_id, f"{owner.id}:{new_token(12)}")


def _write(kind: str, to: str, language: str, site_id: int, key: str, **secrets: str) -> None:
    write_mail(
        kind=kind, to=to, language=language, site_id=SiteId(site_id), facts={}, secrets=secrets,
        source_key=f"{kind}:{key}",
    )  # fmt: skip
