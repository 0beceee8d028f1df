from core.kernel.refusal import NotFound, Refusal


class InvoiceNotFound(NotFound):
    """No such invoice, or it is not this person's."""

    code = "invoices.not_found"


class CreditUnclear(Refusal):
    """Money went back that is not the whole of an invoice; facts: asked, invoiced (minor units)."""

    code = "invoices.credit_unclear"
