from core.inventory import service as inventory
from core.kernel.actor import Actor
from core.kernel.ids import OrderId
from core.orders import service as orders


def start(order_id: OrderId, *, by: Actor) -> None:
    """Begin to pick an order; raises IllegalMove where it is not paid or was canceled."""
    orders.start_fulfillment(order_id, by=by)


def hand_over(order_id: OrderId, *, by: Actor) -> None:
    """Give an order to its carrier: its units leave the shelf."""
    line_ids = orders.ship_order(order_id, by=by)
    inventory.deduct(line_ids, cause=f"order {order_id} shipped", by=by)
