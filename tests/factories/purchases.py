"""Purchases in every state, reached by legal moves. Each function opens transactions of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import time_machine

from core.cart import queries as cart_queries
from core.cart import service as carts
from core.cart.types import CartDetail
from core.checkout import queries as checkout_queries
from core.checkout import service as checkout
from core.checkout.types import Ask, CheckoutDetail, Placed, Quote
from core.fulfillment import service as fulfillment
from core.kernel import clock
from core.kernel.actor import GUEST, Actor
from core.kernel.ids import AccountId, PaymentId
from core.kernel.money import Money
from core.kernel.places import Address
from core.orders import queries as orders
from core.orders.types import OrderDetail, PurchaseDetail
from core.payments import queries as payments
from core.payments import service as payment_service
from core.payments.types import GatewaySession, GatewayStatus, PaymentDetail, PaymentState
from core.platform.db import reading, transaction
from core.pricing import queries as pricing
from core.sites.types import SiteDetail
from tests.factories.places import AT_HOME_IN, BERLIN
from tests.factories.shop import Shop

EMAIL = "robin@cast.example"
GATEWAY = "sandbox"

Wants = Mapping[str, int]


@dataclass(frozen=True)
class Ready:
    """A checkout that only waits for the last click: what the shopper sees and would send."""

    ask: Ask
    token: str
    key: str
    fingerprint: str
    quote: Quote
    account_id: AccountId | None
    by: Actor


def ask_of(
    site: SiteDetail, *, currency: str | None = None, country: str | None = None, language: str | None = None
) -> Ask:
    """Ask as a page of the site would; everything not named is the site's default."""
    return Ask(
        site,
        language or site.default_language,
        currency or site.default_currency,
        country or site.default_country,
        clock.today(),
    )


def fill_cart(
    shop: Shop, site: SiteDetail, currency: str, wants: Wants, account_id: AccountId | None = None
) -> CartDetail:
    """Put units into a new cart by SKU, seen at the prices in force."""
    with transaction():
        ids = {shop.variants[sku]: quantity for sku, quantity in wants.items()}
        prices = pricing.list_prices(site.id, currency, ids)
        cart: CartDetail | None = None
        for id, quantity in ids.items():
            cart = carts.add_to_cart(
                site.id,
                cart.token if cart else None,
                id,
                quantity,
                seen=prices[id].amount,
                account_id=account_id,
            )
    assert cart is not None
    return cart


def make_ready(
    shop: Shop,
    wants: Wants,
    *,
    site: str = "eu",
    currency: str | None = None,
    address: Address = BERLIN,
    email: str = EMAIL,
    language: str | None = None,
    methods: Mapping[str, str] | None = None,
    account_id: AccountId | None = None,
    by: Actor = GUEST,
    billing: Address | None = None,
) -> Ready:
    """Fill a cart, enter e-mail, address and methods, and look at the last page of checkout."""
    at = shop.sites[site]
    ask = ask_of(at, currency=currency, country=address.country, language=language)
    cart = fill_cart(shop, at, ask.currency, wants, account_id)
    with transaction():
        checkout.save_contact(cart.id, email=email, address=address, billing=billing)
        checkout.save_methods(cart.id, methods or {})
    return look_again(Ready(ask, cart.token, "", "", _nothing(ask), account_id, by))


def look_again(ready: Ready) -> Ready:
    """Read the last page of checkout anew, as after a refusal."""
    with reading():
        cart, entered = _entered(ready.ask, ready.token)
        quote = checkout.quote(ready.ask, cart.lines, entered.methods)
        return replace(
            ready, key=entered.key, fingerprint=checkout.fingerprint_of(quote, entered), quote=quote
        )


def place(ready: Ready) -> Placed:
    """Click the last button: one transaction, as the view does it."""
    with transaction():
        return checkout.place_order(
            ready.ask,
            ready.token,
            key=ready.key,
            fingerprint=ready.fingerprint,
            gateway=GATEWAY,
            account_id=ready.account_id,
            by=ready.by,
        )


def place_counted(ready: Ready) -> Placed:
    """Click the last button with the units of flash sales held at their counters, as the view does it."""
    wanted = checkout.list_wanted(ready.quote)
    with reading(), checkout.holding_units(ready.ask.site.id, wanted, ready.key):
        return place(ready)


