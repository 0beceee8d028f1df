from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class SandboxWebhookWritten(Event):
    """The sandbox company has a word for a merchant; it is sent from a worker."""

    event_id: str
