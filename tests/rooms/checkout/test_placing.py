"""The last click: everything at once or nothing, and the same answer however often it is asked."""

from dataclasses import replace

import pytest

from core.cart import queries as cart_queries
from core.cart import service as carts
from core.catalog import service as catalog
from core.checkout import service as checkout
from core.checkout.errors import CheckoutIncomplete, KeyReused, LineShort, NothingToOrder, QuoteChanged
from core.inventory import queries as inventory
from core.kernel.actor import SYSTEM
from core.kernel.ids import CartId
from core.kernel.money import Money
from core.orders import queries as orders
from core.orders.types import OrderState, PurchaseState
from core.payments.types import PaymentState
from core.platform.db import reading, transaction
from core.pricing import service as pricing
from tests.factories import goods
from tests.factories import purchases as make
from tests.factories.places import MOSCOW, PARIS
from tests.factories.shop import Shop
from tests.witness import facts, newest_fact, refused, unchanged

WANTS = {"LAMP-BLACK": 1, "MUG": 2}


def reserved(shop: Shop, sku: str) -> int:
    with reading():
        assert inventory.list_unproven() == []
        return sum(level.reserved for level in inventory.list_levels_everywhere([shop.variants[sku]]))


def cart_id(ready: make.Ready) -> CartId:
    with reading():
        cart = cart_queries.find_cart_by_token(ready.ask.site.id, ready.token)
    assert cart is not None
    return cart.id


def test_a_placed_purchase_is_what_the_shopper_saw(shop: Shop) -> None:
    ready = make.make_ready(shop, WANTS)
    placed = make.place(ready)
    purchase = make.purchase_of(placed.number)
    assert not placed.is_repeat
    assert (purchase.state, purchase.email, purchase.address) == (
        PurchaseState.PLACED,
        make.EMAIL,
        make.BERLIN,
    )
    quote = ready.quote
    assert (purchase.goods, purchase.shipping, purchase.tax, purchase.total) == (
        quote.goods,
        quote.shipping,
        quote.tax,
        quote.total,
    )
    assert [(order.number, order.merchant_name, order.total) for order in purchase.orders] == [
        (f"{placed.number}-1", "Lumen Works", quote.groups[0].total),
        (f"{placed.number}-2", "Nordwind Supply", quote.groups[1].total),
    ]
    assert {order.state for order in purchase.orders} == {OrderState.PLACED}


def test_placing_promises_the_stock_and_opens_one_payment_of_the_total(shop: Shop) -> None:
    mark = newest_fact()
    ready = make.make_ready(shop, WANTS)
    placed = make.place(ready)
    assert (reserved(shop, "LAMP-BLACK"), reserved(shop, "MUG")) == (1, 2)
    payment = make.payment_by_id(placed.payment_id)
    assert (payment.amount, payment.state, payment.gateway) == (
        ready.quote.total,
        PaymentState.CREATED,
        "sandbox",
    )
    purchase = make.purchase_of(placed.number)
    assert payment.purchase_id == purchase.id
    told = facts(mark)
    assert told.count(("PurchasePlaced", {"purchase_id": purchase.id})) == 1
    assert {name for name, _ in told} == {"PurchasePlaced", "AvailabilityChanged"}


def test_the_time_to_pay_is_the_settings(shop: Shop) -> None:
    purchase = make.make_placed_purchase(shop)
    assert 29 * 60 < (purchase.expires_at - purchase.placed_at).total_seconds() <= 30 * 60


def test_placing_is_written_into_history_with_who_did_it(shop: Shop) -> None:
    purchase = make.make_placed_purchase(
        shop, account_id=shop.cast.shopper.account_id, by=shop.cast.shopper.actor
    )
    (first,) = purchase.orders[0].history
    assert (first.move, first.state, first.actor_kind, first.actor_name) == (
        "place",
        "placed",
        "shopper",
        "Robin Lane",
    )
    assert purchase.account_id == shop.cast.shopper.account_id


def test_the_same_click_again_gives_the_same_purchase_and_changes_nothing(shop: Shop) -> None:
    ready = make.make_ready(shop, WANTS)
    first = make.place(ready)
    for _ in range(3):
        with unchanged():
            again = make.place(ready)
        assert again == replace(first, is_repeat=True)


