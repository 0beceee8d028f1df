from sqlalchemy import func, select
from sqlalchemy.sql.elements import ColumnElement

from core.kernel.ids import SiteId
from core.kernel.page import Page, PageAsk
from core.notifications import policy
from core.notifications.choosing import (
    list_preferences_of,
    read_unsubscribe_token,
    unsubscribe_token,
)
from core.notifications.errors import MailNotFound
from core.notifications.models import Mail
from core.notifications.noting import count_unread_notes_of, list_notes_of
from core.notifications.packing import unpack
from core.notifications.types import Channel, MailCard, MailDetail, MailId, MailState, MailToSend
from core.platform.db import session

__all__ = [
    "count_failed", "count_unread_notes_of", "get_mail", "get_mail_to_send", "list_failed", "list_kept",
    "list_notes_of", "list_preferences_of", "read_unsubscribe_token",
]  # fmt: skip


def get_mail_to_send(mail_id: MailId) -> MailToSend:
    """Give what it takes to render and send a mail, secrets among the facts; raises MailNotFound."""
    mail = _get(mail_id)
    return MailToSend(
        id=MailId(mail.id),
        kind=mail.kind,
        recipient=mail.recipient,
        language=mail.language,
        site_id=SiteId(mail.site_id),
        facts=unpack({**mail.facts, **mail.secrets}),
        state=MailState(mail.state),
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        written_at=mail.written_at,
        unsubscribe=_unsubscribe(mail),
    )


def list_kept(ask: PageAsk) -> Page[MailCard]:
    """List mails that are kept to be read because there is no mail server, newest first."""
    return _page(ask, Mail.state == MailState.KEPT)


def list_failed(ask: PageAsk) -> Page[MailCard]:
    """List mails whose last attempt failed, newest first."""
    return _page(ask, Mail.state == MailState.FAILED)


def get_mail(mail_id: MailId) -> MailDetail:
    """Give a mail that is kept to be read; raises MailNotFound, also where a mail server has taken it."""
    mail = _get(mail_id)
    if mail.state != MailState.KEPT:
        raise MailNotFound(id=mail_id)
    return MailDetail(_card(mail), mail.text, mail.html)


def count_failed() -> int:
    """Count mails whose last attempt failed."""
    return session().execute(select(func.count()).where(Mail.state == MailState.FAILED)).scalar_one()


def _page(ask: PageAsk, condition: ColumnElement[bool]) -> Page[MailCard]:
    rows = select(Mail).where(condition).order_by(Mail.id.desc()).limit(ask.size).offset(ask.offset)
    total = session().execute(select(func.count()).select_from(Mail).where(condition)).scalar_one()
    return Page([_card(mail) for mail in session().scalars(rows)], ask, total)


def _unsubscribe(mail: Mail) -> str:
    topic = policy.topic_of(mail.kind)
    is_optional = policy.may_choose(topic, Channel.MAIL) and policy.is_for_shopper(mail.facts)
    return unsubscribe_token(mail.recipient, topic) if is_optional else ""


def _get(mail_id: MailId) -> Mail:
    mail = session().get(Mail, mail_id)
    if mail is None:
        raise MailNotFound(id=mail_id)
    return mail


def _card(mail: Mail) -> MailCard:
    return MailCard(
        id=MailId(mail.id),
        kind=mail.kind,
        recipient=mail.recipient,
        language=mail.language,
        subject=mail.subject,
        state=MailState(mail.state),
        attempts=mail.attempts,
        last_error=mail.last_error,
        written_at=mail.written_at,
        sent_at=mail.sent_at,
    )
