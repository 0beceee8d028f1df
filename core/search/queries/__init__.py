from core.search.policy import small_price, words_of
from core.search.queries.listing import list_cards
from core.search.queries.merchants import list_merchants
from core.search.queries.places import (
    count_products,
    list_category_places,
    list_merchant_places,
    list_product_places,
)
from core.search.queries.product import get_product

__all__ = [
    "count_products", "get_product", "list_cards", "list_category_places", "list_merchant_places",
    "list_merchants", "list_product_places", "small_price", "words_of",
]  # fmt: skip
