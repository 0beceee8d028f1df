"""Handing a finished mail to a mail server."""

import smtplib
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from core.platform.http import OutageError
from core.platform.settings import settings


def compose(*, to: str, subject: str, text: str, html: str, language: str) -> EmailMessage:
    """Build a mail with a text and an HTML part."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = settings().mail_from, to, subject
    mail["Date"], mail["Message-ID"] = formatdate(), make_msgid(domain="entrepot.example")
    mail.set_content(text)
    mail.add_alternative(html, subtype="html")
    mail["Content-Language"] = language
    return mail


def send(mail: EmailMessage, url: str) -> None:
    """Send a mail through smtp://user:password@host:port or smtps://…; raises OutageError."""
    server = urlsplit(url)
    kind = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
    try:
        with kind(server.hostname or "localhost", server.port or 0, timeout=20) as connection:
            connection.ehlo_or_helo_if_needed()
            if server.scheme == "smtp" and connection.has_extn("starttls"):
                connection.starttls()
            if server.username:
                connection.login(unquote(server.username), unquote(server.password or ""))
            connection.send_message(mail)
    except (OSError, smtplib.SMTPException) as problem:
        raise OutageError(f"mail server: {type(problem).__name__}", None) from problem
