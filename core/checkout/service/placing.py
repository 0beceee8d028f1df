import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from core.cart import queries as carts
from core.cart import service as cart_service
from core.cart.types import CartDetail
from core.checkout import queries
from core.checkout.errors import (
    CheckoutIncomplete,
    KeyReused,
    LineLimited,
    LineOver,
    LineShort,
    NothingToOrder,
    QuoteChanged,
    TermsChanged,
    WayToPayGone,
)
from core.checkout.models import PurchaseConsent
from core.checkout.service.quoting import quote
from core.checkout.types import Ask, CheckoutDetail, Entered, Placed, Quote, QuoteGroup, QuoteLine
from core.flash_sales import service as flash_sales
from core.flash_sales.errors import FlashSaleOver, FlashShareTaken
from core.inventory import service as inventory
from core.inventory.errors import StockShort
from core.inventory.types import Wish
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.ids import AccountId, LocationId, PurchaseId, VariantId, new_token
from core.kernel.refusal import Refusal
from core.orders import queries as orders
from core.orders import service as order_service
from core.orders.types import (
    LineSnapshot,
    NewOrder,
    NewPurchase,
    PlacedPurchase,
    PurchaseDetail,
    ShippingSnapshot,
    TaxRow,
)
from core.payments import queries as payments
from core.payments import service as payment_service
from core.platform import batch, reference
from core.platform.settings import settings
from core.taxes.types import TaxLine

NO_TERMS: Mapping[str, str] = MappingProxyType({})


def fingerprint_of(offered: Quote, entered: CheckoutDetail) -> str:
    """Give the fingerprint of what a shopper is about to order; it comes back with the order and must still fit."""
    address = entered.address.as_dict() if entered.address else {}
    firm = entered.firm.as_dict() if entered.firm else {}
    billing = entered.billing.as_dict() if entered.billing else {}
    asked = [entered.gift.is_gift, entered.gift.note, firm, billing]
    parts = [*offered.fingerprint_parts(), entered.email.lower(), address, asked]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def place_order(
    ask: Ask,
    cart_token: str,
    *,
    key: str,
    fingerprint: str,
    gateway: str,
    account_id: AccountId | None,
    by: Actor,
    accepted: Mapping[str, str] = NO_TERMS,
    read: Entered | None = None,
    let_in: Callable[[VariantId], None] = lambda _variant: None,
) -> Placed:
    """Place the purchase that the shopper saw, once: the same key or cart again gives the same number.

    Everything is computed anew under locks. `accepted` are the texts the shopper agreed to, by code, in the
    version they saw; `read` spares reading again what the caller read in this very transaction. `let_in` is told
    each variant of a flash sale, and raises where its door is shut for this shopper.

    Raises QuoteChanged, LineShort, LineLimited or LineOver naming what changed, TermsChanged, WayToPayGone,
    KeyReused where the key came with another purchase, CheckoutIncomplete and NothingToOrder.
    """
    cart = read.cart if read else carts.find_cart_by_token(ask.site.id, cart_token)
    entered = read.entered if read else queries.find_checkout(cart.id) if cart else None
    is_first = entered is not None and entered.key == key and bool(cart and cart.lines)
    if not (is_first and cart and entered and entered.is_complete and cart_service.close_cart(cart.id)):
        return _answer_again(ask, cart, entered, key=key, fingerprint=fingerprint)
    with reference.proven():
        offered = quote(ask, cart.lines, entered.methods)
        for variant_id in _pools(offered):
            let_in(variant_id)
        _refuse_changes(offered, fingerprint, fingerprint_of(offered, entered))
        _refuse_other_terms(ask, accepted)
        _refuse_gone_way(offered, gateway)
    new = _new_purchase(offered, cart, entered, fingerprint, account_id)
    return _write(offered, new, gateway=gateway, accepted=accepted, by=by)


def _same_answer(purchase: PurchaseDetail, fingerprint: str) -> Placed:
    if purchase.fingerprint != fingerprint:
        raise KeyReused(number=purchase.number)
    payment = payments.list_payments_of(purchase.id)[-1]
    return Placed(purchase.number, payment.id, payment.token, is_repeat=True)


