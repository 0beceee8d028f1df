from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class ReturnRequested(Event):
    """A shopper wants to send something back."""

    return_id: int


@dataclass(frozen=True, kw_only=True)
class ReturnWithdrawn(Event):
    """A shopper keeps what was to be sent back."""

    return_id: int
