from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Select, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from core.invoices.errors import InvoiceNotFound
from core.invoices.models import Invoice
from core.invoices.types import (
    InvoiceCard,
    InvoiceDetail,
    InvoiceId,
    InvoiceKind,
    InvoiceLine,
    InvoiceTax,
    Party,
)
from core.kernel.ids import MerchantId, OrderId
from core.kernel.money import Money
from core.platform.composed import Composed
from core.platform.db import read_rows, session
from core.platform.storage import storage

_INVOICES = Invoice.__table__.c
_CARDS = Composed(
    select(
        _INVOICES.order_id,
        _INVOICES.number,
        _INVOICES.kind,
        _INVOICES.total_minor,
        _INVOICES.currency,
        _INVOICES.issued_at,
    )
    .where(_INVOICES.order_id == any_(bindparam("ids", type_=ARRAY(BigInteger))))
    .order_by(_INVOICES.id)
)


def list_invoices_of(order_ids: Iterable[OrderId]) -> dict[OrderId, list[InvoiceCard]]:
    """Give the invoices and credit notes of orders, the oldest first."""
    wanted = set(order_ids)
    found: dict[OrderId, list[InvoiceCard]] = {order_id: [] for order_id in wanted}
    for row in read_rows(_CARDS, {"ids": list(wanted)}):
        card = InvoiceCard(
            row.number, InvoiceKind(row.kind), Money(row.total_minor, row.currency), row.issued_at
        )
        found[OrderId(row.order_id)].append(card)
    return found


def get_invoice_of_orders(order_ids: Iterable[OrderId], number: str) -> InvoiceDetail:
    """Give an invoice to who may see these orders; raises InvoiceNotFound."""
    return _one(select(Invoice).where(Invoice.number == number, Invoice.order_id.in_(set(order_ids))))


def get_invoice_for_operator(number: str) -> InvoiceDetail:
    """Give any invoice by its number, for operators; raises InvoiceNotFound."""
    return _one(select(Invoice).where(Invoice.number == number))


def get_invoice(invoice_id: InvoiceId) -> InvoiceDetail:
    """Give an invoice by id, for the house itself; raises InvoiceNotFound."""
    return _one(select(Invoice).where(Invoice.id == invoice_id))


def find_document(invoice: InvoiceDetail) -> bytes | None:
    """Give the document of an invoice as it was first drawn, if it was. Not to be called inside a transaction."""
    try:
        return storage().read(document_name(invoice.number))
    except FileNotFoundError:
        return None


def document_name(number: str) -> str:
    """Give the name under which the document of an invoice is stored."""
    return f"invoices/{number}.pdf"


def _one(rows: Select[Invoice]) -> InvoiceDetail:
    row = session().scalar(rows)
    if row is None:
        raise InvoiceNotFound
    return _detail(row)


def _detail(row: Invoice) -> InvoiceDetail:
    told, currency = row.content, row.currency
    credited = session().get(Invoice, row.invoice_id) if row.invoice_id else None
    return InvoiceDetail(
        id=InvoiceId(row.id),
        number=row.number,
        kind=InvoiceKind(row.kind),
        credits=credited.number if credited else "",
        order_id=OrderId(row.order_id),
        order_number=told["order_number"],
        merchant_id=MerchantId(row.merchant_id),
        language=row.language,
        site_code=told["site_code"],
        time_zone=told["time_zone"],
        issued_at=row.issued_at,
        supplied_at=datetime.fromisoformat(told["supplied_at"]),
        issuer=_party(told["issuer"]),
        merchant=_party(told["merchant"]),
        customer=_party(told["customer"]),
        prices_include_tax=told["prices_include_tax"],
        lines=tuple(_line(line, currency) for line in told["lines"]),
        shipping_name=told["shipping_name"],
        shipping=Money(told["shipping"], currency),
        taxes=tuple(_tax(tax, currency) for tax in told["taxes"]),
        goods=Money(told["goods"], currency),
        tax=Money(told["tax"], currency),
        total=Money(row.total_minor, currency),
    )


def _party(told: dict[str, Any]) -> Party:
    return Party(told["name"], tuple(told["lines"]), told["country"], told["tax_id"])


def _line(told: dict[str, Any], currency: str) -> InvoiceLine:
    return InvoiceLine(
        told["title"],
        told["label"],
        told["sku"],
        told["quantity"],
        Money(told["unit"], currency),
        Money(told["total"], currency),
    )


def _tax(told: dict[str, Any], currency: str) -> InvoiceTax:
    return InvoiceTax(
        told["country"],
        told["rate_bp"],
        Money(told["base"], currency),
        Money(told["tax"], currency),
        told["included"],
        told["reason"],
    )
