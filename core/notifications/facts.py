"""What mails about a purchase say: amounts as they stand on the order, words in the order's language."""

from collections.abc import Iterable
from typing import Any

from core.kernel.money import Money
from core.orders.types import LineSnapshot, OrderDetail, PurchaseDetail, TaxRow


def of_purchase(purchase: PurchaseDetail) -> dict[str, Any]:
    """Give the whole purchase: who, where to, every line, and how the total came about."""
    return {
        "number": purchase.number,
        "placed_at": purchase.placed_at,
        "name": purchase.address.name,
        "address": [*purchase.address.lines()],
        "country": purchase.address.country,
        "prices_include_tax": purchase.prices_include_tax,
        "orders": [of_order(order) for order in purchase.orders],
        "goods": purchase.goods,
        "shipping": purchase.shipping,
        "taxes": of_taxes(purchase.taxes),
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


def of_taxes(rows: Iterable[TaxRow]) -> list[dict[str, Any]]:
    """Sum tax lines by country and rate, the highest rate first; rows without tax are left out."""
    sums: dict[tuple[str, int, bool], Money] = {}
    for row in rows:
        key = row.country, row.rate_bp, row.included
        sums[key] = sums[key] + row.tax if key in sums else row.tax
    taxed = sorted(((key, tax) for key, tax in sums.items() if tax.minor), key=lambda pair: -pair[0][1])
    return [
        {"country": country, "rate": rate, "included": included, "tax": tax}
        for (country, rate, included), tax in taxed
    ]


def _of_line(line: LineSnapshot) -> dict[str, Any]:
    return {
        "title": line.title, "label": line.label, "sku": line.sku, "quantity": line.quantity,
        "unit": line.unit, "total": line.total,
    }
