"""A purchase is read whole by a fixed number of statements, and in the middle of a change as it stands then."""

from core.kernel.actor import SYSTEM
from core.orders import queries, service
from core.orders.types import OrderState, PurchaseState
from core.platform.db import reading, transaction
from tests.factories.purchases import make_placed_purchase
from tests.factories.shop import Shop
from tests.statements import counted

WANTS = {"LAMP-BLACK": 1, "MUG": 2, "HONEY": 1}
WHOLE = 5  # purchase, orders, lines, taxes, history


def test_more_orders_ask_the_database_no_more(shop: Shop) -> None:
    single, several = make_placed_purchase(shop, {"MUG": 1}), make_placed_purchase(shop, WANTS)
    assert (len(single.orders), len(several.orders)) == (1, 2)
    for purchase in (single, several):
        with reading(), counted() as sent:
            found = queries.get_purchase(purchase.id)
        assert len(sent) == WHOLE
        assert found == purchase


def test_orders_by_id_are_read_together(shop: Shop) -> None:
    purchase = make_placed_purchase(shop, WANTS)
    with reading(), counted() as sent:
        assert queries.list_orders_by_ids(order.id for order in purchase.orders) == list(purchase.orders)
        assert queries.list_orders_by_ids([]) == []
    assert len(sent) == WHOLE - 1


def test_a_purchase_that_is_being_paid_reads_as_paid(shop: Shop) -> None:
    purchase = make_placed_purchase(shop, WANTS)
    with transaction():
        service.pay_purchase(purchase.id, by=SYSTEM)
        paid = queries.get_purchase(purchase.id)
        assert queries.get_standing(purchase.id).state == PurchaseState.PAID
    assert paid.state == PurchaseState.PAID
    assert {order.state for order in paid.orders} == {OrderState.PAID}
    assert {order.history[-1].move for order in paid.orders} == {"pay"}
