"""Cancel, fulfill, expire and pay at one moment: one of them wins, and the others can tell."""

from datetime import timedelta
from functools import partial

import pytest
import time_machine

from core.checkout import service as checkout
from core.fulfillment import service as fulfillment
from core.inventory import queries as inventory
from core.kernel.actor import GUEST
from core.kernel.states import IllegalMove
from core.orders.errors import OrderOutdated
from core.orders.types import OrderDetail, OrderState, PurchaseDetail, PurchaseState
from core.payments import queries as payments
from core.payments.types import PaymentState, RefundDetail
from core.platform.db import reading, transaction
from tests.factories import purchases as make
from tests.factories.shop import Shop
from tests.races.together import refusals, together
from tests.witness import facts, newest_fact

ROUNDS = 12


def refunds(purchase: PurchaseDetail) -> list[RefundDetail]:
    with reading():
        assert inventory.list_unproven() == []
        return payments.list_refunds_of(purchase.id)


def cancel(order: OrderDetail) -> str:
    with transaction():
        checkout.cancel_order(order.id, version=None, reason="", by=GUEST)
    return "canceled"


def expire(purchase: PurchaseDetail) -> str:
    with transaction():
        return "expired" if checkout.expire_purchase(purchase.id) else "too late"


def pick_and_send(order: OrderDetail) -> str:
    with transaction():
        fulfillment.start(order.id, by=GUEST)
    with transaction():
        fulfillment.hand_over(order.id, by=GUEST)
    return "sent"


def on_hand(shop: Shop, sku: str) -> tuple[int, int]:
    with reading():
        (level,) = inventory.list_levels_everywhere([shop.variants[sku]])
    return level.on_hand, level.reserved


def test_an_order_is_sent_or_canceled_and_never_both(committed_shop: Shop) -> None:
    seen = set()
    for _ in range(ROUNDS):
        before = on_hand(committed_shop, "LAMP-BLACK")
        purchase = make.make_paid_purchase(committed_shop, {"LAMP-BLACK": 1})
        (order,) = purchase.orders
        answers = together([partial(cancel, order), partial(pick_and_send, order), partial(cancel, order)])
        after = make.order_of(order)
        given_back = [refund.amount for refund in refunds(purchase)]
        assert all(isinstance(refusal, IllegalMove | OrderOutdated) for refusal in refusals(answers))
        if after.state is OrderState.CANCELED:
            assert answers.count("canceled") == 1
            assert "sent" not in answers
            assert given_back == [purchase.total]
            assert on_hand(committed_shop, "LAMP-BLACK") == before
        else:
            assert after.state is OrderState.SHIPPED
            assert "canceled" not in answers
            assert given_back == []
            assert on_hand(committed_shop, "LAMP-BLACK") == (before[0] - 1, before[1])
        seen.add(after.state)
    assert seen <= {OrderState.CANCELED, OrderState.SHIPPED}


def test_money_expiry_and_canceling_at_once_end_in_an_order_or_in_all_money_back(
    committed_shop: Shop,
) -> None:
    for _ in range(ROUNDS):
        purchase = make.make_placed_purchase(committed_shop, {"LAMP-WHITE": 2, "MUG": 1})
        payment = make.payment_of(purchase)
        mark = newest_fact()
        with time_machine.travel(purchase.expires_at + timedelta(seconds=5)):
            answers: list[object] = together(
                [
                    partial(make.settle, payment),
                    partial(expire, purchase),
                    partial(cancel, purchase.orders[0]),
                    partial(make.settle, payment),
                    partial(expire, purchase),
                ]
            )
        assert [answer for answer in answers if answer is PaymentState.CAPTURED] == [PaymentState.CAPTURED]
        assert_order_or_money_back(committed_shop, make.purchase_of(purchase.number))
        names = [name for name, _ in facts(mark)]
        assert names.count("PaymentCaptured") == 1
        assert names.count("PurchasePaid") <= 1
        assert names.count("PurchaseExpired") <= 1
        clean_up(purchase)


