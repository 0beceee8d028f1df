from flask import abort, render_template
from werkzeug.wrappers import Response

from core.fulfillment import queries as parcels
from core.fulfillment.types import ParcelDetail
from core.orders.errors import OrderNotFound
from core.orders.types import OrderDetail, PurchaseDetail
from core.switches import queries as switches
from core.switches.types import Feature
from web.shared import filters
from web.shared.guard import public
from web.shared.site import current_site
from web.storefront.lines import pictures_of
from web.storefront.orders.blueprint import orders
from web.storefront.orders.finding import show_form
from web.storefront.orders.opening import open_purchase
from web.storefront.orders.showing import line_of
from web.storefront.tracking.map import map_of
from web.storefront.tracking.page import events_of, standing_of


@orders.get("/orders/<number>/parcels/<parcel_number>")
@public
def parcel(number: str, parcel_number: str) -> Response | str | tuple[str, int]:
    """Show where a parcel is and how it came there; who may not see its order is asked for the e-mail address."""
    try:
        purchase = open_purchase(number)
    except OrderNotFound:
        return show_form(number=number[:15], status=404)
    order, found = _found(purchase, parcel_number)
    pictures = pictures_of(line.media_id for line in order.lines)
    return render_template(
        "storefront/orders/parcel.html",
        purchase=purchase,
        order=order,
        parcel=found,
        standing=standing_of(found),
        events=events_of(found),
        map=map_of(found.tracking) if found.tracking else None,
        is_asked_after=switches.is_on(Feature.TRACKING, current_site().id),
        arrives=filters.days_between(order.shipping.arrives_from, order.shipping.arrives_to),
        lines=[
            (line_of(line, pictures), found.units[line.id]) for line in order.lines if line.id in found.units
        ],
        personal=True,
    )


def _found(purchase: PurchaseDetail, parcel_number: str) -> tuple[OrderDetail, ParcelDetail]:
    sent = parcels.list_parcels_of(order.id for order in purchase.orders)
    matching = [
        (order, one) for order in purchase.orders for one in sent[order.id] if one.number == parcel_number
    ]
    return matching[0] if matching else abort(404)
