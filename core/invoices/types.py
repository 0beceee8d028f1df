from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.kernel.ids import MerchantId, OrderId
from core.kernel.money import Money

InvoiceId = NewType("InvoiceId", int)


class InvoiceKind(StrEnum):
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


@dataclass(frozen=True, slots=True)
class Party:
    """Who issues an invoice, whose goods they are, or who it is made out to."""

    name: str
    lines: tuple[str, ...]
    country: str
    tax_id: str


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """Units of one variant, as the order's row has them."""

    title: str
    label: str
    sku: str
    quantity: int
    unit: Money
    total: Money


@dataclass(frozen=True, slots=True)
class InvoiceTax:
    """Tax of one rate and country: exactly the sum of the order's rows; `reason` says why there is none."""

    country: str
    rate_bp: int
    base: Money
    tax: Money
    included: bool
    reason: str


@dataclass(frozen=True, slots=True)
class InvoiceCard:
    """An invoice or a credit note in a list."""

    number: str
    kind: InvoiceKind
    total: Money
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class InvoiceDetail:
    """An invoice, or the credit note of `credits`, whole and for good; amounts in one currency."""

    id: InvoiceId
    number: str
    kind: InvoiceKind
    credits: str
    order_id: OrderId
    order_number: str
    merchant_id: MerchantId
    language: str
    site_code: str
    time_zone: str
    issued_at: datetime
    supplied_at: datetime
    issuer: Party
    merchant: Party
    customer: Party
    prices_include_tax: bool
    lines: tuple[InvoiceLine, ...]
    shipping_name: str
    shipping: Money
    taxes: tuple[InvoiceTax, ...]
    goods: Money
    tax: Money
    total: Money
