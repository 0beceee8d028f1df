from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class TariffsChanged(Event):
    """What it costs to send goods from a location is another thing now, or will be."""

    location_id: int


@dataclass(frozen=True, kw_only=True)
class TrackingMoved(Event):
    """A carrier said something new of a parcel; `milestone` is how far it is now."""

    tracking_id: int
    milestone: str
