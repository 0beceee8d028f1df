from core.search.policy import small_price
from core.search.policy.words import words_of
from core.search.queries.brands import get_brand, list_brands
from core.search.queries.exact import find_variant
from core.search.queries.finding import understand
from core.search.queries.listing import list_cards, list_cards_by_ids, look
from core.search.queries.making import (
    count_outdated,
    is_written,
    list_outdated,
    list_products_of_purchases,
    list_products_of_variants,
    needs_making,
)
from core.search.queries.merchants import list_merchants
from core.search.queries.places import (
    count_products,
    list_brand_places,
    list_category_places,
    list_merchant_places,
    list_product_places,
)
from core.search.queries.product import get_product
from core.search.queries.shelves import ShelfAsk, list_shelf
from core.search.queries.sought import count_sought, list_popular, list_sought
from core.search.queries.stock import find_stock
from core.search.queries.suggesting import suggest
from core.search.queries.synonyms import get_synonyms, list_synonyms

__all__ = [
    "ShelfAsk", "count_outdated", "count_products", "count_sought", "find_stock", "find_variant", "get_brand",
    "get_product",
    "get_synonyms", "is_written", "list_brand_places", "list_brands",
    "list_cards", "list_cards_by_ids", "list_category_places", "list_merchant_places", "list_merchants",
    "list_outdated", "list_popular", "list_product_places", "list_products_of_purchases", "list_products_of_variants",
    "list_shelf", "list_sought", "list_synonyms", "look", "needs_making",
    "small_price", "suggest", "understand", "words_of",
]  # fmt: skip