def _answer_again(
    ask: Ask, cart: CartDetail | None, entered: CheckoutDetail | None, *, key: str, fingerprint: str
) -> Placed:
    """Find the answer of the first time, by the key and then by the cart, or say what is missing."""
    before = orders.find_purchase_by_key(ask.site.id, key)
    if before is not None:
        return _same_answer(before, fingerprint)
    if cart is None or not cart.lines:
        raise NothingToOrder
    if entered is None or not entered.is_complete:
        raise CheckoutIncomplete(step="address")
    if entered.key != key:
        raise KeyReused
    ordered = orders.find_purchase_of_cart(cart.id)
    if ordered is None:
        raise NothingToOrder
    return _same_answer(ordered, fingerprint)


def _refuse_changes(offered: Quote, seen: str, now: str) -> None:
    blocked = [row for row in offered.rows if not row.can_buy]
    if blocked:
        row = blocked[0]
        if row.most is not None and row.quantity > row.most and row.available >= row.quantity:
            raise LineLimited(title=row.variant.title, label=row.variant.label, most=row.most)
        raise LineShort(title=row.variant.title, label=row.variant.label, available=row.available)
    if not offered.can_place or seen != now:
        raise QuoteChanged(total=offered.total)


def _refuse_other_terms(ask: Ask, accepted: Mapping[str, str]) -> None:
    if dict(accepted) != queries.terms_in_force(ask.site.id):
        raise TermsChanged


def _refuse_gone_way(offered: Quote, gateway: str) -> None:
    offers = payments.list_methods_for(offered.ask.site, offered.total)
    if gateway not in {method.gateway for method in offers}:
        raise WayToPayGone(gateway=gateway)


def _write(
    offered: Quote, new: NewPurchase, *, gateway: str, accepted: Mapping[str, str], by: Actor
) -> Placed:
    """Write everything by one statement: the purchase, the stock it takes, the consents and the payment."""
    language, token = offered.ask.language, new_token(24)
    lines = sum(len(order.lines) for order in new.orders)
    counts = {"purchases": 1, "orders": len(new.orders), "order_lines": lines, "payments": 1}
    with _naming_what_is_short(offered), batch.gathered(**counts):
        placed = order_service.place_purchase(new, by=by)
        inventory.reserve(_wishes(offered, placed), expires_at=new.expires_at, cause=placed.number, by=by)
        flash_sales.take_shares(
            _taken(offered, placed), account_id=new.account_id, email=new.email, address=new.address
        )
        batch.insert(PurchaseConsent, _consents(placed.id, accepted, language))
        payment_id = payment_service.open_payment(
            placed.id, offered.total, gateway=gateway, token=token, by=by
        )
    return Placed(placed.number, payment_id, token, is_repeat=False)


def _wishes(offered: Quote, placed: PlacedPurchase) -> list[Wish]:
    pools = _pools(offered)
    return [
        Wish(line_id, line.variant.id, pools.get(line.variant.id, group.location.id), line.quantity)
        for group, line_ids in zip(offered.groups, placed.line_ids, strict=True)
        for line, line_id in zip(group.lines, line_ids, strict=True)
    ]


def _taken(offered: Quote, placed: PlacedPurchase) -> dict[LocationId, tuple[int, int]]:
    """Give what each pool gives to which line: a pool is one level, so never to two."""
    pools = _pools(offered)
    return {
        pools[line.variant.id]: (line_id, line.quantity)
        for group, line_ids in zip(offered.groups, placed.line_ids, strict=True)
        for line, line_id in zip(group.lines, line_ids, strict=True)
        if line.variant.id in pools
    }


def _pools(offered: Quote) -> dict[VariantId, LocationId]:
    return {row.variant.id: row.pool_id for row in offered.rows if row.pool_id is not None}


def _consents(purchase_id: PurchaseId, accepted: Mapping[str, str], language: str) -> list[dict[str, Any]]:
    return [
        {"purchase_id": purchase_id, "document": code, "version": version, "language": language}
        for code, version in accepted.items()
    ]


