"""What the demo shopper has bought so far: orders in every state, reached by the same moves as real ones.

The clock stands at each moment of that past while it happens; the bank and the carrier that are asked are the
sandbox's own. Each step is a transaction of its own, because those companies open theirs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.accounts import queries as accounts
from core.accounts.types import AccountDetail
from core.cart import queries as cart_queries
from core.cart import service as carts
from core.catalog import queries as catalog
from core.catalog.types import SellableVariant
from core.checkout import queries as checkout_queries
from core.checkout import service as checkout
from core.checkout.types import Ask
from core.fulfillment import queries as parcels
from core.fulfillment import service as fulfillment
from core.fulfillment.types import ParcelDetail
from core.kernel import clock
from core.kernel.actor import Actor, ActorKind
from core.kernel.ids import OrderId, VariantId
from core.kernel.page import PageAsk
from core.kernel.places import Address
from core.logistics import service as logistics
from core.logistics.carriers.registry import carrier
from core.logistics.carriers.sandbox import company
from core.logistics.types import Scan
from core.messaging import service as messages
from core.messaging.types import Asker, Topic, TopicKind
from core.orders import queries as orders
from core.orders.types import OrderDetail, PurchaseDetail
from core.payments import queries as payments
from core.payments import service as payment_service
from core.payments.gateways.asking import ask_gateway
from core.payments.gateways.registry import gateway, offered
from core.payments.gateways.sandbox import provider
from core.payments.gateways.sandbox.types import Scenario
from core.platform.db import reading, transaction
from core.platform.settings import settings
from core.pricing import queries as pricing
from core.returns import service as returns
from core.returns.types import Reason, Wish
from core.sites import queries as sites
from core.sites.types import SiteDetail

SHOPPER = "shopper@demo.example"
GATEWAY = "sandbox"
REAL_PACE = 1


@dataclass(frozen=True, slots=True)
class Chapter:
    """One purchase: what of which item was bought, how long ago, and how far its orders came."""

    site: str
    language: str
    country: str
    days_ago: float
    wants: Mapping[str, int]
    ends: str  # placed, paid, fulfilling, shipped, delivered or canceled
    returns: str = ""  # the item of which one unit is to go back
    asks: str = ""  # what the shopper asked the merchant of the first order
    answer: str = ""


CHAPTERS: tuple[Chapter, ...] = (
    Chapter("eu", "de", "DE", 74, {"chefs-knife-blue": 1, "harbor-roast-coffee": 2}, "delivered"),
    Chapter("global", "en", "US", 52, {"honey-teddy-bear": 1, "high-speed-train-set": 1}, "delivered"),
    Chapter("ru", "ru", "RU", 47, {"handleless-tea-cups": 1, "ginger-lemon-infusion": 2}, "delivered"),
    Chapter(
        "eu",
        "de",
        "DE",
        12,
        {"cast-iron-frying-pan": 1, "linden-honey": 3},
        "delivered",
        returns="linden-honey",
    ),
    Chapter("global", "en", "US", 10, {"studio-monitor-headphones": 1}, "canceled"),
    Chapter(
        "eu", "de", "DE", 9, {"tea-and-honey-gift-box": 1}, "delivered", returns="tea-and-honey-gift-box"
    ),
    Chapter(
        "global",
        "en",
        "US",
        7,
        {"silk-ceiling-lantern": 2, "led-filament-bulb": 4},
        "shipped",
        asks="Hello! Do the bulbs fit into the lanterns? I would like to hang them up at once.",
        answer="Hello, yes: the lanterns take any bulb with an E27 base, and yours have one. Enjoy the light!",
    ),
    Chapter("eu", "de", "DE", 2.5, {"baltic-seal": 1, "mushroom-bedside-lamp": 1}, "shipped"),
    Chapter("global", "en", "US", 1, {"sake-carafe-set": 1}, "paid"),
)


def live(chapters: Sequence[Chapter] = CHAPTERS, *, email: str = SHOPPER) -> None:
    """Let an account buy what the chapters tell; one that has bought before is left as it is.

    Where the play gateway is not on offer nobody has bought anything yet.
    """
    if GATEWAY not in offered():
        return
    with reading():
        shopper = accounts.find_account_by_email(email)
        if shopper is None or orders.list_purchases_of_shopper(shopper.id, PageAsk(1, 1)).total:
            return
        skus = {variant.sku: id for id, variant in _everything().items()}
    now = clock.now()
    for chapter in chapters:
        wants = {_variant(key, skus): count for key, count in chapter.wants.items()}
        if None not in wants:
            _tell(chapter, shopper, {id: count for id, count in wants.items() if id}, now)


def _tell(chapter: Chapter, shopper: AccountDetail, wants: Mapping[VariantId, int], now: datetime) -> None:
    start = (now - timedelta(days=chapter.days_ago)).replace(microsecond=0)
    by = Actor(ActorKind.SHOPPER, shopper.name, shopper.id)
    with clock.standing_at(start):
        purchase = place(chapter, shopper, wants, by)
    if chapter.ends == "placed":
        return
    with clock.standing_at(start + timedelta(minutes=4)):
        pay(purchase)
    if chapter.ends == "canceled":
        with clock.standing_at(start + timedelta(hours=2)), transaction():
            checkout.cancel_order(
                purchase.orders[0].id, version=None, reason="asked for by the shopper", by=by
            )
    elif chapter.ends != "paid":
        for step, order in enumerate(purchase.orders):
            _fulfill(order, chapter, start + timedelta(hours=14 + 5 * step), now)
    if chapter.asks:
        _talk(chapter, purchase, start + timedelta(hours=20), by)
    if chapter.returns:
        with clock.standing_at(now - timedelta(days=1)):
            _ask_return(chapter, purchase, by)


def place(
    chapter: Chapter, shopper: AccountDetail, wants: Mapping[VariantId, int], by: Actor
) -> PurchaseDetail:
    """Place a purchase as its chapter tells, sent to the shopper's address in that country."""
    with reading():
        site = sites.find_site_by_code(chapter.site)
        assert site is not None
        address = next(
            saved.address
            for saved in accounts.list_addresses_of(shopper.id)
            if saved.address.country == chapter.country
        )
    ask = Ask(site, chapter.language, currency_of(site, chapter.country), chapter.country, clock.today())
    token = _fill_cart(ask, wants, shopper, address)
    with reading():
        cart = cart_queries.find_cart_by_token(site.id, token)
        entered = checkout_queries.find_checkout(cart.id) if cart else None
        assert cart is not None
        assert entered is not None
        offered = checkout.quote(ask, cart.lines, entered.methods)
        accepted = checkout_queries.terms_in_force(site.id)
    with transaction():
        placed = checkout.place_order(
            ask, token, key=entered.key, fingerprint=checkout.fingerprint_of(offered, entered),
            gateway=GATEWAY, account_id=shopper.id, accepted=accepted, by=by,
        )  # fmt: skip
    with reading():
        return orders.get_purchase_for_operator(placed.number)


