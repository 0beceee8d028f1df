"""The whole truth about the lives of purchases and orders: every state, every move."""

import pytest

from core.kernel.states import IllegalMove
from core.orders.policy import ORDER, PURCHASE, may_cancel
from core.orders.types import OrderState, PurchaseState

PURCHASE_WAYS = {
    (PurchaseState.PLACED, "pay"): PurchaseState.PAID,
    (PurchaseState.PLACED, "expire"): PurchaseState.EXPIRED,
    (PurchaseState.PLACED, "abandon"): PurchaseState.CANCELED,
    (PurchaseState.EXPIRED, "revive"): PurchaseState.PAID,
    (PurchaseState.PAID, "cancel"): PurchaseState.CANCELED,
}
ORDER_WAYS = {
    (OrderState.PLACED, "pay"): OrderState.PAID,
    (OrderState.PLACED, "expire"): OrderState.EXPIRED,
    (OrderState.PLACED, "abandon"): OrderState.CANCELED,
    (OrderState.EXPIRED, "revive"): OrderState.PAID,
    (OrderState.PAID, "cancel"): OrderState.CANCELED,
    (OrderState.PAID, "start_fulfillment"): OrderState.FULFILLING,
    (OrderState.FULFILLING, "ship"): OrderState.SHIPPED,
    (OrderState.SHIPPED, "deliver"): OrderState.DELIVERED,
}


@pytest.mark.parametrize("move", sorted({move for _, move in PURCHASE_WAYS}))
@pytest.mark.parametrize("state", PurchaseState)
def test_a_purchase_goes_only_these_ways(state: PurchaseState, move: str) -> None:
    if (state, move) in PURCHASE_WAYS:
        assert PURCHASE.destination(state, move) is PURCHASE_WAYS[state, move]
    else:
        with pytest.raises(IllegalMove):
            PURCHASE.destination(state, move)


@pytest.mark.parametrize("move", sorted({move for _, move in ORDER_WAYS}))
@pytest.mark.parametrize("state", OrderState)
def test_an_order_goes_only_these_ways(state: OrderState, move: str) -> None:
    if (state, move) in ORDER_WAYS:
        assert ORDER.destination(state, move) is ORDER_WAYS[state, move]
    else:
        with pytest.raises(IllegalMove):
            ORDER.destination(state, move)


def test_the_tables_name_no_other_move() -> None:
    assert set(PURCHASE.moves) == {move for _, move in PURCHASE_WAYS}
    assert set(ORDER.moves) == {move for _, move in ORDER_WAYS}


@pytest.mark.parametrize("state", OrderState)
def test_an_order_may_be_canceled_until_its_merchant_picks_it(state: OrderState) -> None:
    assert may_cancel(state) is (state in {OrderState.PLACED, OrderState.PAID})