def test_the_same_key_with_another_purchase_is_refused(shop: Shop) -> None:
    ready = make.make_ready(shop, WANTS)
    placed = make.place(ready)
    with refused(KeyReused) as told:
        make.place(replace(ready, fingerprint="0" * 64))
    assert told.value.facts == {"number": placed.number}
    assert told.value.status == 409


def test_the_same_key_with_another_address_is_refused(shop: Shop) -> None:
    ready = make.make_ready(shop, WANTS)
    make.place(ready)
    with transaction():
        checkout.save_contact(cart_id(ready), email=make.EMAIL, address=PARIS)
    with refused(KeyReused):
        make.place(make.look_again(ready))


def test_an_ordered_cart_is_never_ordered_again_under_another_key(shop: Shop) -> None:
    ready = make.make_ready(shop, WANTS)
    make.place(ready)
    with refused(KeyReused):
        make.place(replace(ready, key="another-key-altogether"))


def test_a_key_that_is_not_the_checkouts_is_refused(shop: Shop) -> None:
    ready = make.make_ready(shop, WANTS)
    with refused(KeyReused):
        make.place(replace(ready, key="made-up"))


def test_a_price_that_changed_meanwhile_is_refused_and_the_cart_stays(shop: Shop) -> None:
    ready = make.make_ready(shop, WANTS)
    with transaction():
        pricing.set_price(ready.ask.site.id, shop.variants["MUG"], Money(1299, "EUR"))
    with refused(QuoteChanged):
        make.place(ready)
    again = make.look_again(ready)
    assert again.quote.goods == Money(2990 + 2 * 1299, "EUR")
    assert not make.place(again).is_repeat


def test_an_address_changed_in_another_tab_is_refused(shop: Shop) -> None:
    ready = make.make_ready(shop, WANTS)
    with transaction():
        checkout.save_contact(cart_id(ready), email=make.EMAIL, address=PARIS)
    with refused(QuoteChanged):
        make.place(ready)


def test_a_quantity_changed_in_another_tab_is_refused(shop: Shop) -> None:
    ready = make.make_ready(shop, WANTS)
    with transaction():
        carts.set_quantity(ready.ask.site.id, ready.token, shop.variants["MUG"], 3)
    with refused(QuoteChanged):
        make.place(ready)


def test_the_line_that_is_short_is_named_and_nothing_is_promised(shop: Shop) -> None:
    ready = make.make_ready(shop, {"LAMP-WHITE": 5, "MUG": 1})
    with transaction():
        goods.stock(shop.variants["LAMP-WHITE"], shop.shenzhen, -1)
    with refused(LineShort) as told:
        make.place(ready)
    assert told.value.facts == {"title": "Mondlampe", "label": "Weiß", "available": 4}
    assert reserved(shop, "MUG") == 0


def test_what_another_shopper_holds_cannot_be_ordered(shop: Shop) -> None:
    first = make.make_ready(shop, {"LAMP-WHITE": 5})
    second = make.make_ready(shop, {"LAMP-WHITE": 1}, site="global")
    make.place(first)
    with refused(LineShort) as told:
        make.place(second)
    assert told.value.facts["available"] == 0


def test_a_product_taken_offline_meanwhile_is_named(shop: Shop) -> None:
    ready = make.make_ready(shop, WANTS)
    with transaction():
        catalog.take_offline(shop.products["mug"], shop.nordwind, by=SYSTEM)
    with refused(LineShort) as told:
        make.place(ready)
    assert told.value.facts == {"title": "Hafenbecher", "label": "", "available": 0}


def test_a_country_nobody_serves_is_refused(shop: Shop) -> None:
    ready = make.make_ready(shop, WANTS, site="global")
    nowhere = make.look_again(replace(ready, ask=replace(ready.ask, country="BR")))
    with refused(QuoteChanged):
        make.place(nowhere)


def test_without_a_cart_or_an_address_there_is_nothing_to_place(shop: Shop) -> None:
    ready = make.make_ready(shop, WANTS)
    with refused(NothingToOrder):
        make.place(replace(ready, token="no-such-cart", key="x"))
    bare = make.fill_cart(shop, shop.sites["eu"], "EUR", {"MUG": 1})
    with refused(CheckoutIncomplete) as told:
        make.place(replace(ready, token=bare.token, key="x"))
    assert told.value.facts == {"step": "address"}
    with transaction():
        checkout.save_contact(bare.id, email="", address=MOSCOW)
    with refused(CheckoutIncomplete):
        make.place(replace(ready, token=bare.token, key="x"))


