from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class UnitsReturned(Event):
    """Units that order lines had taken from pools are free again."""

    pool_ids: list[int]
