from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class RatesImported(Event):
    """A source published rates that we did not have."""

    source: str
    effective_on: str
    count: int
