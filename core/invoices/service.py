from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from core.invoices import snapshot
from core.invoices.errors import CreditUnclear, InvoiceNotFound
from core.invoices.events import InvoiceIssued
from core.invoices.models import Invoice, InvoiceSeries
from core.invoices.queries import document_name
from core.invoices.types import InvoiceDetail, InvoiceKind
from core.kernel.ids import OrderId, PurchaseId
from core.kernel.money import Money
from core.merchants import queries as merchants
from core.orders import queries as orders
from core.platform import locks, outbox
from core.platform.db import session
from core.platform.storage import storage
from core.sites import queries as sites
from core.sites.types import SiteDetail

PREFIXES = {InvoiceKind.INVOICE: "INV", InvoiceKind.CREDIT_NOTE: "CRN"}


def issue_invoices(purchase_id: PurchaseId) -> None:
    """Issue an invoice for each order of a paid purchase, once: a snapshot under the next number of its series.

    The numbers of a series have no gap (Directive 2006/112/EC, article 226(2)): the series' row, of a legal entity
    and year, is locked until the invoice is committed, and a rollback gives its number back.
    """
    purchase = orders.get_purchase(purchase_id)
    if purchase.paid_at is None:
        return
    site = sites.get_site(purchase.site_id)
    merchant_ids = {order.merchant_id for order in purchase.orders}
    faces = merchants.list_by_ids(merchant_ids, site.chain(purchase.language))
    for order in purchase.orders:
        content = snapshot.of_order(order, purchase, site, faces.get(order.merchant_id))
        _issue(
            InvoiceKind.INVOICE, site, f"order:{order.id}", order.total, content, at=purchase.paid_at,
            order_id=order.id, merchant_id=order.merchant_id, language=purchase.language,
        )  # fmt: skip


def issue_credit_note(order_id: OrderId, amount: Money, *, refund: str, at: datetime) -> None:
    """Take back the invoice of an order whose money went back, once per refund number.

    Raises InvoiceNotFound before there is one, and CreditUnclear for a part of it.
    """
    invoice = session().scalar(select(Invoice).where(Invoice.source_key == f"order:{order_id}"))
    if invoice is None:
        raise InvoiceNotFound
    if amount != Money(invoice.total_minor, invoice.currency):
        raise CreditUnclear(asked=amount.minor, invoiced=invoice.total_minor)
    site = sites.find_site_by_code(invoice.content["site_code"])
    assert site is not None
    _issue(
        InvoiceKind.CREDIT_NOTE, site, f"refund:{refund}", amount, invoice.content, at=at,
        order_id=invoice.order_id, merchant_id=invoice.merchant_id, language=invoice.language,
        invoice_id=invoice.id,
    )  # fmt: skip


def keep_document(invoice: InvoiceDetail, document: bytes) -> None:
    """Store the document of an invoice. Not to be called inside a transaction."""
    storage().save(document_name(invoice.number), document)


def _issue(
    kind: InvoiceKind, site: SiteDetail, source_key: str, total: Money, content: dict[str, Any], *,
    at: datetime, **about: Any,
) -> None:  # fmt: skip
    series = _next(kind, content["issuer"]["name"], at.astimezone(ZoneInfo(site.time_zone)).year)
    if session().scalar(select(Invoice.id).where(Invoice.source_key == source_key)) is not None:
        return
    series.last += 1
    invoice = Invoice(
        number=f"{PREFIXES[kind]}-{site.code.upper()}-{series.year}-{series.last:06}",
        series_id=series.id, place=series.last, kind=kind, source_key=source_key, currency=total.currency,
        total_minor=total.minor, issued_at=at, content=content, **about,
    )  # fmt: skip
    session().add(invoice)
    session().flush()
    outbox.record(InvoiceIssued(invoice_id=invoice.id))


def _next(kind: InvoiceKind, legal_entity: str, year: int) -> InvoiceSeries:
    same = (
        InvoiceSeries.legal_entity == legal_entity, InvoiceSeries.year == year, InvoiceSeries.kind == kind
    )  # fmt: skip
    found = locks.matching(InvoiceSeries, *same)
    if found:
        return found[0]
    new = insert(InvoiceSeries).values(legal_entity=legal_entity, year=year, kind=kind)
    session().execute(new.on_conflict_do_nothing())
    return locks.matching(InvoiceSeries, *same)[0]
