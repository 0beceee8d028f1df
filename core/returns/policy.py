"""The life of a return, and until when one may begin. Pure.

The shopper has at least fourteen days from the day the goods arrived (Directive 2011/83/EU, article 9), and
longer where the merchant says so.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from core.kernel.money import Money
from core.kernel.states import Machine
from core.orders.types import LineSnapshot, OrderDetail
from core.returns.types import ReturnState, Window

LEAST_DAYS = 14
MOST_LETTERS = 2000
PHOTO_SIDE = 1600

RETURN = Machine(withdraw=({ReturnState.REQUESTED}, ReturnState.WITHDRAWN))


def window(delivered_on: date, days: int, today: date) -> Window:
    """Give until when goods may be sent back that arrived on a day; that day itself does not count."""
    counted = max(days, LEAST_DAYS)
    last_day = delivered_on + timedelta(days=counted)
    return Window(delivered_on, last_day, counted, today <= last_day)


def worth(order: OrderDetail, chosen: Sequence[tuple[LineSnapshot, int]]) -> Money:
    """Give what units cost with their tax, without shipping: each unit its exact share of its line."""
    amount = Money.zero(order.total.currency)
    for line, units in chosen:
        paid = line.total
        for row in order.taxes:
            if row.line == line.id and not row.included:
                paid += row.tax
        shares = paid.split([1] * line.quantity)
        for share in shares[:units]:
            amount += share
    return amount
