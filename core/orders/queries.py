from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import selectinload

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
    tidy_number,
)
from core.kernel.money import Money
from core.kernel.page import Page, PageAsk
from core.kernel.places import Address
from core.kernel.texts import pick
from core.orders import policy
from core.orders.errors import OrderNotFound
from core.orders.models import Order, OrderLine, OrderTaxLine, Purchase
from core.orders.types import (
    HistoryEntry,
    LineSnapshot,
    OrderCard,
    OrderDetail,
    OrderState,
    PurchaseCard,
    PurchaseDetail,
    PurchaseState,
    ShippingSnapshot,
    TaxRow,
)
from core.platform import audit
from core.platform.db import session

PARTS = (
    selectinload(Purchase.orders).selectinload(Order.lines),
    selectinload(Purchase.orders).selectinload(Order.taxes),
)


def get_purchase(purchase_id: PurchaseId) -> PurchaseDetail:
    """Give a purchase by id, for the house itself; raises OrderNotFound."""
    return _one(select(Purchase).where(Purchase.id == purchase_id))


def get_purchase_of_shopper(account_id: AccountId, number: str) -> PurchaseDetail:
    """Give an account's purchase by its number or one of its orders' numbers; raises OrderNotFound."""
    return _one(_numbered(number).where(Purchase.account_id == account_id))


def get_purchase_of_guest(number: str, email: str) -> PurchaseDetail:
    """Give a purchase to who knows its number and the e-mail address it was placed with; raises OrderNotFound."""
    return _one(_numbered(number).where(func.lower(Purchase.email) == email.strip().lower()))


def get_purchase_of_browser(known: Sequence[str], number: str) -> PurchaseDetail:
    """Give a purchase to a browser that has proven before to know it by number; raises OrderNotFound."""
    return _one(_numbered(number).where(Purchase.number.in_(known)))


def get_purchase_for_operator(number: str) -> PurchaseDetail:
    """Give any purchase by number, for operators; raises OrderNotFound."""
    return _one(_numbered(number))


def find_purchase_by_key(site_id: SiteId, key: str) -> PurchaseDetail | None:
    """Give the purchase that was placed with an idempotency key."""
    return _maybe(select(Purchase).where(Purchase.site_id == site_id, Purchase.idempotency_key == key))


def find_purchase_of_cart(cart_id: CartId) -> PurchaseDetail | None:
    """Give the purchase that a cart became."""
    return _maybe(select(Purchase).where(Purchase.cart_id == cart_id))


def list_purchases_of_shopper(
    account_id: AccountId, ask: PageAsk, chain: Sequence[str] = ()
) -> Page[PurchaseCard]:
    """List an account's purchases, newest first; titles in the reader's language where a chain is given."""
    return _cards(select(Purchase).where(Purchase.account_id == account_id), ask, chain)


def list_purchases(ask: PageAsk, *, search: str = "", state: str = "") -> Page[PurchaseCard]:
    """List all purchases for operators, newest first; `search` is a number or an e-mail address."""
    rows = select(Purchase)
    if "@" in search:
        rows = rows.where(func.lower(Purchase.email) == search.strip().lower())
    elif search.strip():
        rows = rows.where(Purchase.number.startswith(tidy_number(search)[:15], autoescape=True))
    return _cards(rows.where(Purchase.state == state) if state else rows, ask)


def get_order_of_merchant(merchant_id: MerchantId, number: str) -> OrderDetail:
    """Give a merchant's order by number; raises OrderNotFound, also before it is paid."""
    return _order_where(*_business_of(merchant_id), Order.number == tidy_number(number))


def get_order(order_id: OrderId) -> OrderDetail:
    """Give an order by id, for the house itself; raises OrderNotFound."""
    return _order_where(Order.id == order_id)


def get_address_of_order(merchant_id: MerchantId, number: str) -> Address:
    """Give a merchant the address its order goes to; raises OrderNotFound."""
    order = get_order_of_merchant(merchant_id, number)
    return Address(**session().get_one(Purchase, order.purchase_id).address)


def list_orders_of_merchant(merchant_id: MerchantId, ask: PageAsk, *, state: str = "") -> Page[OrderCard]:
    """List a merchant's orders, newest first; unpaid ones are not its business yet."""
    mine = _business_of(merchant_id)
    if state:
        mine.append(Order.state == state)
    count = session().scalar(select(func.count(Order.id)).where(*mine)) or 0
    rows = (
        select(Order, Purchase.address["country"].astext)
        .join(Purchase, Purchase.id == Order.purchase_id)
        .where(*mine)
        .order_by(Order.id.desc())
        .offset(ask.offset)
        .limit(ask.size)
        .options(selectinload(Order.lines))
    )
    items = [
        OrderCard(
            o.number,
            OrderState(o.state),
            o.merchant_name,
            o.location_name,
            country,
            sum(line.quantity for line in o.lines),
            Money(o.total_minor, o.currency),
            o.placed_at,
        )
        for o, country in session().execute(rows)
    ]
    return Page(items, ask, count)


