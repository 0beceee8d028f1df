from flask import Response

from core.invoices import queries as invoices
from core.orders.errors import OrderNotFound
from core.platform.db import reading
from web.documents.download import as_download
from web.documents.papers import paper_of
from web.shared.guard import public
from web.storefront.orders.blueprint import orders
from web.storefront.orders.finding import show_form
from web.storefront.orders.opening import open_purchase


@orders.get("/orders/<number>/invoices/<invoice_number>")
@public
def paper(number: str, invoice_number: str) -> Response | tuple[str, int]:
    """Give the paper of an invoice or a credit note to who may see its order."""
    try:
        with reading():
            purchase = open_purchase(number)
            invoice = invoices.get_invoice_of_orders([order.id for order in purchase.orders], invoice_number)
    except OrderNotFound:
        return show_form(number=number[:15], status=404)
    return as_download(paper_of(invoice), f"{invoice.number}.pdf")
