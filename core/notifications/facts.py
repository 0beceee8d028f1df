"""What mails about a purchase say: amounts as they stand on the order, words in the order's language."""

from collections.abc import Iterable, Sequence
from typing import Any

from core.kernel.money import Money
from core.kernel.texts import pick
from core.orders.types import LineSnapshot, OrderDetail, PurchaseDetail, TaxRow


def of_purchase(purchase: PurchaseDetail) -> dict[str, Any]:
    """Give the whole purchase: where to, every line, and how the total came about."""
    return {
        "number": purchase.number,
        "placed_at": purchase.placed_at,
        "address": [*purchase.address.lines()],
        "country": purchase.address.country,
        "prices_include_tax": purchase.prices_include_tax,
        "orders": [of_order(order) for order in purchase.orders],
        "goods": purchase.goods,
        "shipping": purchase.shipping,
        "taxes": of_taxes(purchase.taxes),
        "untaxed": why_untaxed(purchase.taxes),
        "total": purchase.total,
    }


def of_order(order: OrderDetail) -> dict[str, Any]:
    """Give one merchant's part of a purchase."""
    return {
        "number": order.number,
        "merchant": order.merchant_name,
        "ships_from": order.location_name,
        "ships_from_country": order.location_country,
        "service": order.shipping.name,
        "arrives_from": order.shipping.arrives_from,
        "arrives_to": order.shipping.arrives_to,
        "lines": [_of_line(line) for line in order.lines],
        "shipping": order.shipping.price,
        "total": order.total,
    }


def of_merchants_order(order: OrderDetail, chain: Sequence[str]) -> dict[str, Any]:
    """Give an order as its merchant needs it for packing, in the merchant's language; without who bought it."""
    lines = [
        {
            "title": pick(line.titles, chain),
            "label": pick(line.labels, chain),
            "sku": line.sku,
            "quantity": line.quantity,
        }
        for line in order.lines
    ]
    return {
        "number": order.number,
        "merchant": order.merchant_name,
        "lines": lines,
        "ships_from": pick(order.location_names, chain),
        "service": pick(order.shipping.names, chain),
    }


def of_taxes(rows: Iterable[TaxRow]) -> list[dict[str, Any]]:
    """Join the tax lines of one rate, the highest rate first; nothing is rounded anew."""
    joined: dict[tuple[int, bool], tuple[Money, Money]] = {}
    for row in rows:
        if row.rate_bp:
            key = row.rate_bp, row.included
            base, tax = joined.get(key, (Money.zero(row.base.currency), Money.zero(row.tax.currency)))
            joined[key] = base + row.base, tax + row.tax
    return [
        {"rate": rate, "included": included, "base": base, "tax": tax}
        for (rate, included), (base, tax) in sorted(joined.items(), key=lambda entry: -entry[0][0])
    ]


def why_untaxed(rows: Iterable[TaxRow]) -> list[str]:
    """List why some of it bears no tax."""
    return sorted({row.reason for row in rows if not row.rate_bp and row.reason})


def _of_line(line: LineSnapshot) -> dict[str, Any]:
    return {
        "title": line.title,
        "label": line.label,
        "sku": line.sku,
        "quantity": line.quantity,
        "unit": line.unit,
        "total": line.total,
    }
