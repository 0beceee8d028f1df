"""What others may read of deals: purchases as shoppers see them, orders as merchants do."""

from core.orders.queries.lines import get_bought_line, list_bought_lines
from core.orders.queries.orders import (
    get_address_of_order,
    get_gift_of_order,
    get_order,
    get_order_of_merchant,
    list_orders_by_ids,
    list_orders_of_merchant,
)
from core.orders.queries.purchases import (
    count_open_orders_of_shopper,
    count_purchases_by_state,
    find_last_purchase_of_shopper,
    find_purchase_by_key,
    find_purchase_of_cart,
    get_purchase,
    get_purchase_for_operator,
    get_purchase_of_browser,
    get_purchase_of_guest,
    get_purchase_of_shopper,
    get_standing,
    list_expired_ids,
    list_line_ids,
    list_purchases,
    list_purchases_of_shopper,
)

__all__ = [
    "count_open_orders_of_shopper",
    "count_purchases_by_state",
    "find_last_purchase_of_shopper",
    "find_purchase_by_key",
    "find_purchase_of_cart",
    "get_address_of_order",
    "get_bought_line",
    "get_gift_of_order",
    "get_order",
    "get_order_of_merchant",
    "get_purchase",
    "get_purchase_for_operator",
    "get_purchase_of_browser",
    "get_purchase_of_guest",
    "get_purchase_of_shopper",
    "get_standing",
    "list_bought_lines",
    "list_expired_ids",
    "list_line_ids",
    "list_orders_by_ids",
    "list_orders_of_merchant",
    "list_purchases",
    "list_purchases_of_shopper",
]