def test_an_emptied_cart_cannot_be_placed(shop: Shop) -> None:
    ready = make.make_ready(shop, {"MUG": 1})
    with transaction():
        carts.set_quantity(ready.ask.site.id, ready.token, shop.variants["MUG"], 0)
    with refused(NothingToOrder):
        make.place(ready)


def test_entering_again_keeps_the_key_and_replaces_the_rest(shop: Shop) -> None:
    ready = make.make_ready(shop, WANTS)
    with transaction():
        checkout.save_contact(cart_id(ready), email="new@cast.example", address=PARIS)
        checkout.save_methods(cart_id(ready), {"1-1": "crane-express"})
    again = make.look_again(ready)
    assert again.key == ready.key
    assert again.fingerprint != ready.fingerprint


@pytest.mark.parametrize(
    ("site", "currency", "country"),
    [
        ("global", "JPY", "JP"),
        ("global", "KWD", "KW"),
        ("global", "CHF", "CH"),
        ("ru", "RUB", "RU"),
        ("eu", "PLN", "FR"),
        ("global", "USD", "US"),
    ],
)
def test_what_is_kept_adds_up_in_every_mode_and_currency(
    shop: Shop, site: str, currency: str, country: str
) -> None:
    purchase = make.make_placed_purchase(
        shop,
        {"LAMP-BLACK": 3, "BULB": 7, "MUG": 1, "HONEY": 2},
        site=site,
        currency=currency,
        country=country,
    )
    payment = make.payment_of(purchase)
    on_top = 0 if purchase.prices_include_tax else purchase.tax.minor
    assert purchase.total.minor == purchase.goods.minor + purchase.shipping.minor + on_top
    assert purchase.total == payment.amount
    assert purchase.total.minor == sum(order.total.minor for order in purchase.orders)
    assert purchase.tax.minor == sum(row.tax.minor for row in purchase.taxes)
    for order in purchase.orders:
        assert order.goods.minor == sum(line.total.minor for line in order.lines)
        assert order.tax.minor == sum(row.tax.minor for row in order.taxes)
        for line in order.lines:
            assert line.total == line.unit * line.quantity
            (own,) = [row for row in order.taxes if row.line == line.id]
            assert (own.base + own.tax if own.included else own.base) == line.total
        shipped = [row for row in order.taxes if row.kind == "shipping"]
        assert order.shipping.price.minor == sum(
            (row.base + row.tax if row.included else row.base).minor for row in shipped
        )


def test_a_variant_from_two_places_becomes_two_orders_of_one_merchant(shop: Shop) -> None:
    purchase = make.make_placed_purchase(shop, {"BULB": 65})
    assert sorted((order.location_id, order.units) for order in purchase.orders) == sorted(
        [(shop.shenzhen, 40), (shop.warsaw, 25)]
    )
    assert {order.merchant_id for order in purchase.orders} == {shop.lumen}
    assert reserved(shop, "BULB") == 65


def test_two_sites_take_from_the_same_shelf(shop: Shop) -> None:
    make.make_placed_purchase(shop, {"LAMP-WHITE": 3}, site="global")
    ready = make.make_ready(shop, {"LAMP-WHITE": 3}, site="eu")
    assert ready.quote.rows[0].available == 2
    assert not ready.quote.can_place


def test_a_failed_placing_tells_nobody(shop: Shop) -> None:
    ready = make.make_ready(shop, {"LAMP-WHITE": 5})
    make.make_placed_purchase(shop, {"LAMP-WHITE": 1})
    mark = newest_fact()
    with refused(LineShort):
        make.place(ready)
    assert facts(mark) == []


def test_the_purchase_is_found_by_its_key_and_cart(shop: Shop) -> None:
    ready = make.make_ready(shop, WANTS)
    placed = make.place(ready)
    with reading():
        by_key = orders.find_purchase_by_key(ready.ask.site.id, ready.key)
        by_cart = orders.find_purchase_of_cart(cart_id(ready))
        assert orders.find_purchase_by_key(shop.sites["ru"].id, ready.key) is None
    assert by_key is not None
    assert by_cart is not None
    assert by_key.number == by_cart.number == placed.number
