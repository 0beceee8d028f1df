from dataclasses import dataclass

from core.kernel.money import Money


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A rate in basis points; `reason` says why it is nothing where nothing is collected."""

    country: str
    category: str
    rate_bp: int
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class TaxLine:
    """The tax of one amount: base + tax = gross. `included` says whether the shown price contains it."""

    rate: TaxRate
    base: Money
    tax: Money
    included: bool

    @property
    def gross(self) -> Money:
        return self.base + self.tax
