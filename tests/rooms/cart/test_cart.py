from datetime import timedelta

import pytest

from core.cart import queries, service
from core.cart.errors import CartFull, QuantityOutOfRange
from core.cart.types import CartDetail
from core.kernel.ids import AccountId, VariantId
from core.kernel.money import Money
from core.platform.db import reading, transaction
from tests.conftest import Later
from tests.factories import goods as make
from tests.factories.shop import Shop
from tests.witness import refused

SEEN = Money(1099, "EUR")


def add(
    shop: Shop,
    token: str | None,
    sku: str = "MUG",
    quantity: int = 1,
    *,
    site: str = "eu",
    account_id: AccountId | None = None,
) -> CartDetail:
    with transaction():
        return service.add_to_cart(
            shop.sites[site].id, token, shop.variants[sku], quantity, seen=SEEN, account_id=account_id
        )


def put(shop: Shop, token: str, sku: str, quantity: int) -> CartDetail | None:
    with transaction():
        return service.set_quantity(shop.sites["eu"].id, token, shop.variants[sku], quantity)


def wanted(shop: Shop, cart: CartDetail | None) -> dict[str, int]:
    assert cart is not None
    skus = {id: sku for sku, id in shop.variants.items()}
    return {skus[line.variant_id]: line.quantity for line in cart.lines}


def found(shop: Shop, token: str, site: str = "eu") -> CartDetail | None:
    with reading():
        return queries.find_cart(shop.sites[site].id, token)


def test_the_first_thing_makes_a_cart_with_an_unguessable_token(shop: Shop) -> None:
    first, second = add(shop, None), add(shop, None)
    assert first.token != second.token
    assert len(first.token) >= 32
    assert wanted(shop, found(shop, first.token)) == {"MUG": 1}
    assert first.lines[0].seen == SEEN


def test_the_same_thing_again_adds_up_and_another_stands_beside_it(shop: Shop) -> None:
    token = add(shop, None, "MUG", 2).token
    add(shop, token, "MUG", 3)
    cart = add(shop, token, "HONEY")
    assert wanted(shop, cart) == {"MUG": 5, "HONEY": 1}
    with reading():
        assert queries.count_units(shop.sites["eu"].id, token) == 6


def test_nobody_wants_more_than_ninety_nine_of_one(shop: Shop) -> None:
    token = add(shop, None, "MUG", 90).token
    assert wanted(shop, add(shop, token, "MUG", 90)) == {"MUG": 99}
    for quantity in (0, -1, 100):
        with refused(QuantityOutOfRange) as told:
            add(shop, token, "HONEY", quantity)
        assert told.value.facts == {"most": 99}


def test_a_quantity_is_changed_and_nothing_of_it_is_none_of_it(shop: Shop) -> None:
    token = add(shop, None, "MUG", 2).token
    add(shop, token, "HONEY", 1)
    assert wanted(shop, put(shop, token, "MUG", 7)) == {"MUG": 7, "HONEY": 1}
    assert wanted(shop, put(shop, token, "MUG", 0)) == {"HONEY": 1}
    assert wanted(shop, put(shop, token, "MUG", 3)) == {"HONEY": 1}
    for quantity in (-1, 100):
        with refused(QuantityOutOfRange):
            put(shop, token, "HONEY", quantity)


def test_a_cart_that_is_gone_stays_gone(shop: Shop) -> None:
    assert put(shop, "no-such-token", "MUG", 3) is None
    assert found(shop, "no-such-token") is None
    cart = add(shop, "no-such-token")
    assert cart.token != "no-such-token"


def test_a_cart_belongs_to_one_site(shop: Shop) -> None:
    token = add(shop, None).token
    assert found(shop, token, "ru") is None
    other = add(shop, token, "HONEY", site="ru")
    assert other.token != token
    assert wanted(shop, found(shop, token)) == {"MUG": 1}


def test_a_cart_holds_sixty_things_and_no_more(shop: Shop) -> None:
    with transaction():
        _, many = make.make_product(shop.lumen, variants=[make.make_variant() for _ in range(60)])
    token = None
    with transaction():
        for id in many.values():
            cart = service.add_to_cart(shop.sites["eu"].id, token, id, 1, seen=SEEN, account_id=None)
            token = cart.token
    assert token is not None
    with refused(CartFull) as told:
        add(shop, token, "MUG")
    assert told.value.facts == {"most": 60}
    with transaction():
        service.add_to_cart(
            shop.sites["eu"].id, token, VariantId(next(iter(many.values()))), 1, seen=SEEN, account_id=None
        )


def test_the_prices_shown_last_are_remembered(shop: Shop) -> None:
    cart = add(shop, None)
    with transaction():
        service.note_seen(cart, {shop.variants["MUG"]: Money(4700, "PLN")})
    kept = found(shop, cart.token)
    assert kept is not None
    assert kept.lines[0].seen == Money(4700, "PLN")


