"""What was ordered: one purchase with its orders, the list of a shopper's own, and a guest's way in."""

from web.storefront.orders import changing, finding, views
from web.storefront.orders.blueprint import orders

__all__ = ["changing", "finding", "orders", "views"]
