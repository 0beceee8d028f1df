"""Turns rows into what other rooms may hold.

Rows are read by columns, a statement for each kind however many there are: nobody changes what is read here, and
making objects that could be changed costs several times what reading takes.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BigInteger, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from core.kernel.ids import (
    AccountId,
    CartId,
    LocationId,
    MediaId,
    MerchantId,
    OrderId,
    OrderLineId,
    ProductId,
    PurchaseId,
    SiteId,
    VariantId,
)
from core.kernel.money import Money
from core.kernel.places import Address
from core.orders import policy
from core.orders.models import Order, OrderLine, OrderTaxLine, Purchase
from core.orders.types import (
    Firm,
    HistoryEntry,
    LineSnapshot,
    OrderDetail,
    OrderState,
    PurchaseDetail,
    PurchaseState,
    ShippingSnapshot,
    TaxRow,
)
from core.platform import audit
from core.platform.composed import Composed
from core.platform.db import read_rows

PURCHASES = Purchase.__table__
ORDERS = Order.__table__
LINES = OrderLine.__table__
TAXES = OrderTaxLine.__table__

_IDS = bindparam("ids", type_=ARRAY(BigInteger))
_LINES = Composed(select(LINES).where(LINES.c.order_id == any_(_IDS)).order_by(LINES.c.id))
_TAXES = Composed(select(TAXES).where(TAXES.c.order_id == any_(_IDS)).order_by(TAXES.c.id))
_ORDERS_OF = Composed(select(ORDERS).where(ORDERS.c.purchase_id == bindparam("id")).order_by(ORDERS.c.id))


def find_purchase(wanted: Composed, **asked: Any) -> PurchaseDetail | None:
    """Read the purchase that a statement over `PURCHASES` finds, whole; five statements, or one where there is none."""
    found = read_rows(wanted, asked)
    if not found:
        return None
    return purchase_detail(found[0], read_orders(read_rows(_ORDERS_OF, {"id": found[0].id})))


def read_orders(found: Sequence[Any]) -> list[OrderDetail]:
    """Make orders of rows of `ORDERS`, with their lines, taxes and history; three statements."""
    ids = [row.id for row in found]
    if not ids:
        return []
    lines, taxes = _by_order(_LINES, ids), _by_order(_TAXES, ids)
    histories = audit.histories_of(Order.__tablename__, ids)
    return [order_detail(row, lines[row.id], taxes[row.id], histories[row.id]) for row in found]


def _by_order(statement: Composed, ids: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {id: [] for id in ids}
    for row in read_rows(statement, {"ids": ids}):
        found[row.order_id].append(row)
    return found


def purchase_detail(p: Any, orders: Iterable[OrderDetail]) -> PurchaseDetail:
    return PurchaseDetail(
        id=PurchaseId(p.id),
        number=p.number,
        site_id=SiteId(p.site_id),
        cart_id=CartId(p.cart_id),
        account_id=None if p.account_id is None else AccountId(p.account_id),
        email=p.email,
        language=p.language,
        currency=p.currency,
        state=PurchaseState(p.state),
        address=Address(**p.address),
        prices_include_tax=p.prices_include_tax,
        goods=Money(p.goods_minor, p.currency),
        shipping=Money(p.shipping_minor, p.currency),
        tax=Money(p.tax_minor, p.currency),
        total=Money(p.total_minor, p.currency),
        placed_at=p.placed_at,
        paid_at=p.paid_at,
        expires_at=p.expires_at,
        fingerprint=p.fingerprint,
        orders=tuple(orders),
        is_gift=p.is_gift,
        gift_note=p.gift_note,
        firm=Firm(**p.firm) if p.firm else None,
        billing=Address(**p.billing) if p.billing else None,
    )


def order_detail(o: Any, lines: Iterable[Any], taxes: Iterable[Any], history: Iterable[Any]) -> OrderDetail:
    state = OrderState(o.state)
    return OrderDetail(
        id=OrderId(o.id),
        purchase_id=PurchaseId(o.purchase_id),
        number=o.number,
        state=state,
        version=o.version,
        merchant_id=MerchantId(o.merchant_id),
        merchant_name=o.merchant_name,
        location_id=LocationId(o.location_id),
        location_name=o.location_name,
        location_names=o.location_names,
        location_country=o.location_country,
        lines=tuple(line_snapshot(line, o.currency) for line in lines),
        shipping=_shipping(o),
        taxes=tuple(_tax(row, o.currency) for row in taxes),
        goods=Money(o.goods_minor, o.currency),
        tax=Money(o.tax_minor, o.currency),
        total=Money(o.total_minor, o.currency),
        refunded=Money(o.refunded_minor, o.currency),
        placed_at=o.placed_at,
        history=tuple(_entry(entry) for entry in history),
        can_cancel=policy.may_cancel(state),
    )


def line_snapshot(line: Any, currency: str) -> LineSnapshot:
    length, width, height = line.dimensions_mm
    return LineSnapshot(
        id=OrderLineId(line.id),
        variant_id=VariantId(line.variant_id),
        product_id=ProductId(line.product_id),
        sku=line.sku,
        title=line.title,
        titles=line.titles,
        label=line.label,
        labels=line.labels,
        slug=line.slug,
        media_id=None if line.media_id is None else MediaId(line.media_id),
        quantity=line.quantity,
        unit=Money(line.unit_minor, currency),
        total=Money(line.total_minor, currency),
        weight_g=line.weight_g,
        dimensions_mm=(length, width, height),
        hs_code=line.hs_code,
        origin=line.origin,
        price_origin=line.price_origin,
        price_fx=line.price_fx,
        price_rule=line.price_rule,
    )


def _shipping(o: Any) -> ShippingSnapshot:
    return ShippingSnapshot(
        service_code=o.service_code,
        carrier=o.carrier,
        name=o.service_name,
        names=o.service_names,
        price=Money(o.shipping_minor, o.currency),
        card_price=Money(o.card_minor, o.card_currency),
        fx=o.shipping_fx,
        chargeable_g=o.chargeable_g,
        arrives_from=o.arrives_from,
        arrives_to=o.arrives_to,
    )


def _tax(row: Any, currency: str) -> TaxRow:
    return TaxRow(
        kind=row.kind,
        country=row.country,
        category=row.category,
        rate_bp=row.rate_bp,
        base=Money(row.base_minor, currency),
        tax=Money(row.tax_minor, currency),
        included=row.included,
        reason=row.reason,
        line=row.order_line_id,
    )


def _entry(e: Any) -> HistoryEntry:
    return HistoryEntry(e.at, e.action, str(e.after.get("state", "")), e.actor_kind, e.actor_name, e.reason)
