"""A new purchase as rows, by column: what it was sold as, copied once and never looked up again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.kernel.ids import OrderLineId
from core.orders.types import LineSnapshot, NewOrder, NewPurchase, TaxRow

Row = dict[str, Any]


def purchase(id: int, number: str, new: NewPurchase, *, placed_at: datetime) -> Row:
    """Write a purchase as a row."""
    return {
        "id": id,
        "number": number,
        "site_id": new.site_id,
        "cart_id": new.cart_id,
        "account_id": new.account_id,
        "email": new.email,
        "language": new.language,
        "currency": new.currency,
        "address": new.address.as_dict(),
        "prices_include_tax": new.prices_include_tax,
        "goods_minor": new.goods.minor,
        "shipping_minor": new.shipping.minor,
        "tax_minor": new.tax.minor,
        "total_minor": new.total.minor,
        "idempotency_key": new.idempotency_key,
        "fingerprint": new.fingerprint,
        "is_gift": new.is_gift,
        "gift_note": new.gift_note,
        "firm": new.firm.as_dict() if new.firm else None,
        "billing": new.billing.as_dict() if new.billing else None,
        "placed_at": placed_at.isoformat(),
        "expires_at": new.expires_at.isoformat(),
    }


def order(
    id: int, purchase_id: int, number: str, new: NewOrder, currency: str, *, placed_at: datetime
) -> Row:
    """Write one merchant's part of a purchase as a row."""
    shipping = new.shipping
    return {
        "id": id,
        "number": number,
        "purchase_id": purchase_id,
        "merchant_id": new.merchant_id,
        "merchant_name": new.merchant_name,
        "location_id": new.location_id,
        "location_name": new.location_name,
        "location_names": dict(new.location_names),
        "location_country": new.location_country,
        "currency": currency,
        "goods_minor": new.goods.minor,
        "shipping_minor": shipping.price.minor,
        "tax_minor": new.tax.minor,
        "total_minor": new.total.minor,
        "service_code": shipping.service_code,
        "carrier": shipping.carrier,
        "service_name": shipping.name,
        "service_names": dict(shipping.names),
        "card_minor": shipping.card_price.minor,
        "card_currency": shipping.card_price.currency,
        "shipping_fx": shipping.fx,
        "chargeable_g": shipping.chargeable_g,
        "arrives_from": shipping.arrives_from.isoformat(),
        "arrives_to": shipping.arrives_to.isoformat(),
        "placed_at": placed_at.isoformat(),
    }


def lines(order_id: int, ids: Sequence[OrderLineId], snapshots: Sequence[LineSnapshot]) -> list[Row]:
    """Write what was sold as rows."""
    return [_line(order_id, id, snapshot) for id, snapshot in zip(ids, snapshots, strict=True)]


def taxes(order_id: int, line_ids: Sequence[OrderLineId], found: Sequence[TaxRow]) -> list[Row]:
    """Write tax lines as rows; those of shipping belong to no line."""
    return [_tax(order_id, None if tax.line is None else line_ids[tax.line], tax) for tax in found]


def _line(order_id: int, id: OrderLineId, line: LineSnapshot) -> Row:
    return {
        "id": id,
        "order_id": order_id,
        "variant_id": line.variant_id,
        "product_id": line.product_id,
        "sku": line.sku,
        "title": line.title,
        "titles": dict(line.titles),
        "label": line.label,
        "labels": dict(line.labels),
        "slug": line.slug,
        "media_id": line.media_id,
        "quantity": line.quantity,
        "unit_minor": line.unit.minor,
        "total_minor": line.total.minor,
        "weight_g": line.weight_g,
        "dimensions_mm": list(line.dimensions_mm),
        "hs_code": line.hs_code,
        "origin": line.origin,
        "price_origin": line.price_origin,
        "price_fx": line.price_fx,
        "price_rule": line.price_rule,
    }


def _tax(order_id: int, line_id: OrderLineId | None, tax: TaxRow) -> Row:
    return {
        "order_id": order_id,
        "order_line_id": line_id,
        "kind": tax.kind,
        "country": tax.country,
        "category": tax.category,
        "rate_bp": tax.rate_bp,
        "base_minor": tax.base.minor,
        "tax_minor": tax.tax.minor,
        "included": tax.included,
        "reason": tax.reason,
    }
