from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class InvoiceIssued(Event):
    """An invoice or a credit note got its number; its document is to be drawn."""

    invoice_id: int
