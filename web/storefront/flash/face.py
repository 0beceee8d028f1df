"""What pages say of a flash sale that is on."""

from dataclasses import dataclass
from datetime import datetime

from core.catalog import queries as catalog
from core.flash_sales import queries
from core.flash_sales.types import FlashSale
from core.kernel.ids import ProductId, VariantId
from web.shared import made_of
from web.shared.pages import href
from web.shared.site import current_chain, current_site


@dataclass(frozen=True, slots=True)
class FlashFace:
    """The goods of a sale by name, and the address of their page."""

    title: str
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class FlashNote:
    """What the page of a product says while its variant is on sale: the end, the share of a shopper, the queue."""

    until: datetime
    most: int
    has_queue: bool


def note_of(variant_id: VariantId) -> FlashNote | None:
    """Give what to say of a variant; the page is another one from the end of the sale on."""
    sale = queries.find_live(current_site().id, variant_id)
    if sale is None or sale.terms.ends_at is None:
        return None
    made_of.good_until(sale.terms.ends_at)
    return FlashNote(sale.terms.ends_at, sale.terms.per_shopper, sale.has_queue)


def sale_of(product_id: ProductId) -> FlashNote | None:
    """Give what the card of a product says while one of its variants is on sale."""
    live = queries.list_live(current_site().id).values()
    ending = [sale.variant_id for sale in live if sale.product_id == product_id]
    return note_of(ending[0]) if ending else None


def ends_at(variant_id: VariantId) -> datetime | None:
    """Give when the sale ends in which the site sells a variant now, for pages of one reader; no statement."""
    sale = queries.list_live(current_site().id).get(variant_id)
    return sale.terms.ends_at if sale else None


def face_of(sale: FlashSale) -> FlashFace | None:
    """Give the goods of a sale; None where they are not shown any more."""
    variant = catalog.list_variants([sale.variant_id], current_chain()).get(sale.variant_id)
    if variant is None or not variant.is_live:
        return None
    address = href("catalog.product", slug=variant.slug, variant=variant.id)
    return FlashFace(variant.title, variant.label, address)
