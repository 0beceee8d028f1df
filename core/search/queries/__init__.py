from core.search.policy import small_price, words_of
from core.search.queries.brands import list_brands
from core.search.queries.listing import list_cards
from core.search.queries.merchants import list_merchants
from core.search.queries.places import (
    count_products,
    list_category_places,
    list_merchant_places,
    list_product_places,
)
from core.search.queries.product import get_product
from core.search.queries.shelves import ShelfAsk, list_cards_by_ids, list_shelf

__all__ = [
    "ShelfAsk", "count_products", "get_product", "list_brands", "list_cards", "list_cards_by_ids",
    "list_category_places", "list_merchant_places",
    "list_merchants", "list_product_places", "list_shelf", "small_price", "words_of",
]  # fmt: skip
