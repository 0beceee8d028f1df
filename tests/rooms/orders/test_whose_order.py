"""Everybody finds their own, and nobody anybody else's."""

import pytest
from sqlalchemy import select

from core.accounts.events import EmailVerified
from core.checkout import service as checkout
from core.kernel.actor import SYSTEM
from core.kernel.ids import MerchantId
from core.kernel.page import PageAsk
from core.orders import policy, queries, reactions, service
from core.orders.errors import OrderNotFound
from core.orders.types import OrderState, PurchaseDetail
from core.platform.db import reading, session, transaction
from core.platform.outbox import Message
from tests.factories import purchases as make
from tests.factories.places import BERLIN
from tests.factories.shop import Shop


def mine(shop: Shop) -> PurchaseDetail:
    return make.make_paid_purchase(shop, account_id=shop.cast.shopper.account_id, email="me@cast.example")


def test_a_shopper_opens_a_purchase_by_any_of_its_numbers_as_typed(shop: Shop) -> None:
    purchase = mine(shop)
    me = shop.cast.shopper.account_id
    for typed in (
        purchase.number,
        purchase.number.lower(),
        f" {purchase.number} ",
        purchase.orders[1].number,
    ):
        with reading():
            assert queries.get_purchase_of_shopper(me, typed) == purchase


@pytest.mark.parametrize("who", ["other_shopper", "operator", "stranger", "merchant"])
def test_nobody_else_opens_it_as_a_shopper(shop: Shop, who: str) -> None:
    purchase = mine(shop)
    with reading(), pytest.raises(OrderNotFound):
        queries.get_purchase_of_shopper(getattr(shop.cast, who).account_id, purchase.number)


def test_a_guest_needs_the_number_and_the_address(shop: Shop) -> None:
    purchase = make.make_paid_purchase(shop, email="Guest@Cast.example")
    with reading():
        assert queries.get_purchase_of_guest(purchase.number, " guest@cast.EXAMPLE ") == purchase
        for number, email in [
            (purchase.number, "other@cast.example"),
            (purchase.number, ""),
            ("ORD-00000-00000", "guest@cast.example"),
            ("", "guest@cast.example"),
            ("%", "%"),
        ]:
            with pytest.raises(OrderNotFound):
                queries.get_purchase_of_guest(number, email)


def test_a_shoppers_list_is_its_own_newest_first(shop: Shop) -> None:
    first, second = mine(shop), mine(shop)
    make.make_paid_purchase(shop, account_id=shop.cast.other_shopper.account_id)
    make.make_paid_purchase(shop)
    with reading():
        page = queries.list_purchases_of_shopper(shop.cast.shopper.account_id, PageAsk(size=1))
        rest = queries.list_purchases_of_shopper(shop.cast.shopper.account_id, PageAsk(number=2, size=1))
    assert (page.total, [card.number for card in (*page.items, *rest.items)]) == (
        2,
        [second.number, first.number],
    )
    assert (page.items[0].orders, page.items[0].titles) == (2, ("Mondlampe", "Hafenbecher"))


def test_a_merchant_opens_only_its_own_part_of_a_mixed_purchase(shop: Shop) -> None:
    lamp, mugs = mine(shop).orders
    with reading():
        assert queries.get_order_of_merchant(shop.lumen, lamp.number.lower()) == lamp
        assert queries.get_order_of_merchant(shop.nordwind, mugs.number) == mugs
        assert queries.get_address_of_order(shop.lumen, lamp.number) == BERLIN
        for merchant_id, number in [
            (shop.nordwind, lamp.number),
            (shop.lumen, mugs.number),
            (shop.lumen, lamp.number[:-2]),
            (MerchantId(10**9), lamp.number),
        ]:
            with pytest.raises(OrderNotFound):
                queries.get_order_of_merchant(merchant_id, number)
            with pytest.raises(OrderNotFound):
                queries.get_address_of_order(merchant_id, number)


def test_what_was_never_paid_is_not_a_merchants_business(shop: Shop) -> None:
    purchase = make.make_placed_purchase(shop)
    order = purchase.orders[0]
    with transaction():
        checkout.cancel_order(order.id, version=None, reason="", by=SYSTEM)
    with reading():
        assert queries.list_orders_of_merchant(order.merchant_id, PageAsk()).total == 0
        with pytest.raises(OrderNotFound):
            queries.get_order_of_merchant(order.merchant_id, order.number)
        with pytest.raises(OrderNotFound):
            queries.get_address_of_order(order.merchant_id, order.number)