def make_placed_purchase(
    shop: Shop,
    wants: Wants | None = None,
    *,
    site: str = "eu",
    currency: str | None = None,
    country: str = "DE",
    email: str = EMAIL,
    language: str | None = None,
    account_id: AccountId | None = None,
    by: Actor = GUEST,
    billing: Address | None = None,
) -> PurchaseDetail:
    """Place a purchase that waits for its payment: a lamp and two mugs from two merchants unless told otherwise."""
    ready = make_ready(
        shop,
        wants or {"LAMP-BLACK": 1, "MUG": 2},
        site=site,
        currency=currency,
        address=AT_HOME_IN[country],
        email=email,
        language=language,
        account_id=account_id,
        by=by,
        billing=billing,
    )
    return purchase_of(place(ready).number)


def make_paid_purchase(shop: Shop, wants: Wants | None = None, **of: Any) -> PurchaseDetail:
    """Place a purchase as `make_placed_purchase` does, and have the gateway say that the money is in."""
    purchase = make_placed_purchase(shop, wants, **of)
    pay(purchase)
    return purchase_of(purchase.number)


def make_expired_purchase(shop: Shop, wants: Wants | None = None, *, site: str = "eu") -> PurchaseDetail:
    """Place a purchase that nobody pays until its time is over."""
    purchase = make_placed_purchase(shop, wants, site=site)
    expire(purchase)
    return purchase_of(purchase.number)


def make_fulfilling_order(
    shop: Shop, wants: Wants | None = None, *, account_id: AccountId | None = None
) -> OrderDetail:
    """Make a paid purchase whose first order its merchant has begun to pick."""
    order = make_paid_purchase(shop, wants, account_id=account_id).orders[0]
    with transaction():
        fulfillment.start(order.id, by=shop.cast.merchant.actor)
    return order_of(order)


def make_shipped_order(
    shop: Shop, wants: Wants | None = None, *, account_id: AccountId | None = None
) -> OrderDetail:
    """Make an order that its merchant has handed to the carrier."""
    order = make_fulfilling_order(shop, wants, account_id=account_id)
    with transaction():
        fulfillment.hand_over(order.id, by=shop.cast.merchant.actor)
    return order_of(order)


def make_canceled_order(shop: Shop, wants: Wants | None = None) -> OrderDetail:
    """Make a paid purchase whose first order the shopper has canceled."""
    order = make_paid_purchase(shop, wants).orders[0]
    with transaction():
        checkout.cancel_order(order.id, version=order.version, reason="changed my mind", by=GUEST)
    return order_of(order)


def expire(purchase: PurchaseDetail) -> bool:
    """Let the time pass that a purchase waits, and do what the job does then."""
    with time_machine.travel(purchase.expires_at + timedelta(seconds=1)), transaction():
        return checkout.expire_purchase(purchase.id)


def pay(purchase: PurchaseDetail) -> PaymentDetail:
    """Open the latest payment at the gateway, as the shopper's browser does, and hear that the money is in."""
    payment = payment_of(purchase)
    open_at_gateway(payment)
    settle(payment)
    return payment_of(purchase)


def open_at_gateway(payment: PaymentDetail) -> str:
    """Note the gateway's answer to opening a payment; gives its name there."""
    reference = f"sb_{payment.number}"
    with transaction():
        payment_service.attach_session(
            payment.id, GatewaySession(reference, f"http://localhost/sandbox/{reference}")
        )
    return reference


def settle(
    payment: PaymentDetail, state: PaymentState = PaymentState.CAPTURED, *, amount: Money | None = None
) -> PaymentState | None:
    """Bring home what a gateway says of a payment; the whole amount unless told otherwise."""
    told = GatewayStatus(f"sb_{payment.number}", state, amount or payment.amount)
    with transaction():
        return checkout.settle_payment(payment.id, told)


def payment_of(purchase: PurchaseDetail) -> PaymentDetail:
    """Give the latest payment of a purchase."""
    with reading():
        return payments.list_payments_of(purchase.id)[-1]


def payment_by_id(payment_id: int) -> PaymentDetail:
    """Give a payment as it stands now."""
    with reading():
        return payments.get_payment(PaymentId(payment_id))


def purchase_of(number: str) -> PurchaseDetail:
    """Give a purchase as it stands now."""
    with reading():
        return orders.get_purchase_for_operator(number)


def order_of(order: OrderDetail) -> OrderDetail:
    """Give an order as it stands now."""
    with reading():
        return orders.get_order(order.id)


def _entered(ask: Ask, token: str) -> tuple[CartDetail, CheckoutDetail]:
    cart = cart_queries.find_cart_by_token(ask.site.id, token)
    assert cart is not None
    entered = checkout_queries.find_checkout(cart.id)
    assert entered is not None
    return cart, entered


def _nothing(ask: Ask) -> Quote:
    none = Money.zero(ask.currency)
    return Quote(ask, (), (), none, none, none, none, ())
