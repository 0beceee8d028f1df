"""Where a merchant's day begins: what is to be sent."""

from flask import Blueprint, render_template

from core.kernel.page import PageAsk
from core.orders import queries as orders
from core.orders.types import OrderState
from web.shared.guard import members
from web.shared.signed_in import member_of


def register(merchant: Blueprint) -> None:
    """Open this area."""
    merchant.add_url_rule("/", "home", home)


@members
def home() -> str:
    """Show the orders that wait to be fulfilled."""
    mine = member_of()
    waiting = orders.list_orders_of_merchant(mine.merchant_id, PageAsk(1, 20), state=OrderState.PAID)
    return render_template("merchant/home/home.html", membership=mine, waiting=waiting)
