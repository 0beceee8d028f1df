"""The verbs of inventory, by noun."""

from core.inventory.service.pools import close_pool, drain_pool, fill_pool, hold_pool, make_pool, open_pool
from core.inventory.service.shelves import (
    change_stock,
    confirm,
    deduct,
    open_location,
    release,
    reserve,
    retake,
    sell_from,
)

__all__ = [
    "change_stock",
    "close_pool",
    "confirm",
    "deduct",
    "drain_pool",
    "fill_pool",
    "hold_pool",
    "make_pool",
    "open_location",
    "open_pool",
    "release",
    "reserve",
    "retake",
    "sell_from",
]
