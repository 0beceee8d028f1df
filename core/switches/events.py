from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class SwitchChanged(Event):
    """An operator switched a feature of a site, or of all sites where it is None, to another level."""

    feature: str
    site_id: int | None
    level: str
