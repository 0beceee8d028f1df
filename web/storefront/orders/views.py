from flask import render_template
from werkzeug.wrappers import Response

from core.orders import queries
from core.orders.errors import OrderNotFound
from web.shared.asking import page_ask
from web.shared.guard import public, shoppers
from web.shared.signed_in import shopper
from web.shared.site import current_chain
from web.storefront.account.blueprint import account_nav
from web.storefront.orders.blueprint import orders
from web.storefront.orders.finding import show_form
from web.storefront.orders.opening import open_purchase
from web.storefront.orders.showing import show_purchase

ON_A_PAGE = 20


@orders.get("/orders/<number>")
@public
def show(number: str) -> Response | tuple[str, int]:
    """Show a purchase to who may see it; everybody else is asked for its e-mail address, whether it exists or not."""
    try:
        purchase = open_purchase(number)
    except OrderNotFound:
        return show_form(number=number, status=404)
    return show_purchase(purchase)


@orders.get("/account/orders")
@shoppers
def mine() -> str:
    """List what the shopper has ordered, newest first."""
    found = queries.list_purchases_of_shopper(shopper().account_id, page_ask(ON_A_PAGE), current_chain())
    return render_template("storefront/orders/mine.html", found=found, account_nav=account_nav, personal=True)
