"""Who did not pay in time finds everything in the cart again; who paid late does not buy it twice."""

import pytest

from core.cart import queries as carts
from core.cart import service as cart_service
from core.cart.types import CartDetail
from core.checkout import queries, reactions
from core.checkout import service as checkout
from core.checkout.errors import NotPayable
from core.checkout.types import Gift
from core.kernel.actor import SYSTEM
from core.kernel.money import Money
from core.orders.events import PurchaseExpired, PurchasePaid
from core.orders.types import PurchaseDetail, PurchaseState
from core.platform.db import reading, transaction
from tests.factories import purchases as make
from tests.factories.places import PARIS
from tests.factories.shop import Shop
from tests.witness import unchanged

WANTS = {"LAMP-BLACK": 1, "MUG": 2}


def cart_of(shop: Shop, token: str) -> CartDetail | None:
    with reading():
        return carts.find_cart(shop.sites["eu"].id, token)


def bring_back(purchase: PurchaseDetail) -> None:
    with transaction():
        reactions.bring_goods_back(PurchaseExpired(purchase_id=purchase.id))


def wants(shop: Shop, cart: CartDetail | None) -> dict[str, int]:
    skus = {id: sku for sku, id in shop.variants.items()}
    return {skus[line.variant_id]: line.quantity for line in cart.lines} if cart else {}


def test_the_browsers_cookie_leads_to_the_goods_and_to_what_was_entered(shop: Shop) -> None:
    ready = make.make_ready(shop, WANTS, billing=PARIS)
    with reading():
        entered_before = make._entered(ready.ask, ready.token)
    with transaction():
        checkout.save_methods(entered_before[0].id, {}, gift=Gift(True, "Alles Gute!"))
    ready = make.look_again(ready)
    purchase = make.purchase_of(make.place(ready).number)
    assert cart_of(shop, ready.token) is None
    make.expire(purchase)
    bring_back(purchase)
    cart = cart_of(shop, ready.token)
    assert wants(shop, cart) == WANTS
    assert cart is not None
    assert cart.returned_of == purchase.number
    assert {line.seen for line in cart.lines} == {Money(2990, "EUR"), Money(1099, "EUR")}
    with reading():
        entered = queries.find_checkout(cart.id)
    assert entered is not None
    assert (entered.email, entered.address, entered.gift.note) == (make.EMAIL, make.BERLIN, "Alles Gute!")
    assert entered.billing == PARIS
    assert entered.key != ready.key


def test_they_can_be_ordered_again(shop: Shop) -> None:
    ready = make.make_ready(shop, WANTS)
    first = make.purchase_of(make.place(ready).number)
    make.expire(first)
    bring_back(first)
    second = make.place(make.look_again(ready))
    assert second.number != first.number
    assert make.purchase_of(second.number).state is PurchaseState.PLACED


def test_told_twice_they_come_back_once(shop: Shop) -> None:
    ready = make.make_ready(shop, WANTS)
    purchase = make.purchase_of(make.place(ready).number)
    make.expire(purchase)
    bring_back(purchase)
    with unchanged():
        bring_back(purchase)


def test_an_account_finds_them_beside_what_it_chose_since(shop: Shop) -> None:
    account_id = shop.cast.shopper.account_id
    ready = make.make_ready(shop, WANTS, account_id=account_id)
    purchase = make.purchase_of(make.place(ready).number)
    now = make.fill_cart(shop, shop.sites["eu"], "EUR", {"BULB": 1, "MUG": 1}, account_id)
    make.expire(purchase)
    bring_back(purchase)
    assert wants(shop, cart_of(shop, now.token)) == {"BULB": 1, "MUG": 2, "LAMP-BLACK": 1}


def test_a_purchase_that_was_paid_meanwhile_brings_nothing_back(shop: Shop) -> None:
    ready = make.make_ready(shop, WANTS)
    purchase = make.purchase_of(make.place(ready).number)
    make.pay(purchase)
    with unchanged():
        bring_back(purchase)


def test_a_late_payment_takes_them_out_again_and_leaves_the_rest(shop: Shop) -> None:
    ready = make.make_ready(shop, WANTS)
    purchase = make.purchase_of(make.place(ready).number)
    make.expire(purchase)
    bring_back(purchase)
    with transaction():
        cart_service.set_quantity(shop.sites["eu"].id, ready.token, shop.variants["MUG"], 5)
    with transaction():
        reactions.take_goods_out_again(PurchasePaid(purchase_id=purchase.id))
    cart = cart_of(shop, ready.token)
    assert wants(shop, cart) == {"MUG": 5}
    assert cart is not None
    assert cart.returned_of == ""


def test_paying_in_time_touches_no_cart(shop: Shop) -> None:
    purchase = make.make_placed_purchase(shop, WANTS)
    with unchanged(), transaction():
        reactions.take_goods_out_again(PurchasePaid(purchase_id=purchase.id))


def test_who_withdraws_finds_them_at_once_and_can_change_them(shop: Shop) -> None:
    ready = make.make_ready(shop, WANTS)
    purchase = make.purchase_of(make.place(ready).number)
    with transaction():
        checkout.withdraw_purchase(purchase.id, reason="changed my mind", by=SYSTEM)
    assert make.purchase_of(purchase.number).state is PurchaseState.CANCELED
    assert wants(shop, cart_of(shop, ready.token)) == WANTS
    with unchanged(), pytest.raises(NotPayable), transaction():
        checkout.withdraw_purchase(purchase.id, reason="again", by=SYSTEM)


def test_what_is_paid_cannot_be_withdrawn(shop: Shop) -> None:
    purchase = make.purchase_of(make.place(make.make_ready(shop, WANTS)).number)
    make.pay(purchase)
    with unchanged(), pytest.raises(NotPayable), transaction():
        checkout.withdraw_purchase(purchase.id, reason="too late", by=SYSTEM)
