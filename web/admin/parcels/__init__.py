"""Parcels of which nothing was heard for too long: somebody has to ask."""

from flask import Blueprint, render_template

from core.fulfillment import queries
from core.orders import queries as orders
from web.shared.asking import page_ask
from web.shared.guard import operators
from web.shared.tracking_words import HAPPENED


def register(admin: Blueprint) -> None:
    """Open this area."""
    admin.add_url_rule("/parcels", "parcels_list", list_stuck)


@operators
def list_stuck() -> str:
    """List parcels that are silent, the longest silence first."""
    page = queries.list_stuck_parcels(page_ask())
    found = {order.id: order for order in orders.list_orders_by_ids(one.order_id for one in page.items)}
    return render_template("admin/parcels/list.html", page=page, orders=found, happened=HAPPENED)
