from collections.abc import Mapping

from sqlalchemy import select

from core.fulfillment.errors import NotInTheOrder, ParcelNotFound
from core.fulfillment.events import ParcelHandedOver, ParcelOutForDelivery
from core.fulfillment.models import Parcel, ParcelLine
from core.fulfillment.queries import left_of
from core.fulfillment.types import ParcelDetail, ParcelId
from core.inventory import service as inventory
from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor
from core.kernel.ids import OrderId, OrderLineId, new_number
from core.kernel.states import IllegalMove
from core.logistics import service as logistics
from core.logistics.types import Milestone
from core.orders import queries as orders
from core.orders import service as order_service
from core.orders.types import OrderDetail, OrderState
from core.platform import locks, outbox
from core.platform.db import session

CARRIER = "sandbox"


def start(order_id: OrderId, *, by: Actor) -> None:
    """Begin to pick an order; raises IllegalMove where it is not paid or was canceled."""
    order_service.start_fulfillment(order_id, by=by)


def hand_over(
    order_id: OrderId, *, units: Mapping[OrderLineId, int] | None = None, carrier: str = CARRIER, by: Actor
) -> ParcelId:
    """Give a parcel of an order to its carrier: units by line, or all that is left where none are named.

    What is wholly on its way leaves the shelf; with the last unit the order is shipped. Raises IllegalMove where
    the order is not being picked, NotInTheOrder where the parcel would be empty or hold more than is left.
    """
    order_service.hold_order(order_id)
    order = orders.get_order(order_id)
    if order.state != OrderState.FULFILLING:
        raise IllegalMove(move="ship", state=order.state.value)
    left = left_of(order)
    packed = _packed(left, left if units is None else units)
    parcel = _parcel(order, packed, carrier)
    gone = [line_id for line_id, quantity in packed.items() if quantity == left[line_id]]
    inventory.deduct(gone, cause=f"order {order_id} shipped", by=by)
    if packed == {line_id: quantity for line_id, quantity in left.items() if quantity}:
        order_service.ship_order(order_id, by=by)
    outbox.record(ParcelHandedOver(parcel_id=parcel.id))
    return ParcelId(parcel.id)


def attach_waybill(parcel: ParcelDetail, number: str) -> None:
    """Note the number under which a carrier accepted a parcel, and follow it from now on; the first number stays."""
    row = locks.row(Parcel, parcel.id)
    if row is None or row.tracking_id is not None:
        return
    order = orders.get_order(parcel.order_id)
    purchase = orders.get_purchase(order.purchase_id)
    row.tracking_id = logistics.follow(
        parcel.carrier, number, origin=order.location_country, destination=purchase.address.country,
        expected_by=order.shipping.arrives_to,
    )  # fmt: skip


def note_progress(parcel_id: ParcelId, milestone: Milestone) -> None:
    """Bring home what a carrier says: a parcel at the door is told of, and the last one delivers its order."""
    found = session().get(Parcel, parcel_id)
    if found is None:
        raise ParcelNotFound(id=parcel_id)
    order_id = OrderId(found.order_id)
    order_service.hold_order(order_id)
    parcel = locks.row(Parcel, parcel_id)
    if parcel is None or parcel.delivered_at is not None:
        return
    if milestone == Milestone.OUT_FOR_DELIVERY:
        outbox.record(ParcelOutForDelivery(parcel_id=parcel_id, order_id=order_id))
    elif milestone == Milestone.DELIVERED:
        parcel.delivered_at = clock.now()
        _deliver_if_complete(order_id)


def _deliver_if_complete(order_id: OrderId) -> None:
    session().flush()
    missing = select(Parcel.id).where(Parcel.order_id == order_id, Parcel.delivered_at.is_(None))
    is_shipped = orders.get_order(order_id).state == OrderState.SHIPPED
    if is_shipped and session().scalar(missing.limit(1)) is None:
        order_service.deliver_order(order_id, by=SYSTEM)


def _packed(left: Mapping[OrderLineId, int], wanted: Mapping[OrderLineId, int]) -> dict[OrderLineId, int]:
    packed = {line_id: quantity for line_id, quantity in wanted.items() if quantity}
    if not packed or any(not 0 < quantity <= left.get(line_id, 0) for line_id, quantity in packed.items()):
        raise NotInTheOrder
    return packed


def _parcel(order: OrderDetail, packed: Mapping[OrderLineId, int], carrier: str) -> Parcel:
    parcel = Parcel(number=new_number("PCL"), order_id=order.id, carrier=carrier, handed_over_at=clock.now())
    session().add(parcel)
    session().flush()
    session().add_all(
        ParcelLine(parcel_id=parcel.id, order_line_id=line_id, quantity=quantity)
        for line_id, quantity in packed.items()
    )
    session().flush()
    return parcel
