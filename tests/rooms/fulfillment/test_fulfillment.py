from core.fulfillment import queries as parcels
from core.fulfillment import service
from core.inventory import queries as inventory
from core.kernel.ids import OrderId
from core.kernel.states import IllegalMove
from core.orders.errors import OrderNotFound
from core.orders.types import OrderState
from core.platform.db import reading, transaction
from tests.factories import purchases as make
from tests.factories.shop import Shop
from tests.witness import facts, newest_fact, refused


def level(shop: Shop, sku: str) -> tuple[int, int]:
    with reading():
        assert inventory.list_unproven() == []
        (found,) = inventory.list_levels_everywhere([shop.variants[sku]])
    return found.on_hand, found.reserved


def start(shop: Shop, order_id: OrderId) -> None:
    with transaction():
        service.start(order_id, by=shop.cast.merchant.actor)


def hand_over(shop: Shop, order_id: OrderId) -> None:
    with transaction():
        service.hand_over(order_id, by=shop.cast.merchant.actor)


def test_units_leave_the_shelf_when_the_carrier_has_them(shop: Shop) -> None:
    order = make.make_fulfilling_order(shop, {"LAMP-WHITE": 3})
    assert (order.state, level(shop, "LAMP-WHITE")) == (OrderState.FULFILLING, (5, 3))
    mark = newest_fact()
    hand_over(shop, order.id)
    assert (make.order_of(order).state, level(shop, "LAMP-WHITE")) == (OrderState.SHIPPED, (2, 0))
    with reading():
        (parcel,) = parcels.list_parcels_of([order.id])[order.id]
    shipped = {"order_id": order.id, "purchase_id": order.purchase_id}
    assert facts(mark) == [("OrderShipped", shipped), ("ParcelHandedOver", {"parcel_id": parcel.id})]
    newest = make.order_of(order).history[-1]
    assert (newest.move, newest.actor_kind, newest.actor_name) == ("ship", "merchant", "Mei Lin")


def test_handing_over_twice_is_refused_and_takes_nothing_more(shop: Shop) -> None:
    order = make.make_shipped_order(shop, {"LAMP-WHITE": 3})
    with refused(IllegalMove):
        hand_over(shop, order.id)


def test_an_unpaid_order_is_not_picked(shop: Shop) -> None:
    purchase = make.make_placed_purchase(shop)
    with refused(IllegalMove) as told:
        start(shop, purchase.orders[0].id)
    assert told.value.facts == {"move": "start_fulfillment", "state": "placed"}


def test_a_canceled_order_is_not_picked(shop: Shop) -> None:
    order = make.make_canceled_order(shop)
    with refused(IllegalMove):
        start(shop, order.id)


def test_an_order_that_was_not_picked_is_not_handed_over(shop: Shop) -> None:
    purchase = make.make_paid_purchase(shop)
    with refused(IllegalMove):
        hand_over(shop, purchase.orders[0].id)


def test_one_order_is_picked_while_the_other_waits(shop: Shop) -> None:
    first, second = make.make_paid_purchase(shop).orders
    start(shop, first.id)
    assert make.order_of(first).state is OrderState.FULFILLING
    assert make.order_of(second).state is OrderState.PAID


def test_an_order_that_never_was_is_not_found(shop: Shop) -> None:
    with refused(OrderNotFound):
        start(shop, OrderId(10**9))
