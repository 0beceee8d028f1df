from dataclasses import dataclass, field

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class BasePriceSet(Event):
    """A merchant set what a variant costs; other prices are to be proposed anew."""

    variant_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class PricesChanged(Event):
    """Shown prices of variants changed, in these places (site, currency) and no others; anywhere where none is told."""

    variant_ids: list[int]
    places: list[tuple[int, str]] = field(default_factory=list)