def assert_order_or_money_back(shop: Shop, purchase: PurchaseDetail) -> None:
    back = sum(refund.amount.minor for refund in refunds(purchase))
    live = [
        order for order in purchase.orders if order.state not in {OrderState.CANCELED, OrderState.EXPIRED}
    ]
    owed = sum(order.total.minor for order in live)
    assert back + owed == purchase.total.minor
    assert (purchase.state is PurchaseState.PAID) == bool(live)
    promised = sum(line.quantity for order in live for line in order.lines if line.sku == "LAMP-WHITE")
    assert on_hand(shop, "LAMP-WHITE") == (5, promised)


def clean_up(purchase: PurchaseDetail) -> None:
    for order in make.purchase_of(purchase.number).orders:
        if order.state is OrderState.PAID:
            cancel(order)


def test_late_money_and_another_shopper_for_the_last_units(committed_shop: Shop) -> None:
    for _ in range(ROUNDS):
        late = make.make_expired_purchase(committed_shop, {"LAMP-WHITE": 3})
        other = make.make_ready(committed_shop, {"LAMP-WHITE": 3})
        answers: list[object] = together(
            [partial(make.settle, make.payment_of(late)), partial(make.place, other)]
        )
        assert answers[0] is PaymentState.CAPTURED
        revived = make.purchase_of(late.number)
        given_back = [refund.amount for refund in refunds(late)]
        if revived.state is PurchaseState.PAID:
            assert len(refusals(answers)) == 1
            assert given_back == []
            clean_up(revived)
        else:
            assert refusals(answers) == []
            assert given_back == [late.total]
            cancel(make.purchase_of(answers[1].number).orders[0])  # type: ignore[attr-defined]
        assert on_hand(committed_shop, "LAMP-WHITE") == (5, 0)


def test_all_orders_of_a_purchase_canceled_at_once_give_all_money_back_once(committed_shop: Shop) -> None:
    for _ in range(ROUNDS // 2):
        purchase = make.make_paid_purchase(committed_shop)
        acts = [partial(cancel, order) for order in purchase.orders for _ in range(3)]
        answers = together(acts)
        assert len(refusals(answers)) == len(acts) - len(purchase.orders)
        assert sum(refund.amount.minor for refund in refunds(purchase)) == purchase.total.minor
        assert make.purchase_of(purchase.number).state is PurchaseState.CANCELED
        assert make.payment_of(purchase).refunded == purchase.total


def test_two_payments_of_one_purchase_pay_it_once(committed_shop: Shop) -> None:
    for _ in range(ROUNDS // 2):
        purchase = make.make_placed_purchase(committed_shop, {"MUG": 1})
        first = make.payment_of(purchase)
        with transaction():
            second_id = checkout.pay_again(purchase.id, gateway="sandbox", by=GUEST)
        second = make.payment_by_id(second_id)
        mark = newest_fact()
        together([partial(make.settle, first), partial(make.settle, second)])
        (refund,) = refunds(purchase)
        assert refund.amount == purchase.total
        assert [name for name, _ in facts(mark)].count("PurchasePaid") == 1
        clean_up(purchase)
        assert sum(refund.amount.minor for refund in refunds(purchase)) == 2 * purchase.total.minor


@pytest.mark.parametrize("shoppers", [2, 8])
def test_asking_to_pay_again_at_once_while_the_money_comes(committed_shop: Shop, shoppers: int) -> None:
    purchase = make.make_placed_purchase(committed_shop, {"MUG": 1})
    payment = make.payment_of(purchase)

    def again() -> int:
        with transaction():
            return checkout.pay_again(purchase.id, gateway="sandbox", by=GUEST)

    together([partial(make.settle, payment), *([again] * shoppers)])
    assert make.purchase_of(purchase.number).state is PurchaseState.PAID
    assert refunds(purchase) == []
