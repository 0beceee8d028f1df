from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class MailWritten(Event):
    """A mail waits to be rendered and sent."""

    mail_id: int
