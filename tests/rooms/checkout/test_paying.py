"""Money arrives, comes twice, comes late: one way home for every word of a gateway."""

import pytest

from core.checkout import service as checkout
from core.checkout.errors import NotPayable
from core.fulfillment import service as fulfillment
from core.inventory import queries as inventory
from core.kernel.actor import GUEST
from core.kernel.ids import PaymentId
from core.kernel.money import Money
from core.kernel.refusal import NotFound
from core.orders.types import OrderState, PurchaseDetail, PurchaseState
from core.payments import queries as payments
from core.payments.types import GatewayStatus, PaymentDetail, PaymentState, RefundDetail
from core.platform.db import reading, transaction
from tests.factories import purchases as make
from tests.factories.shop import Shop
from tests.witness import facts, newest_fact, refused, unchanged

State = PaymentState


def names(since: int) -> list[str]:
    return [name for name, _ in facts(since)]


def refunds(purchase: PurchaseDetail) -> list[RefundDetail]:
    with reading():
        return payments.list_refunds_of(purchase.id)


def pay_again(purchase: PurchaseDetail) -> PaymentDetail:
    with transaction():
        payment_id = checkout.pay_again(purchase.id, gateway="sandbox", by=GUEST)
    return make.payment_by_id(payment_id)


def levels(shop: Shop, sku: str) -> tuple[int, int]:
    with reading():
        assert inventory.list_unproven() == []
        (level,) = inventory.list_levels_everywhere([shop.variants[sku]])
    return level.on_hand, level.reserved


def test_captured_money_pays_the_purchase_and_all_its_orders(shop: Shop) -> None:
    purchase = make.make_placed_purchase(shop)
    mark = newest_fact()
    assert make.settle(make.payment_of(purchase)) is State.CAPTURED
    paid = make.purchase_of(purchase.number)
    assert (paid.state, {order.state for order in paid.orders}) == (PurchaseState.PAID, {OrderState.PAID})
    assert paid.paid_at is not None
    assert names(mark) == ["PaymentCaptured", "PurchasePaid"]
    assert [entry.move for entry in paid.orders[0].history] == ["place", "pay"]


def test_the_same_word_again_changes_nothing(shop: Shop) -> None:
    purchase = make.make_paid_purchase(shop)
    for state in State:
        with unchanged():
            assert make.settle(make.payment_of(purchase), state) is None


def test_words_on_the_way_are_kept_and_pay_nothing(shop: Shop) -> None:
    purchase = make.make_placed_purchase(shop)
    for state in (State.PENDING, State.AUTHORIZED):
        assert make.settle(make.payment_of(purchase), state) is state
        assert make.purchase_of(purchase.number).state is PurchaseState.PLACED
    assert make.settle(make.payment_of(purchase)) is State.CAPTURED


def test_an_older_word_after_a_newer_one_is_no_news(shop: Shop) -> None:
    purchase = make.make_placed_purchase(shop)
    make.settle(make.payment_of(purchase), State.AUTHORIZED)
    with unchanged():
        assert make.settle(make.payment_of(purchase), State.PENDING) is None
        assert make.settle(make.payment_of(purchase), State.DECLINED) is None


def test_a_slow_payment_gets_a_day_and_a_quick_one_no_less_than_it_had(shop: Shop) -> None:
    purchase = make.make_placed_purchase(shop)
    make.settle(make.payment_of(purchase), State.PENDING)
    waiting = make.purchase_of(purchase.number)
    assert 23.9 < (waiting.expires_at - waiting.placed_at).total_seconds() / 3600 < 24.1
    with transaction():
        assert not checkout.expire_purchase(purchase.id)


def test_a_declined_payment_leaves_the_purchase_waiting_for_another(shop: Shop) -> None:
    purchase = make.make_placed_purchase(shop)
    first = make.payment_of(purchase)
    mark = newest_fact()
    make.settle(first, State.DECLINED)
    assert names(mark) == ["PaymentDeclined"]
    second = pay_again(purchase)
    assert second.amount == first.amount
    assert second.number != first.number
    make.settle(second)
    assert make.purchase_of(purchase.number).state is PurchaseState.PAID
    assert refunds(purchase) == []


def test_another_payment_lets_go_of_the_one_that_was_open(shop: Shop) -> None:
    purchase = make.make_placed_purchase(shop)
    first = make.payment_of(purchase)
    mark = newest_fact()
    pay_again(purchase)
    assert facts(mark) == [("PaymentAbandoned", {"payment_id": first.id})]


@pytest.mark.parametrize("amount", [Money(1, "EUR"), Money(10**9, "EUR")])
def test_another_amount_than_asked_pays_nothing(shop: Shop, amount: Money) -> None:
    purchase = make.make_placed_purchase(shop)
    with unchanged():
        assert make.settle(make.payment_of(purchase), amount=amount) is None