@contextmanager
def _naming_what_is_short(offered: Quote) -> Iterator[None]:
    try:
        yield
    except StockShort as short:
        named = _name_of(offered, short)
        raise LineShort(**named, available=short.facts["available"]) from short
    except FlashShareTaken as taken:
        raise LineLimited(**_name_of(offered, taken), most=taken.facts["most"]) from taken
    except FlashSaleOver as over:
        raise LineOver(**_name_of(offered, over)) from over


def _name_of(offered: Quote, refusal: Refusal) -> dict[str, str]:
    variant = next(row.variant for row in offered.rows if row.variant.id == refusal.facts["variant_id"])
    return {"title": variant.title, "label": variant.label}


def _deadline() -> datetime:
    return clock.now() + timedelta(minutes=settings().payment_minutes)


def _new_purchase(
    offered: Quote,
    cart: CartDetail,
    entered: CheckoutDetail,
    fingerprint: str,
    account_id: AccountId | None,
) -> NewPurchase:
    ask = offered.ask
    assert entered.address is not None
    return NewPurchase(
        site_id=ask.site.id,
        cart_id=cart.id,
        account_id=account_id,
        email=entered.email,
        language=ask.language,
        currency=ask.currency,
        address=entered.address,
        prices_include_tax=ask.site.prices_include_tax,
        orders=[_new_order(group) for group in offered.groups],
        goods=offered.goods,
        shipping=offered.shipping,
        tax=offered.tax,
        total=offered.total,
        idempotency_key=entered.key,
        fingerprint=fingerprint,
        expires_at=_deadline(),
        is_gift=entered.gift.is_gift,
        gift_note=entered.gift.note,
        firm=entered.firm,
        billing=entered.billing,
    )


def _new_order(group: QuoteGroup) -> NewOrder:
    assert group.chosen is not None
    chosen = group.chosen
    taxes = [_tax_row("goods", line.tax, index) for index, line in enumerate(group.lines)]
    return NewOrder(
        merchant_id=group.merchant.id,
        merchant_name=group.merchant.name,
        location_id=group.location.id,
        location_name=group.location.name,
        location_names=group.location.names,
        location_country=group.location.country,
        lines=[_snapshot(line) for line in group.lines],
        shipping=ShippingSnapshot(
            service_code=chosen.service_code,
            carrier=chosen.carrier,
            name=chosen.name,
            names=chosen.names,
            price=chosen.price,
            card_price=chosen.card_price,
            fx=chosen.fx,
            chargeable_g=chosen.chargeable_g,
            arrives_from=chosen.arrives_from,
            arrives_to=chosen.arrives_to,
        ),
        taxes=[*taxes, *(_tax_row("shipping", tax, None) for tax in group.shipping_taxes)],
        goods=group.goods,
        tax=group.tax,
        total=group.total,
    )


def _snapshot(line: QuoteLine) -> LineSnapshot:
    variant, price = line.variant, line.price
    return LineSnapshot(
        variant_id=variant.id,
        product_id=variant.product_id,
        sku=variant.sku,
        title=variant.title,
        titles=variant.titles,
        label=variant.label,
        labels=variant.labels,
        slug=variant.slug,
        media_id=variant.media_id,
        quantity=line.quantity,
        unit=line.unit,
        total=line.total,
        weight_g=variant.weight_g,
        dimensions_mm=variant.dimensions_mm,
        hs_code=variant.hs_code,
        origin=variant.origin,
        price_origin=price.origin.value,
        price_fx=price.fx,
        price_rule=price.rule,
    )


def _tax_row(kind: str, tax: TaxLine, line: int | None) -> TaxRow:
    return TaxRow(
        kind=kind,
        country=tax.rate.country,
        category=tax.rate.category,
        rate_bp=tax.rate.rate_bp,
        base=tax.base,
        tax=tax.tax,
        included=tax.included,
        reason=tax.rate.reason,
        line=line,
    )