def test_a_merchants_list_leaves_out_what_is_not_paid(shop: Shop) -> None:
    paid = mine(shop)
    make.make_placed_purchase(shop)
    make.make_expired_purchase(shop)
    canceled = make.make_canceled_order(shop)
    with reading():
        page = queries.list_orders_of_merchant(shop.lumen, PageAsk())
        only_paid = queries.list_orders_of_merchant(shop.lumen, PageAsk(), state="paid")
        theirs = queries.list_orders_of_merchant(shop.nordwind, PageAsk())
        nobodys = queries.list_orders_of_merchant(MerchantId(10**9), PageAsk())
    assert [card.number for card in page.items] == [canceled.number, paid.orders[0].number]
    assert [card.number for card in only_paid.items] == [paid.orders[0].number]
    assert {card.merchant_name for card in theirs.items} == {"Nordwind Supply"}
    assert (nobodys.total, list(nobodys.items)) == (0, [])
    card = only_paid.items[0]
    assert (card.state, card.country, card.units, card.total) == (
        OrderState.PAID,
        "DE",
        1,
        paid.orders[0].total,
    )


def test_long_lists_are_counted_only_so_far_back(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    newest = [mine(shop) for _ in range(3)][-1]
    monkeypatch.setattr(policy, "LEADS_BACK", 2)
    with reading():
        theirs = queries.list_orders_of_merchant(shop.lumen, PageAsk(1, 1))
        everybodys = queries.list_purchases(PageAsk(1, 1))
    assert (theirs.total, theirs.last, everybodys.total, everybodys.last) == (2, 2, 2, 2)
    assert [card.number for card in theirs.items] == [newest.orders[0].number]
    assert [card.number for card in everybodys.items] == [newest.number]


def test_shoppers_reach_all_of_their_purchases(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    account_id = mine(shop).account_id
    mine(shop)
    monkeypatch.setattr(policy, "LEADS_BACK", 1)
    assert account_id is not None
    with reading():
        assert queries.list_purchases_of_shopper(account_id, PageAsk(1, 1)).total == 2


def test_an_operator_finds_a_purchase_by_number_address_and_state(shop: Shop) -> None:
    paid = mine(shop)
    placed = make.make_placed_purchase(shop, email="someone@cast.example")

    def found(search: str = "", state: str = "") -> list[str]:
        with reading():
            page = queries.list_purchases(PageAsk(), search=search, state=state)
        assert page.total == len(page.items)
        return [card.number for card in page.items]

    assert found() == [placed.number, paid.number]
    assert found(state="paid") == [paid.number]
    assert found(search=placed.number.lower()) == [placed.number]
    assert found(search=paid.orders[1].number) == [paid.number]
    assert found(search="SOMEONE@cast.example") == [placed.number]
    assert found(search="nobody@cast.example") == []
    assert found(search="%") == []


def test_purchases_are_counted_by_state(shop: Shop) -> None:
    mine(shop)
    make.make_placed_purchase(shop)
    make.make_placed_purchase(shop)
    with reading():
        assert queries.count_purchases_by_state() == {"paid": 1, "placed": 2}


class TestAdoption:
    """A proven address brings the purchases that were placed with it as a guest."""

    def adopt(self, shop: Shop) -> None:
        with transaction():
            reactions.adopt_guest_purchases_of_verified_account(
                EmailVerified(account_id=shop.cast.shopper.account_id)
            )

    def list(self, shop: Shop) -> list[str]:
        with reading():
            page = queries.list_purchases_of_shopper(shop.cast.shopper.account_id, PageAsk())
        return [card.number for card in page.items]

    def test_guest_purchases_come_home_whatever_the_spelling(self, shop: Shop) -> None:
        guests = make.make_paid_purchase(shop, email=shop.cast.shopper.email.title())
        self.adopt(shop)
        assert self.list(shop) == [guests.number]
        self.adopt(shop)
        assert self.list(shop) == [guests.number]
        with reading():
            told = session().scalars(select(Message.payload).where(Message.name == "PurchasesAdopted")).all()
        assert [one["numbers"] for one in told] == [[guests.number]]

    def test_others_purchases_stay_where_they_are(self, shop: Shop) -> None:
        make.make_paid_purchase(shop, email="x" + shop.cast.shopper.email)
        theirs = make.make_paid_purchase(
            shop, email=shop.cast.shopper.email, account_id=shop.cast.other_shopper.account_id
        )
        self.adopt(shop)
        assert self.list(shop) == []
        assert make.purchase_of(theirs.number).account_id == shop.cast.other_shopper.account_id

    def test_signs_of_a_pattern_are_signs_of_an_address(self, shop: Shop) -> None:
        make.make_paid_purchase(shop, email="axb@cast.example")
        make.make_paid_purchase(shop, email="a_b@cast.example")
        with transaction():
            assert service.adopt_guest_purchases(shop.cast.shopper.account_id, "a_b@cast.example") == 1
            assert service.adopt_guest_purchases(shop.cast.shopper.account_id, "%@cast.example") == 0
