"""Canceling and expiring: stock and money go back, each exactly once."""

from datetime import timedelta

import pytest

from core.checkout import service as checkout
from core.inventory import queries as inventory
from core.kernel.actor import GUEST, SYSTEM
from core.kernel.ids import OrderId
from core.kernel.money import Money
from core.kernel.states import IllegalMove
from core.orders import queries as orders
from core.orders.errors import OrderNotFound, OrderOutdated
from core.orders.types import OrderDetail, OrderState, PurchaseDetail, PurchaseState
from core.payments import queries as payments
from core.payments.types import RefundDetail
from core.platform.db import reading, transaction
from tests.conftest import Later
from tests.factories import purchases as make
from tests.factories.shop import Shop
from tests.witness import facts, newest_fact, refused, unchanged

PLENTY = {"LAMP-BLACK": 1, "MUG": 2}


def cancel(order: OrderDetail, *, version: int | None = None, reason: str = "changed my mind") -> None:
    with transaction():
        checkout.cancel_order(order.id, version=version, reason=reason, by=GUEST)


def refunds(purchase: PurchaseDetail) -> list[RefundDetail]:
    with reading():
        return payments.list_refunds_of(purchase.id)


def reserved(shop: Shop) -> dict[str, int]:
    with reading():
        assert inventory.list_unproven() == []
        return {
            sku: sum(level.reserved for level in inventory.list_levels_everywhere([shop.variants[sku]]))
            for sku in PLENTY
        }


class TestBeforeTheMoney:
    def test_one_order_canceled_is_the_whole_purchase_canceled(self, shop: Shop) -> None:
        purchase = make.make_placed_purchase(shop, PLENTY)
        mark = newest_fact()
        cancel(purchase.orders[0])
        after = make.purchase_of(purchase.number)
        assert after.state is PurchaseState.CANCELED
        assert {order.state for order in after.orders} == {OrderState.CANCELED}
        assert reserved(shop) == {"LAMP-BLACK": 0, "MUG": 0}
        told = facts(mark)
        assert [name for name, _ in told].count("OrderCanceled") == 2
        assert all(not payload["was_paid"] for name, payload in told if name == "OrderCanceled")
        assert ("PaymentAbandoned", {"payment_id": make.payment_of(purchase).id}) in told
        assert refunds(purchase) == []

    def test_twice_is_refused(self, shop: Shop) -> None:
        purchase = make.make_placed_purchase(shop, PLENTY)
        cancel(purchase.orders[0])
        with refused(IllegalMove):
            cancel(purchase.orders[1])


class TestAfterTheMoney:
    def test_one_order_goes_back_and_the_other_goes_on(self, shop: Shop) -> None:
        purchase = make.make_paid_purchase(shop, PLENTY)
        lamp, mugs = purchase.orders
        mark = newest_fact()
        cancel(lamp, version=lamp.version)
        after = make.purchase_of(purchase.number)
        assert after.state is PurchaseState.PAID
        assert [order.state for order in after.orders] == [OrderState.CANCELED, OrderState.PAID]
        assert after.orders[0].refunded == lamp.total
        assert after.orders[1].refunded == Money(0, "EUR")
        assert reserved(shop) == {"LAMP-BLACK": 0, "MUG": 2}
        (refund,) = refunds(purchase)
        assert (refund.amount, refund.cause) == (lamp.total, f"order:{lamp.id}:cancel")
        assert [name for name, _ in facts(mark)] == [
            "OrderCanceled",
            "RefundRequested",
            "AvailabilityChanged",
        ]
        assert facts(mark)[0][1]["was_paid"] is True
        assert mugs.can_cancel

    def test_all_orders_gone_is_the_purchase_gone_and_all_money_back(self, shop: Shop) -> None:
        purchase = make.make_paid_purchase(shop, PLENTY)
        for order in purchase.orders:
            cancel(order, version=order.version)
        assert make.purchase_of(purchase.number).state is PurchaseState.CANCELED
        assert sum(refund.amount.minor for refund in refunds(purchase)) == purchase.total.minor
        assert make.payment_of(purchase).refunded == purchase.total
        assert reserved(shop) == {"LAMP-BLACK": 0, "MUG": 0}

    def test_twice_is_refused_and_gives_nothing_more(self, shop: Shop) -> None:
        order = make.make_canceled_order(shop, PLENTY)
        with refused(IllegalMove) as told:
            cancel(order)
        assert told.value.facts == {"move": "cancel", "state": "canceled"}

    def test_an_order_that_moved_on_since_it_was_read_is_refused(self, shop: Shop) -> None:
        placed = make.make_placed_purchase(shop, PLENTY).orders[0]
        make.pay(make.purchase_of(placed.number))
        with refused(OrderOutdated) as told:
            cancel(placed, version=placed.version)
        assert told.value.facts == {"state": "paid"}

    def test_an_order_that_is_picked_is_not_canceled(self, shop: Shop) -> None:
        order = make.make_fulfilling_order(shop, PLENTY)
        with refused(IllegalMove) as told:
            cancel(order)
        assert told.value.facts == {"move": "cancel", "state": "fulfilling"}
        assert not order.can_cancel

    def test_an_order_on_its_way_is_not_canceled(self, shop: Shop) -> None:
        order = make.make_shipped_order(shop, PLENTY)
        with refused(IllegalMove):
            cancel(order)

    def test_history_says_who_and_why(self, shop: Shop) -> None:
        newest = make.make_canceled_order(shop, PLENTY).history[-1]
        assert (newest.move, newest.state, newest.actor_kind, newest.reason) == (
            "cancel",
            "canceled",
            "guest",
            "changed my mind",
        )


