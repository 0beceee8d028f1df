"""Labels: all that a product counts for beside a listing, as `kind:code`. Some of them are places to list, too."""

from collections.abc import Mapping
from typing import Any

TOTAL = "total:"
PLACES = ("category", "merchant", "brand")
DISCOUNTS = (1, 20, 50)  # percent
RATINGS = (4, 3)  # stars


def labels_of(fact: Mapping[str, Any], discount: int) -> tuple[str, ...]:
    """Give the labels of a product by its fact and its discount in percent; `queries.sums` says the same in SQL."""
    return (
        TOTAL,
        *(f"category:{id}" for id in fact["category_ids"]),
        f"merchant:{fact['merchant_id']}",
        *([f"brand:{fact['brand_id']}"] if fact["brand_id"] else []),
        *(f"from:{country}" for country in fact["ships_from"]),
        *(f"attribute:{value}" for value in fact["attributes"]),
        *(f"discount:{least}" for least in DISCOUNTS if discount >= least),
        *(f"rating:{stars}" for stars in RATINGS if fact["rating"] >= stars * 10),
    )
