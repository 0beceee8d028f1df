from core.cart import service as carts
from core.checkout import service
from core.kernel.ids import PurchaseId
from core.orders import queries as orders
from core.orders.events import PurchaseExpired, PurchasePaid
from core.orders.types import PurchaseState


def bring_goods_back(event: PurchaseExpired) -> None:
    """Put the goods of a purchase that nobody paid in time back into the cart they came from."""
    purchase = orders.get_purchase(PurchaseId(event.purchase_id))
    if purchase.state == PurchaseState.EXPIRED:
        service.bring_goods_back(purchase.id)


def take_goods_out_again(event: PurchasePaid) -> None:
    """Take goods out of the cart that came back there before their payment arrived after all."""
    purchase = orders.get_standing(PurchaseId(event.purchase_id))
    carts.take_out_again(purchase.cart_id, purchase.number)
