from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from core.kernel.ids import SiteId

MailId = NewType("MailId", int)


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
