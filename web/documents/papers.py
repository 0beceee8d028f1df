"""Papers as their readers get them: the one that was kept, else drawn now."""

from core.invoices import queries, service
from core.invoices.types import InvoiceDetail


def paper_of(invoice: InvoiceDetail) -> bytes:
    """Give the paper of an invoice as it was first drawn, drawing it now where nobody has."""
    kept = queries.find_document(invoice)
    if kept is None:
        from web.documents.invoice import draw  # with the library and its fonts: 28 MB, seldom needed

        kept = draw(invoice)
        service.keep_document(invoice, kept)
    return kept
