"""The verbs of the catalog: its vocabulary, listing a product, changing it."""

from core.catalog.service.barcodes import set_barcode
from core.catalog.service.changing import add_picture, edit_texts, publish_product, take_offline
from core.catalog.service.knowledge import (
    add_size_guide,
    change_size_guide,
    drop_size_guide,
    drop_video,
    set_captions,
    set_net_content,
    set_safety,
    set_video,
)
from core.catalog.service.listing import list_product
from core.catalog.service.vocabulary import add_attribute, add_brand, add_category

__all__ = [
    "add_attribute",
    "add_brand",
    "add_category",
    "add_picture",
    "add_size_guide",
    "change_size_guide",
    "drop_size_guide",
    "drop_video",
    "edit_texts",
    "list_product",
    "publish_product",
    "set_barcode",
    "set_captions",
    "set_net_content",
    "set_safety",
    "set_video",
    "take_offline",
]
