"""Which pages are other ones after a fact. What a page is made of it says itself: see `web/shared/made_of.py`."""

from collections.abc import Collection, Iterable, Sequence
from typing import TypeAlias, TypeVar

from core.catalog import queries as catalog
from core.catalog.events import (
    AttributeChanged,
    BarcodeChanged,
    BrandChanged,
    CategoryChanged,
    ProductChanged,
    ProductPublished,
    ProductTakenOffline,
)
from core.content.events import ContentChanged
from core.inventory.events import AvailabilityChanged
from core.kernel.event import ids_of, together
from core.kernel.ids import ProductId, VariantId
from core.logistics.events import TariffsChanged
from core.media.events import PictureDrawn
from core.merchants.events import MerchantChanged
from core.pricing.events import PricesChanged
from core.publishing import policy, service
from core.publishing.types import Urgency
from core.reviews.events import ProductRatingChanged
from core.search.events import ListingsChanged
from core.switches.events import SwitchChanged

Place: TypeAlias = tuple[int, str]  # site, currency
Placed = TypeVar("Placed", PricesChanged, ListingsChanged)


def mark_pages_of_published_product(event: ProductPublished) -> None:
    """Show a product at its own address; where it is listed the index tells."""
    _mark_own_pages([event.product_id])


def mark_pages_of_changed_product(event: ProductChanged) -> None:
    """Show a product as it is written now, on its own page and wherever its card is."""
    _mark_own_pages([event.product_id])
    service.mark(policy.keys("product", [event.product_id]), Urgency.SOON)


def mark_pages_of_product_with_new_barcode(event: BarcodeChanged) -> None:
    """Tell search engines another barcode."""
    service.mark(policy.keys("product-page", [event.product_id]), Urgency.SOON)


def mark_pages_of_product_taken_offline(event: ProductTakenOffline) -> None:
    """Show a product at its address no more; where it was listed the index tells."""
    _mark_own_pages([event.product_id])


@together
def mark_pages_of_new_prices(events: Sequence[PricesChanged]) -> None:
    """Show the prices in force on the products' own pages."""
    for places, some in _by_places(events).items():
        changed = ids_of(event.variant_ids for event in some)
        _mark_own_pages(catalog.list_products_of([VariantId(id) for id in changed]), within=places)


@together
def mark_pages_of_new_stock(events: Sequence[AvailabilityChanged]) -> None:
    """Show another word for what is left; nothing changes while the word is the same."""
    told = ids_of(event.variant_ids for event in events)
    changed = service.mark_stock([VariantId(id) for id in told])
    if changed:
        _mark_own_pages(catalog.list_products_of(changed))


@together
def mark_pages_of_changed_listings(events: Sequence[ListingsChanged]) -> None:
    """Show cards as the index has them now, and lists where other products or other numbers stand.

    A list that neither shows the product nor counts it otherwise stays as it is.
    """
    service.mark({key for event in events for key in _lists_of(event)}, Urgency.SOON)
    for places, some in _by_places(events).items():
        cards = {key for event in some for key in policy.keys("product", event.product_ids)}
        shelves = {key for event in some for key in event.priced}
        service.mark(cards | shelves, Urgency.SOON, within=places)


def mark_pages_of_new_rating(event: ProductRatingChanged) -> None:
    """Show a product's stars, and its merchant's, as they are now."""
    _mark_own_pages([event.product_id])
    merchant_id = catalog.find_merchant_of(ProductId(event.product_id))
    service.mark(policy.keys("stars-of-merchant", [merchant_id]), Urgency.LATER)


def mark_pages_of_changed_category(event: CategoryChanged) -> None:
    """Show a category by its name as it is now: on its own pages at once, in everybody's menu when there is time."""
    service.mark(policy.keys("category", [event.category_id]), Urgency.NOW)
    service.mark(["menu"], Urgency.LATER)


def mark_pages_of_changed_brand(event: BrandChanged) -> None:
    """Show a brand by its name as it is now: on its own pages at once, everywhere else when there is time."""
    service.mark(policy.keys("brand-name", [event.code]), Urgency.NOW)
    service.mark(["vocabulary"], Urgency.LATER)


def mark_pages_of_changed_attribute(event: AttributeChanged) -> None:
    """Show attributes by their names as they are now."""
    service.mark(["vocabulary"], Urgency.LATER)


def mark_pages_of_flipped_switch(event: SwitchChanged) -> None:
    """Show what is switched as it is now, on every page that asked for the state of this switch."""
    service.mark(policy.keys("switches", [event.feature]), Urgency.NOW)


def mark_pages_of_changed_tariffs(event: TariffsChanged) -> None:
    """Tell search engines what it costs now to send goods from a location; a cart asks the tariffs themselves."""
    service.mark(policy.keys("tariffs", [event.location_id]), Urgency.LATER)


def mark_pages_of_changed_merchant(event: MerchantChanged) -> None:
    """Show a merchant as it is now: in its store and beside its goods at once, in lists when there is time."""
    service.mark(policy.keys("merchant", [event.merchant_id]), Urgency.NOW)
    service.mark(["merchants"], Urgency.LATER)


def mark_pages_of_changed_content(event: ContentChanged) -> None:
    """Show a written page as it is now, and links to it where they may lead elsewhere."""
    service.mark(policy.keys("content", [event.page_id]), Urgency.NOW)
    if event.has_moved:
        service.mark(policy.keys("links", [event.site_id]), Urgency.LATER)


def mark_pages_of_drawn_picture(event: PictureDrawn) -> None:
    """Show a picture whose files were not there yet."""
    service.mark(policy.keys("picture", [event.media_id]), Urgency.SOON)


def _mark_own_pages(product_ids: Iterable[int], *, within: Collection[Place] = ()) -> None:
    service.mark(policy.keys("product-page", product_ids), Urgency.NOW, within=within)


def _by_places(events: Iterable[Placed]) -> dict[frozenset[Place], list[Placed]]:
    """Put together what changed in the same places, and what may have changed anywhere."""
    found: dict[frozenset[Place], list[Placed]] = {}
    for event in events:
        places = frozenset((site_id, currency) for site_id, currency in event.places)
        found.setdefault(places, []).append(event)
    return found


def _lists_of(event: ListingsChanged) -> Iterable[str]:
    yield from policy.keys("listing", event.category_ids)
    yield from policy.keys("store", event.merchant_ids)
    yield from policy.keys("brand", event.brand_ids)
    if event.is_stocked_otherwise:
        yield "shelves"