def test_an_ordered_cart_is_closed_once_and_takes_nothing_more(shop: Shop) -> None:
    cart = add(shop, None)
    with transaction():
        assert service.close_cart(cart.id)
        assert not service.close_cart(cart.id)
    assert found(shop, cart.token) is None
    assert put(shop, cart.token, "MUG", 5) is None
    assert add(shop, cart.token).id != cart.id
    with reading():
        closed = queries.find_cart_by_token(shop.sites["eu"].id, cart.token)
    assert wanted(shop, closed) == {"MUG": 1}


def test_goods_of_a_purchase_that_came_to_nothing_go_back_into_a_cart(shop: Shop) -> None:
    cart = add(shop, None, "MUG", 2)
    with transaction():
        back = service.refill(
            shop.sites["eu"].id,
            cart.token,
            {shop.variants["MUG"]: 5, shop.variants["HONEY"]: 1},
            account_id=None,
        )
    assert wanted(shop, back) == {"MUG": 5, "HONEY": 1}


def test_guests_carts_that_nobody_touched_are_swept_and_others_stay(shop: Shop, later: Later) -> None:
    old = add(shop, None)
    mine = add(shop, None, account_id=shop.cast.shopper.account_id)
    ordered = add(shop, None)
    with transaction():
        service.close_cart(ordered.id)
    later(timedelta(days=31))
    fresh = add(shop, None)
    with transaction():
        service.drop_carts(service.hold_abandoned_carts(timedelta(days=30)))
    assert found(shop, old.token) is None
    for kept in (mine, fresh):
        assert wanted(shop, found(shop, kept.token)) == {"MUG": 1}
    with reading():
        assert queries.find_cart_by_token(shop.sites["eu"].id, ordered.token) is not None


@pytest.mark.parametrize("site", ["eu", "ru"])
def test_an_account_has_one_open_cart_on_a_site(shop: Shop, site: str) -> None:
    me = shop.cast.shopper.account_id
    first = add(shop, None, "MUG", site=site, account_id=me)
    second = add(shop, None, "HONEY", site=site, account_id=me)
    assert second.id == first.id
    with reading():
        cart = queries.find_cart_of_account(shop.sites[site].id, me)
    assert wanted(shop, cart) == {"MUG": 1, "HONEY": 1}


class TestAtLogIn:
    """A browser's cart and an account's become one."""

    def merge(self, shop: Shop, token: str | None) -> str | None:
        with transaction():
            return service.merge_at_log_in(shop.sites["eu"].id, token, shop.cast.shopper.account_id)

    def test_a_guests_cart_becomes_the_accounts(self, shop: Shop) -> None:
        guests = add(shop, None)
        assert self.merge(shop, guests.token) == guests.token
        with reading():
            mine = queries.find_cart_of_account(shop.sites["eu"].id, shop.cast.shopper.account_id)
        assert mine is not None
        assert mine.id == guests.id

    def test_of_what_is_in_both_the_larger_quantity_stays(self, shop: Shop) -> None:
        mine = add(shop, None, "MUG", 2, account_id=shop.cast.shopper.account_id)
        add(shop, mine.token, "HONEY", 4)
        guests = add(shop, None, "MUG", 3)
        add(shop, guests.token, "HONEY", 1)
        add(shop, guests.token, "BULB", 6)
        assert self.merge(shop, guests.token) == mine.token
        assert wanted(shop, found(shop, mine.token)) == {"MUG": 3, "HONEY": 4, "BULB": 6}
        assert found(shop, guests.token) is None

    def test_merging_again_changes_nothing(self, shop: Shop) -> None:
        mine = add(shop, None, "MUG", 2, account_id=shop.cast.shopper.account_id)
        guests = add(shop, None, "MUG", 3)
        self.merge(shop, guests.token)
        assert self.merge(shop, guests.token) == mine.token
        assert self.merge(shop, mine.token) == mine.token
        assert wanted(shop, found(shop, mine.token)) == {"MUG": 3}

    def test_without_a_cart_of_its_own_the_browser_gets_the_accounts(self, shop: Shop) -> None:
        assert self.merge(shop, None) is None
        mine = add(shop, None, account_id=shop.cast.shopper.account_id)
        assert self.merge(shop, None) == mine.token
        assert self.merge(shop, "no-such-token") == mine.token

    def test_another_accounts_cart_stays_its_own(self, shop: Shop) -> None:
        theirs = add(shop, None, account_id=shop.cast.other_shopper.account_id)
        assert self.merge(shop, theirs.token) is None
        mine = add(shop, None, account_id=shop.cast.shopper.account_id)
        assert self.merge(shop, theirs.token) == mine.token
        assert wanted(shop, found(shop, theirs.token)) == {"MUG": 1}
