"""The index follows what happens below. Each reaction reads anew, so that hearing twice does no harm."""

from collections.abc import Sequence

from core.catalog.events import (
    BarcodeChanged,
    BrandChanged,
    CategoryChanged,
    ProductChanged,
    ProductPublished,
    ProductTakenOffline,
)
from core.inventory.events import AvailabilityChanged
from core.kernel.event import ids_of, together
from core.merchants.events import MerchantChanged, MerchantOpened
from core.orders.events import OrderCanceled, PurchasePaid
from core.pricing.events import PricesChanged
from core.reviews.events import ProductRatingChanged
from core.search import queries, service


def index_published_product(event: ProductPublished) -> None:
    """Let a product be found from now on."""
    _index(event.product_id)


def index_changed_product(event: ProductChanged) -> None:
    """Let a product be found by its words as they are now."""
    _index(event.product_id)


def drop_product_taken_offline(event: ProductTakenOffline) -> None:
    """Let a product be found no more."""
    _index(event.product_id)


def index_new_barcode(event: BarcodeChanged) -> None:
    """Let a product be found by another barcode."""
    service.index_products([event.product_id])


@together
def index_new_prices(events: Sequence[PricesChanged]) -> None:
    """Write the facts of products whose shown prices changed."""
    service.index_facts(queries.list_products_of_variants(ids_of(event.variant_ids for event in events)))


@together
def index_new_stock(events: Sequence[AvailabilityChanged]) -> None:
    """Write what is left of products whose stock changed."""
    service.index_stock(queries.list_products_of_variants(ids_of(event.variant_ids for event in events)))


@together
def index_sales_of_paid_purchase(events: Sequence[PurchasePaid]) -> None:
    """Count what purchases sold."""
    service.index_sales(queries.list_products_of_purchases([event.purchase_id for event in events]))


def index_sales_of_canceled_order(event: OrderCanceled) -> None:
    """Count what an order sold no more."""
    if event.was_paid:
        service.index_sales(queries.list_products_of_purchases([event.purchase_id]))


def index_new_rating(event: ProductRatingChanged) -> None:
    """Write the facts of a product that is rated otherwise now."""
    service.index_facts([event.product_id])


def name_changed_category(event: CategoryChanged) -> None:
    """Let a category be suggested by its name as it is now."""
    service.index_names(category_ids=[event.category_id])


def name_changed_brand(event: BrandChanged) -> None:
    """Let a brand be suggested by its name as it is now."""
    service.index_names(brand_codes=[event.code])


def name_opened_merchant(event: MerchantOpened) -> None:
    """Let a merchant be suggested by its name."""
    service.index_names(merchant_ids=[event.merchant_id])


def name_changed_merchant(event: MerchantChanged) -> None:
    """Let a merchant be suggested by its name as it is now."""
    service.index_names(merchant_ids=[event.merchant_id])


def _index(product_id: int) -> None:
    """Write a product anew, unless a later change has had it written already."""
    if not queries.is_written(product_id):
        service.index_products([product_id])
