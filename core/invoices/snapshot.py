"""What an invoice keeps of an order: everything it will ever say, as plain values. Pure."""

from collections.abc import Sequence
from typing import Any

from core.kernel.money import Money
from core.merchants.types import MerchantFace
from core.orders.types import OrderDetail, PurchaseDetail, TaxRow
from core.sites.types import SiteDetail


def of_order(
    order: OrderDetail, purchase: PurchaseDetail, site: SiteDetail, merchant: MerchantFace | None
) -> dict[str, Any]:
    """Give the content of an order's invoice; amounts in minor units of the order's currency."""
    assert purchase.paid_at is not None
    return {
        "site_code": site.code,
        "time_zone": site.time_zone,
        "order_number": order.number,
        "supplied_at": purchase.paid_at.isoformat(),
        "issuer": _issuer(site),
        "merchant": {
            "name": merchant.legal_name if merchant else order.merchant_name,
            "lines": [order.merchant_name],
            "country": merchant.country if merchant else order.location_country,
            "tax_id": "",
        },
        "customer": _customer(purchase),
        "prices_include_tax": purchase.prices_include_tax,
        "lines": [
            {
                "title": line.title, "label": line.label, "sku": line.sku, "quantity": line.quantity,
                "unit": line.unit.minor, "total": line.total.minor,
            }
            for line in order.lines
        ],
        "shipping_name": order.shipping.name,
        "shipping": order.shipping.price.minor,
        "taxes": _taxes(order.taxes),
        "goods": order.goods.minor,
        "tax": order.tax.minor,
    }  # fmt: skip


def _issuer(site: SiteDetail) -> dict[str, Any]:
    entity = site.legal_entity
    return {
        "name": entity.get("name", ""),
        "lines": [entity.get("address", "")],
        "country": "",
        "tax_id": entity.get("tax_id", ""),
    }


def _customer(purchase: PurchaseDetail) -> dict[str, Any]:
    name, *lines = purchase.billed_to.lines()
    firm = purchase.firm
    return {
        "name": firm.name if firm else name,
        "lines": [*([name] if firm else []), *lines],
        "country": purchase.billed_to.country,
        "tax_id": firm.vat_number if firm else "",
    }


def _taxes(rows: Sequence[TaxRow]) -> list[dict[str, Any]]:
    """Join the rows of one rate and country; nothing is rounded anew."""
    joined: dict[tuple[str, int, bool, str], tuple[Money, Money]] = {}
    for row in rows:
        key = row.country, row.rate_bp, row.included, row.reason
        base, tax = joined.get(key, (Money.zero(row.base.currency), Money.zero(row.tax.currency)))
        joined[key] = base + row.base, tax + row.tax
    return [
        {
            "country": country, "rate_bp": rate, "included": included, "reason": reason,
            "base": base.minor, "tax": tax.minor,
        }
        for (country, rate, included, reason), (base, tax) in sorted(joined.items())
    ]  # fmt: skip
