from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PublishedRate:
    """One line of a source: units of `quote` for one `base` on a day."""

    base: str
    quote: str
    rate: Decimal
    effective_on: date
    source: str


@dataclass(frozen=True, slots=True)
class FxQuote:
    """A rate to convert with, and where it came from; a cross rate names both legs."""

    base: str
    quote: str
    rate: Decimal
    effective_on: date
    source: str

    def as_text(self) -> str:
        """Give the quote as one line for a snapshot."""
        return f"{self.base}/{self.quote} {self.rate.normalize():f} {self.effective_on} {self.source}"
