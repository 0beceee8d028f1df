from dataclasses import dataclass

from flask import flash, make_response
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.cart import service as carts
from core.cart.types import CartLine
from core.checkout import service as checkout
from core.checkout.types import CartRow
from core.kernel.money import Money
from core.kernel.refusal import Refusal
from core.orders.types import LineSnapshot
from core.platform.db import reading, transaction
from web.shared import filters
from web.shared.cart_cookie import keep_cart
from web.shared.guard import public
from web.shared.pages import href, in_my_language
from web.shared.respond import see_other
from web.shared.signed_in import shopper_id
from web.shared.site import current_ask, current_site
from web.storefront.cart.mine import my_cart
from web.storefront.orders.blueprint import orders
from web.storefront.orders.opening import open_purchase, order_of


@dataclass(frozen=True, slots=True)
class _Wanted:
    line: LineSnapshot
    row: CartRow
    units: int


@orders.post("/orders/<number>/repetition")
@public
def buy_again(number: str) -> Response:
    """Put what an order held into the cart once more, as far as it is still sold, and say what is not or costs anew."""
    with reading():
        order = order_of(open_purchase(number), number)
        wanted = _still_sold(order.lines)
    mine = my_cart()
    token, added = mine.token if mine else None, list[_Wanted]()
    for one in wanted:
        assert one.row.unit is not None
        try:
            with transaction():
                kept = carts.add_to_cart(
                    current_site().id, token, one.row.variant.id, one.units, seen=one.row.unit,
                    account_id=shopper_id(),
                )  # fmt: skip
        except Refusal:
            continue
        token = kept.token
        added.append(one)
        _say_if_repriced(one)
    _say_what_is_gone(order.lines, added)
    if token is None or not added:
        return see_other(href("orders.show", number=order.number))
    return keep_cart(make_response(see_other(href("cart.show"))), token)


def _still_sold(lines: tuple[LineSnapshot, ...]) -> list[_Wanted]:
    asked = [CartLine(line.variant_id, line.quantity, None) for line in lines]
    rows = {row.variant.id: row for row in checkout.quote(current_ask(), asked).rows}
    found = [(line, rows.get(line.variant_id)) for line in lines]
    return [
        _Wanted(line, row, min(line.quantity, row.available))
        for line, row in found
        if row is not None and row.unit is not None and row.available
    ]


def _say_if_repriced(one: _Wanted) -> None:
    before, now = one.line.unit, one.row.unit
    if isinstance(now, Money) and now.currency == before.currency and now != before:
        title = in_my_language(one.line.titles)
        facts = {"title": title, "before": filters.money(before), "now": filters.money(now)}
        flash(_("“%(title)s” cost %(before)s then and costs %(now)s now.", **facts), "info")


def _say_what_is_gone(lines: tuple[LineSnapshot, ...], added: list[_Wanted]) -> None:
    kept = {one.line.id: one.units for one in added}
    for line in lines:
        title = in_my_language(line.titles)
        if line.id not in kept:
            flash(_("“%(title)s” is not sold any more.", title=title), "warning")
        elif kept[line.id] < line.quantity:
            flash(_("There are fewer units of “%(title)s” than you bought then.", title=title), "warning")
