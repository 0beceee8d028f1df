from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class AvailabilityChanged(Event):
    """What is available of variants changed."""

    variant_ids: list[int]
