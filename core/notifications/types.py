from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from core.kernel.ids import SiteId

MailId = NewType("MailId", int)
NoteId = NewType("NoteId", int)


class Topic(StrEnum):
    """What people are told about; the first two are part of the deal and cannot be switched off."""

    ORDERS = "orders"
    ACCOUNT = "account"
    MESSAGES = "messages"
    REVIEWS = "reviews"
    ALERTS = "alerts"


class Channel(StrEnum):
    MAIL = "mail"
    SITE = "site"


class MailState(StrEnum):
    """`kept` is a mail that waits for a reader in the demo's mailbox because there is no mail server."""

    WRITTEN = "written"
    SENT = "sent"
    KEPT = "kept"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class MailToSend:
    """What it takes to render and send a mail; the texts are there when it was rendered before."""

    id: MailId
    kind: str
    recipient: str
    language: str
    site_id: SiteId
    facts: dict[str, Any]
    state: MailState
    subject: str
    text: str
    html: str
    written_at: datetime
    unsubscribe: str = ""  # the token of the link to say no more, where there is a choice

    @property
    def is_finished(self) -> bool:
        return self.state in {MailState.SENT, MailState.KEPT}

    @property
    def is_rendered(self) -> bool:
        return bool(self.subject)


@dataclass(frozen=True, slots=True)
class MailCard:
    """A mail in a list; times are UTC."""

    id: MailId
    kind: str
    recipient: str
    language: str
    subject: str
    state: MailState
    attempts: int
    last_error: str
    written_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailDetail:
    """A mail as it can be read in the mailbox."""

    card: MailCard
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Note:
    """A message on the site; `facts` fill the sentence that its kind stands for."""

    id: NoteId
    kind: str
    topic: Topic
    facts: dict[str, Any]
    written_at: datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class Preference:
    """Whether a topic comes by a channel, and whether that is anybody's to choose."""

    topic: Topic
    channel: Channel
    is_on: bool
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class Unsubscription:
    """Who wants to hear no more about what by mail: read from the link in a mail."""

    recipient: str
    topic: Topic