@pytest.mark.usefixtures("shop")
def test_an_order_that_never_was_is_not_found() -> None:
    with refused(OrderNotFound), transaction():
        checkout.cancel_order(OrderId(10**9), version=None, reason="", by=SYSTEM)


class TestExpiring:
    def test_an_unpaid_purchase_gives_everything_back(self, shop: Shop) -> None:
        purchase = make.make_placed_purchase(shop, PLENTY)
        mark = newest_fact()
        assert make.expire(purchase)
        after = make.purchase_of(purchase.number)
        assert after.state is PurchaseState.EXPIRED
        assert {order.state for order in after.orders} == {OrderState.EXPIRED}
        assert reserved(shop) == {"LAMP-BLACK": 0, "MUG": 0}
        assert sorted(name for name, _ in facts(mark)) == [
            "AvailabilityChanged",
            "PaymentAbandoned",
            "PurchaseExpired",
        ]
        assert after.orders[0].history[-1].actor_name == "system"

    def test_not_a_second_early(self, shop: Shop) -> None:
        purchase = make.make_placed_purchase(shop, PLENTY)
        with unchanged(), transaction():
            assert not checkout.expire_purchase(purchase.id)

    def test_not_when_it_is_paid_or_canceled(self, shop: Shop) -> None:
        paid = make.make_paid_purchase(shop, PLENTY)
        gone = make.make_placed_purchase(shop, PLENTY)
        cancel(gone.orders[0])
        with unchanged():
            assert not make.expire(paid)
            assert not make.expire(gone)

    def test_twice_is_once(self, shop: Shop) -> None:
        purchase = make.make_expired_purchase(shop, PLENTY)
        with unchanged():
            assert not make.expire(purchase)

    def test_what_is_late_is_listed_oldest_first(self, shop: Shop, later: Later) -> None:
        first = make.make_placed_purchase(shop, {"MUG": 1})
        make.make_paid_purchase(shop, {"MUG": 1})
        later(timedelta(minutes=10))
        second = make.make_placed_purchase(shop, {"MUG": 1})
        with reading():
            early = orders.list_expired_ids(second.placed_at, 10)
            soon = orders.list_expired_ids(first.expires_at, 10)
            all_late = orders.list_expired_ids(second.expires_at, 10)
            one = orders.list_expired_ids(second.expires_at, 1)
        assert (early, soon, all_late, one) == ([], [first.id], [first.id, second.id], [first.id])

    def test_another_shopper_may_have_what_was_given_back(self, shop: Shop) -> None:
        make.make_expired_purchase(shop, {"LAMP-WHITE": 5})
        assert make.make_placed_purchase(shop, {"LAMP-WHITE": 5}).state is PurchaseState.PLACED


@pytest.mark.parametrize("currency", ["JPY", "KWD", "CHF"])
def test_refunds_sum_to_what_was_paid_in_every_currency(shop: Shop, currency: str) -> None:
    purchase = make.make_paid_purchase(
        shop, {"LAMP-BLACK": 3, "MUG": 1, "HONEY": 2}, site="global", currency=currency, country="CH"
    )
    for order in purchase.orders:
        cancel(order, version=order.version)
    assert sum(refund.amount.minor for refund in refunds(purchase)) == purchase.total.minor
