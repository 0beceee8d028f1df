from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class BasePriceSet(Event):
    """A merchant set what a variant costs; other prices are to be proposed anew."""

    variant_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class PricesChanged(Event):
    """Shown prices of variants changed."""

    variant_ids: list[int]