def list_expired_ids(now: object, limit: int) -> list[PurchaseId]:
    """List purchases whose time to be paid is over."""
    late = select(Purchase.id).where(Purchase.state == PurchaseState.PLACED, Purchase.expires_at <= now)
    return [PurchaseId(id) for id in session().scalars(late.order_by(Purchase.expires_at).limit(limit))]


def count_purchases_by_state() -> dict[str, int]:
    """Count purchases by state."""
    rows = session().execute(select(Purchase.state, func.count()).group_by(Purchase.state))
    return {row[0]: row[1] for row in rows}


def _business_of(merchant_id: MerchantId) -> list[ColumnElement[bool]]:
    # What nobody paid is not a merchant's business, canceled or not, and neither is where it would have gone.
    paid = select(Purchase.id).where(Purchase.paid_at.is_not(None))
    return [Order.merchant_id == merchant_id, Order.purchase_id.in_(paid)]


def _numbered(number: str) -> Select[Purchase]:
    return select(Purchase).where(Purchase.number == tidy_number(number)[:15])


def _one(rows: Select[Purchase]) -> PurchaseDetail:
    found = _maybe(rows)
    if found is None:
        raise OrderNotFound
    return found


def _maybe(rows: Select[Purchase]) -> PurchaseDetail | None:
    purchase = session().scalar(rows.options(*PARTS))
    return None if purchase is None else _purchase(purchase)


def _order_where(*conditions: object) -> OrderDetail:
    parts = (selectinload(Order.lines), selectinload(Order.taxes))
    order = session().scalar(select(Order).where(*conditions).options(*parts))  # type: ignore[arg-type]
    if order is None:
        raise OrderNotFound
    return _order(order)


def _cards(rows: Select[Purchase], ask: PageAsk, chain: Sequence[str] = ()) -> Page[PurchaseCard]:
    count = session().scalar(select(func.count()).select_from(rows.subquery())) or 0
    found = rows.order_by(Purchase.id.desc()).offset(ask.offset).limit(ask.size)
    purchases = (
        session().scalars(found.options(selectinload(Purchase.orders).selectinload(Order.lines))).all()
    )
    return Page([_card(purchase, chain) for purchase in purchases], ask, count)


def _card(purchase: Purchase, chain: Sequence[str]) -> PurchaseCard:
    lines = [line for order in purchase.orders for line in order.lines]
    titles = [(pick(line.titles, chain) if chain else "") or line.title for line in lines]
    return PurchaseCard(
        purchase.number,
        PurchaseState(purchase.state),
        Money(purchase.total_minor, purchase.currency),
        purchase.placed_at,
        purchase.email,
        SiteId(purchase.site_id),
        len(purchase.orders),
        tuple(titles),
    )


def _purchase(p: Purchase) -> PurchaseDetail:
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
        orders=tuple(_order(order) for order in p.orders),
    )


def _order(o: Order) -> OrderDetail:
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
        location_country=o.location_country,
        lines=tuple(_line(line, o.currency) for line in o.lines),
        shipping=_shipping(o),
        taxes=tuple(_tax(row, o.currency) for row in o.taxes),
        goods=Money(o.goods_minor, o.currency),
        tax=Money(o.tax_minor, o.currency),
        total=Money(o.total_minor, o.currency),
        refunded=Money(o.refunded_minor, o.currency),
        placed_at=o.placed_at,
        history=_history(o.id),
        can_cancel=policy.may_cancel(state),
    )


def _line(line: OrderLine, currency: str) -> LineSnapshot:
    length, width, height = line.dimensions_mm
    return LineSnapshot(
        id=OrderLineId(line.id),
        variant_id=VariantId(line.variant_id),
        product_id=ProductId(line.product_id),
        sku=line.sku,
        title=line.title,
        titles=line.titles,
        label=line.label,
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


def _shipping(o: Order) -> ShippingSnapshot:
    return ShippingSnapshot(
        service_code=o.service_code,
        carrier=o.carrier,
        name=o.service_name,
        price=Money(o.shipping_minor, o.currency),
        card_price=Money(o.card_minor, o.card_currency),
        fx=o.shipping_fx,
        chargeable_g=o.chargeable_g,
        arrives_from=o.arrives_from,
        arrives_to=o.arrives_to,
    )


def _tax(row: OrderTaxLine, currency: str) -> TaxRow:
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


def _history(order_id: int) -> tuple[HistoryEntry, ...]:
    return tuple(
        HistoryEntry(e.at, e.action, str(e.after.get("state", "")), e.actor_kind, e.actor_name, e.reason)
        for e in audit.history_of(Order.__tablename__, order_id)
    )


def list_orders_by_ids(ids: Iterable[OrderId]) -> Sequence[OrderDetail]:
    """Give orders by id, for other rooms."""
    parts = (selectinload(Order.lines), selectinload(Order.taxes))
    rows = session().scalars(select(Order).where(Order.id.in_(set(ids))).order_by(Order.id).options(*parts))
    return [_order(order) for order in rows]