def _fill_cart(ask: Ask, wants: Mapping[VariantId, int], shopper: AccountDetail, address: Address) -> str:
    token: str | None = None
    with transaction():
        prices = pricing.list_prices(ask.site.id, ask.currency, wants)
        for variant_id, count in wants.items():
            cart = carts.add_to_cart(
                ask.site.id, token, variant_id, count, seen=prices[variant_id].amount, account_id=shopper.id
            )
            token = cart.token
        checkout.save_contact(cart.id, email=shopper.email, address=address)
        checkout.save_methods(cart.id, {})
    assert token is not None
    return token


def pay(purchase: PurchaseDetail) -> None:
    """Have the sandbox say that the money is in."""
    with reading():
        payment = payments.list_payments_of(purchase.id)[-1]
    here = settings().public_url or f"http://localhost:{settings().port}"
    opened = gateway(GATEWAY).create(
        number=payment.number,
        amount=payment.amount,
        return_url=f"{here}/{purchase.language}/checkout/return/{payment.token}",
        webhook_url=f"{here}/payments/webhooks/{GATEWAY}",
        language=purchase.language,
    )
    with transaction():
        payment_service.attach_session(payment.id, opened)
    provider.decide(opened.reference, Scenario.SUCCESS)
    with reading():
        payment = payments.get_payment(payment.id)
    told = ask_gateway(payment)
    with transaction():
        checkout.settle_payment(payment.id, told)


