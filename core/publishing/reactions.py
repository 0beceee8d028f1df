"""Which pages are other ones after a fact. What a page is made of it says itself: see `web/shared/made_of.py`."""

from collections.abc import Iterable, Sequence

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
from core.catalog.types import Whereabouts
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
from core.switches.events import SwitchChanged


def mark_pages_of_published_product(event: ProductPublished) -> None:
    """Show a product where it belongs."""
    _mark_products(catalog.list_whereabouts([ProductId(event.product_id)]))


def mark_pages_of_changed_product(event: ProductChanged) -> None:
    """Show a product as it is written now."""
    _mark_products(catalog.list_whereabouts([ProductId(event.product_id)]))


def mark_pages_of_product_with_new_barcode(event: BarcodeChanged) -> None:
    """Tell search engines another barcode."""
    service.mark(policy.keys("product", [event.product_id]), Urgency.SOON)


def mark_pages_of_product_taken_offline(event: ProductTakenOffline) -> None:
    """Show a product nowhere any more."""
    _mark_products(catalog.list_whereabouts([ProductId(event.product_id)]))


@together
def mark_pages_of_new_prices(events: Sequence[PricesChanged]) -> None:
    """Show the prices in force."""
    changed = ids_of(event.variant_ids for event in events)
    _mark_products(catalog.list_whereabouts(variant_ids=[VariantId(id) for id in changed]))


@together
def mark_pages_of_new_stock(events: Sequence[AvailabilityChanged]) -> None:
    """Show another word for what is left; nothing changes while the word is the same."""
    told = ids_of(event.variant_ids for event in events)
    changed = service.mark_stock([VariantId(id) for id in told])
    if changed:
        _mark_products(catalog.list_whereabouts(variant_ids=changed))


def mark_pages_of_new_rating(event: ProductRatingChanged) -> None:
    """Show a product's stars, and its merchant's, as they are now."""
    places = catalog.list_whereabouts([ProductId(event.product_id)])
    _mark_products(places)
    service.mark(policy.keys("stars-of-merchant", (one.merchant_id for one in places)), Urgency.LATER)


def mark_pages_of_changed_category(event: CategoryChanged) -> None:
    """Show a category by its name as it is now: on its own pages at once, in everybody's menu when there is time."""
    service.mark(policy.keys("category", [event.category_id]), Urgency.NOW)
    service.mark(["menu"], Urgency.LATER)


def mark_pages_of_changed_brand(event: BrandChanged) -> None:
    """Show brands by their names as they are now."""
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


def _mark_products(places: Iterable[Whereabouts]) -> None:
    """Mark the pages of products at once; wherever they may be listed, after a burst of such facts has passed."""
    found = list(places)
    service.mark(policy.keys("product-page", (one.product_id for one in found)), Urgency.NOW)
    listed = {id for one in found for id in one.category_ids}
    lists = policy.keys("listing", sorted(listed)) + policy.keys("store", {one.merchant_id for one in found})
    cards = policy.keys("product", (one.product_id for one in found))
    if found:
        service.mark([*cards, *lists, "shelves"], Urgency.SOON)
