"""What was ordered: one purchase with its orders, the list of a shopper's own, and a guest's way in."""

from web.storefront.orders import again, changing, finding, papers, parcels, returning, talking, views
from web.storefront.orders.blueprint import orders

__all__ = ["again", "changing", "finding", "orders", "papers", "parcels", "returning", "talking", "views"]
