from dataclasses import replace

from core.kernel.ids import SiteId
from core.notifications import queries, service
from core.notifications.events import MailWritten
from core.notifications.types import MailId, MailToSend
from core.platform import mail as letters
from core.platform.db import reading, transaction
from core.platform.settings import settings
from core.sites.queries import get_site
from workers.failures import describe
from workers.job import finishing, job
from workers.queues import QueueName


@job(queue=QueueName.MAIL, timeout=60)
def send_mail(event: MailWritten) -> None:
    """Render a mail and hand it to the mail server, or keep it to be read where there is none."""
    mail_id = MailId(event.mail_id)
    try:
        mail = _rendered(mail_id)
        if not mail.is_finished:
            _send(mail)
    except Exception as problem:
        with transaction():
            service.note_failure(mail_id, describe(problem))
        raise


def _rendered(mail_id: MailId) -> MailToSend:
    # Here, because the relay imports this file for its names and needs none of the pages.
    from web.rendering import render_email

    with reading():
        mail = queries.get_mail_to_send(mail_id)
        if mail.is_finished or mail.is_rendered:
            return mail
        site = get_site(SiteId(mail.site_id))
        facts = {**mail.facts, "unsubscribe": mail.unsubscribe}
        words = render_email(mail.kind, language=mail.language, site=site, facts=facts)
    with transaction():
        if not service.keep_words(mail_id, subject=words.subject, text=words.text, html=words.html):
            return queries.get_mail_to_send(mail_id)  # somebody else was faster
    return replace(mail, subject=words.subject, text=words.text, html=words.html)


def _send(mail: MailToSend) -> None:
    server = settings().smtp_url
    if server:
        letters.send(_letter(mail), server)
    with finishing():
        if server:
            service.mark_sent(mail.id)
        else:
            service.mark_kept(mail.id)


def _letter(mail: MailToSend) -> letters.EmailMessage:
    letter = letters.compose(
        to=mail.recipient, subject=mail.subject, text=mail.text, html=mail.html, language=mail.language
    )
    if mail.unsubscribe:
        _add_way_out(letter, mail)
    # The same mail has the same id at every attempt, so that a mailbox can tell a second copy.
    domain = letter["Message-ID"].rpartition("@")[2].rstrip(">")
    letter.replace_header("Message-ID", f"<mail-{mail.id}-{int(mail.written_at.timestamp())}@{domain}>")
    return letter


def _add_way_out(letter: letters.EmailMessage, mail: MailToSend) -> None:
    """Let mail programs unsubscribe with one click, as RFC 8058 has it."""
    from web.rendering import unsubscribe_address

    with reading():
        site = get_site(SiteId(mail.site_id))
    letter["List-Unsubscribe"] = f"<{unsubscribe_address(mail.unsubscribe, mail.language, site)}>"
    letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