def test_the_same_figure_in_another_currency_pays_nothing(shop: Shop) -> None:
    purchase = make.make_placed_purchase(shop)
    with unchanged():
        assert make.settle(make.payment_of(purchase), amount=Money(purchase.total.minor, "PLN")) is None


def test_a_paid_purchase_is_not_paid_again(shop: Shop) -> None:
    purchase = make.make_paid_purchase(shop)
    with refused(NotPayable) as told:
        pay_again(purchase)
    assert told.value.facts == {"state": "paid"}


def test_an_expired_purchase_is_not_paid_again(shop: Shop) -> None:
    purchase = make.make_expired_purchase(shop)
    with refused(NotPayable):
        pay_again(purchase)


def test_money_that_comes_twice_goes_back_once(shop: Shop) -> None:
    purchase = make.make_placed_purchase(shop)
    first = make.payment_of(purchase)
    second = pay_again(purchase)
    make.settle(second)
    mark = newest_fact()
    make.settle(first)
    (refund,) = refunds(purchase)
    assert (refund.payment_id, refund.amount) == (first.id, first.amount)
    assert names(mark) == ["PaymentCaptured", "RefundRequested"]
    assert make.purchase_of(purchase.number).state is PurchaseState.PAID
    with unchanged():
        make.settle(first)


def test_money_that_came_twice_does_not_stand_in_the_way_of_canceling(shop: Shop) -> None:
    purchase = make.make_placed_purchase(shop)
    first = make.payment_of(purchase)
    second = pay_again(purchase)
    make.settle(second)
    make.settle(first)
    for order in make.purchase_of(purchase.number).orders:
        with transaction():
            checkout.cancel_order(order.id, version=None, reason="", by=GUEST)
    late, *canceled = refunds(purchase)
    assert late.payment_id == first.id
    assert {refund.payment_id for refund in canceled} == {second.id}
    assert sum(refund.amount.minor for refund in canceled) == purchase.total.minor


class TestMoneyForAnExpiredPurchase:
    """Late money is an order or a refund, never silence."""

    def test_takes_its_stock_again_while_there_is_some(self, shop: Shop) -> None:
        purchase = make.make_expired_purchase(shop, {"LAMP-WHITE": 4})
        assert levels(shop, "LAMP-WHITE") == (5, 0)
        mark = newest_fact()
        assert make.settle(make.payment_of(purchase)) is State.CAPTURED
        revived = make.purchase_of(purchase.number)
        assert (revived.state, revived.orders[0].state) == (PurchaseState.PAID, OrderState.PAID)
        assert levels(shop, "LAMP-WHITE") == (5, 4)
        assert refunds(purchase) == []
        assert names(mark) == ["PaymentCaptured", "AvailabilityChanged", "PurchasePaid"]
        assert [entry.move for entry in revived.orders[0].history] == ["place", "expire", "revive"]

    def test_goes_back_whole_where_the_stock_is_gone(self, shop: Shop) -> None:
        purchase = make.make_expired_purchase(shop, {"LAMP-WHITE": 4, "MUG": 1})
        make.make_placed_purchase(shop, {"LAMP-WHITE": 2})
        make.settle(make.payment_of(purchase))
        assert make.purchase_of(purchase.number).state is PurchaseState.EXPIRED
        (refund,) = refunds(purchase)
        assert refund.amount == purchase.total
        assert levels(shop, "LAMP-WHITE") == (5, 2)
        assert levels(shop, "MUG") == (25, 0)
        with unchanged():
            make.settle(make.payment_of(purchase))

    def test_revived_stock_can_be_sent_and_is_sold_once(self, shop: Shop) -> None:
        purchase = make.make_expired_purchase(shop, {"LAMP-WHITE": 4})
        make.settle(make.payment_of(purchase))
        with transaction():
            fulfillment.start(purchase.orders[0].id, by=shop.cast.merchant.actor)
            fulfillment.hand_over(purchase.orders[0].id, by=shop.cast.merchant.actor)
        assert levels(shop, "LAMP-WHITE") == (1, 0)


def test_money_for_a_canceled_purchase_goes_back(shop: Shop) -> None:
    purchase = make.make_placed_purchase(shop)
    with transaction():
        checkout.cancel_order(purchase.orders[0].id, version=None, reason="", by=GUEST)
    make.settle(make.payment_of(purchase))
    assert make.purchase_of(purchase.number).state is PurchaseState.CANCELED
    (refund,) = refunds(purchase)
    assert refund.amount == purchase.total


def test_a_payment_nobody_opened_is_not_found(shop: Shop) -> None:
    payment = make.payment_of(make.make_placed_purchase(shop))
    told = GatewayStatus("x", State.CAPTURED, payment.amount)
    with refused(NotFound), transaction():
        checkout.settle_payment(PaymentId(10**9), told)
