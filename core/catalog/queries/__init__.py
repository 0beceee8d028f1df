"""What others may read of the catalog: categories, products, variants."""

from core.catalog.queries.categories import (
    find_category,
    get_category_id,
    list_category_tree,
    list_codes_below,
    list_slugs_of_category,
)
from core.catalog.queries.knowledge import (
    find_safety,
    find_video_id,
    get_size_guide,
    list_brands_of,
    list_captions,
    list_size_guides,
    safety_of,
    was_published,
)
from core.catalog.queries.names import get_top_category_code, list_names
from core.catalog.queries.owners import find_merchant_of, list_products_of
from core.catalog.queries.products import (
    get_product,
    get_product_id,
    get_texts,
    list_products_of_merchant,
    list_slugs_of_product,
)
from core.catalog.queries.variants import (
    list_all_variant_ids,
    list_ids_of_sku,
    list_variants,
    tax_categories_of,
)
from core.catalog.queries.vocabulary import list_vocabulary
from core.catalog.queries.words import ATTRIBUTES, CATEGORIES, CATEGORY_SLUG, PRODUCT_SLUG

__all__ = [
    "ATTRIBUTES",
    "CATEGORIES",
    "CATEGORY_SLUG",
    "PRODUCT_SLUG",
    "find_category",
    "find_merchant_of",
    "find_safety",
    "find_video_id",
    "get_category_id",
    "get_product",
    "get_product_id",
    "get_size_guide",
    "get_texts",
    "get_top_category_code",
    "list_all_variant_ids",
    "list_brands_of",
    "list_captions",
    "list_category_tree",
    "list_codes_below",
    "list_ids_of_sku",
    "list_names",
    "list_products_of",
    "list_products_of_merchant",
    "list_size_guides",
    "list_slugs_of_category",
    "list_slugs_of_product",
    "list_variants",
    "list_vocabulary",
    "safety_of",
    "tax_categories_of",
    "was_published",
]
