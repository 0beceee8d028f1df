from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class AlertAsked(Event):
    """Somebody wants to hear of a variant, and the mailbox is yet to be proven."""

    alert_id: int


@dataclass(frozen=True, kw_only=True)
class AlertDue(Event):
    """A variant is back that somebody waits for."""

    alert_id: int
