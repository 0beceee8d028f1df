from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from core.kernel import clock
from core.kernel.ids import SiteId
from core.notifications import policy
from core.notifications.choosing import choose, wants
from core.notifications.events import MailWritten
from core.notifications.models import Mail
from core.notifications.noting import mark_notes_read, note_mail
from core.notifications.packing import pack
from core.notifications.types import Channel, MailId, MailState
from core.platform import locks, log, outbox
from core.platform.db import session

__all__ = [
    "choose", "forget_old_mails", "keep_words", "mark_kept", "mark_notes_read", "mark_sent", "note_failure",
    "write_mail",
]  # fmt: skip

NO_SECRETS: Mapping[str, Any] = {}


def write_mail(
    *,
    kind: str,
    to: str,
    language: str,
    site_id: SiteId,
    facts: Mapping[str, Any],
    source_key: str,
    secrets: Mapping[str, Any] = NO_SECRETS,
) -> MailId | None:
    """Write down that a person is to be told something; rendered and sent after commit.

    Who has an account gets a message on the site besides. Where the reader does not want to hear of this by
    mail none is written, and None comes back.

    `kind` names a folder of web/emails, whose templates read `facts` and `secrets`: plain values, amounts and
    dates. `secrets`, such as the token of a link, are forgotten once a mail server has the mail. The same
    `source_key` (kind of mail, what it is about) is the same mail, however often it is written.
    """
    note_mail(kind, to, facts, source_key)
    topic = policy.topic_of(kind)
    if policy.is_for_shopper(facts) and not wants(to, topic, Channel.MAIL):
        return None
    row = {
        "kind": kind,
        "recipient": to,
        "language": language,
        "site_id": site_id,
        "facts": pack(facts),
        "secrets": pack(secrets),
        "source_key": source_key,
        "request_id": log.request_id() or "",
    }
    written = insert(Mail).values(row).on_conflict_do_nothing().returning(Mail.id)
    mail_id = session().scalars(written).one_or_none()
    if mail_id is None:
        return MailId(session().scalars(select(Mail.id).where(Mail.source_key == source_key)).one())
    outbox.record(MailWritten(mail_id=mail_id))
    return MailId(mail_id)


def keep_words(mail_id: MailId, *, subject: str, text: str, html: str) -> bool:
    """Keep what a mail says, so that every later attempt says the same; False where it says something already."""
    words = update(Mail).where(Mail.id == mail_id, Mail.subject == "").returning(Mail.id)
    return session().scalar(words.values(subject=subject, text=text, html=html)) is not None


def mark_sent(mail_id: MailId) -> None:
    """Note that a mail server has taken the mail, and forget the secrets in it with the words around them."""
    mail = _moved(mail_id, "send")
    if mail is not None and mail.secrets:
        mail.secrets, mail.text, mail.html = {}, "", ""


def mark_kept(mail_id: MailId) -> None:
    """Note that the mail rests here to be read, because there is no mail server."""
    _moved(mail_id, "keep")


def note_failure(mail_id: MailId, problem: str) -> None:
    """Note that an attempt to send the mail failed; whether there will be another is not decided here."""
    mail = _moved(mail_id, "fail")
    if mail is not None:
        mail.last_error = problem[:1000]


def forget_old_mails(older_than: timedelta) -> int:
    """Empty what finished mails of long ago said and knew; that they were sent stays. Gives how many."""
    old = Mail.written_at < clock.now() - older_than
    finished = Mail.state.in_([MailState.SENT, MailState.KEPT])
    emptied = update(Mail).where(old, finished, func.length(Mail.subject) > 0)
    nothing: dict[str, Any] = {"subject": "", "text": "", "html": "", "facts": {}, "secrets": {}}
    return len(session().execute(emptied.values(nothing).returning(Mail.id)).all())


def _moved(mail_id: MailId, move: str) -> Mail | None:
    mail = locks.row(Mail, mail_id)
    if mail is None or not policy.MAIL.can(MailState(mail.state), move):
        return None
    mail.state = policy.MAIL.destination(MailState(mail.state), move)
    mail.attempts += 1
    if mail.state != MailState.FAILED:
        mail.sent_at, mail.last_error = clock.now(), ""
    return mail