def _fulfill(order: OrderDetail, chapter: Chapter, at: datetime, now: datetime) -> None:
    by = Actor(ActorKind.MERCHANT, order.merchant_name, None, order.merchant_id)
    with clock.standing_at(min(at, now)), transaction():
        fulfillment.start(order.id, by=by)
    if chapter.ends == "fulfilling":
        return
    gone = min(at + timedelta(hours=7), now)
    with clock.standing_at(gone):
        with transaction():
            fulfillment.hand_over(order.id, by=by)
        parcel = _announce(order, chapter.country)
    for scan in _scans(parcel):
        with clock.standing_at(scan.at), transaction():
            _hear(parcel, scan)


def _talk(chapter: Chapter, purchase: PurchaseDetail, at: datetime, by: Actor) -> None:
    order = purchase.orders[0]
    asker = Asker(purchase.account_id, by.name, purchase.number, purchase.site_id, purchase.language)
    with clock.standing_at(at), transaction():
        talk = messages.ask(
            Topic(TopicKind.ORDER, order.id, order.number), order.merchant_id, asker, chapter.asks
        )
    with clock.standing_at(at + timedelta(hours=3)), transaction():
        messages.answer(talk, author_name=order.merchant_name, text=chapter.answer)


def _ask_return(chapter: Chapter, purchase: PurchaseDetail, by: Actor) -> None:
    part = f"-{chapter.returns}-".upper()
    order, line = next(
        (order, line) for order in purchase.orders for line in order.lines if part in f"{line.sku}-"
    )
    with transaction():
        returns.request_return(order.id, [Wish(line.id, 1, Reason.CHANGED_MIND)], by=by)


def _announce(order: OrderDetail, country: str) -> ParcelDetail:
    parcel = _parcel(order.id)
    here = settings().public_url or f"http://localhost:{settings().port}"
    number = company.book(
        reference=parcel.number, service=order.shipping.service_code, origin=order.location_country,
        place="", destination=country, webhook_url=f"{here}/carriers/webhooks/{parcel.carrier}",
        pace=REAL_PACE,
    )  # fmt: skip
    with transaction():
        fulfillment.attach_waybill(parcel, number)
    return _parcel(order.id)


def _scans(parcel: ParcelDetail) -> list[Scan]:
    assert parcel.tracking is not None
    return carrier(parcel.carrier).fetch(parcel.tracking.number)


def _hear(parcel: ParcelDetail, scan: Scan) -> None:
    assert parcel.tracking is not None
    logistics.hear(parcel.carrier, parcel.tracking.number, [scan])
    fulfillment.note_progress(parcel.id, scan.milestone)


def _parcel(order_id: OrderId) -> ParcelDetail:
    with reading():
        return parcels.list_parcels_of([order_id])[order_id][-1]


def _everything() -> Mapping[VariantId, SellableVariant]:
    return catalog.list_variants(catalog.list_all_variant_ids(), ("en",))


def _variant(key: str, skus: Mapping[str, VariantId]) -> VariantId | None:
    """Find the first form of an item by the SKU that its key is part of; None where this world lacks it."""
    part = f"-{key}-".replace("_", "-").upper()
    return next((id for sku, id in sorted(skus.items()) if part in f"{sku}-"), None)


def currency_of(site: SiteDetail, country: str) -> str:
    """Give the currency in which somebody from a country pays on a site."""
    return {"DE": "EUR", "US": "USD", "RU": "RUB"}.get(country, site.default_currency)
