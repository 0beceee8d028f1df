from core.invoices import queries, service
from core.invoices.events import InvoiceIssued
from core.invoices.types import InvoiceId
from core.platform.db import reading
from workers.job import job
from workers.queues import QueueName


@job(queue=QueueName.DEFAULT, timeout=60)
def draw_invoice(event: InvoiceIssued) -> None:
    """Draw the document of an invoice and keep it; drawn again it would be the same, byte for byte."""
    # Here, because the relay imports this file for its names and needs none of the pages.
    from web.rendering import render_invoice

    with reading():
        invoice = queries.get_invoice(InvoiceId(event.invoice_id))
    if queries.find_document(invoice) is None:
        service.keep_document(invoice, render_invoice(invoice))
