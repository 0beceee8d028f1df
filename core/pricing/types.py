from dataclasses import dataclass
from enum import StrEnum

from core.kernel.ids import VariantId
from core.kernel.money import Money


class PriceOrigin(StrEnum):
    EXPLICIT = "explicit"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class Price:
    """A price in force: gross or net as the site shows prices; `fx` and `rule` say how it came about."""

    variant_id: VariantId
    amount: Money
    origin: PriceOrigin
    fx: str
    rule: str
