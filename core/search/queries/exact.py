from typing import Any

from sqlalchemy import func, or_, select

from core.catalog.models import Product, Variant
from core.catalog.queries import PRODUCT_SLUG
from core.kernel.ids import VariantId
from core.platform import editions, slugs
from core.platform.db import session
from core.search.models import Fact, ShownPrice
from core.search.policy import edition_of
from core.search.types import View

SHORTEST = 3
BARCODE_DIGITS = (8, 12, 13, 14)


def find_variant(view: View, written: str) -> tuple[str, VariantId] | None:
    """Find the one variant sold here with this SKU or barcode: the product's slug and the variant; else None.

    Merchants choose SKUs for themselves, so that two may have the same: then neither is meant.
    """
    code = written.strip()
    if len(code) < SHORTEST or "\x00" in code or len(code.split()) > 1:
        return None
    key = ("variant", view.site.id, view.chain, view.currency, code)
    return editions.kept_briefly((edition_of(view.site.id),), key, lambda: _find(view, code))


def _find(view: View, code: str) -> tuple[str, VariantId] | None:
    rows = (
        select(Variant.product_id, Variant.id)
        .join(Fact, (Fact.product_id == Variant.product_id) & (Fact.site_id == view.site.id))
        .join(
            ShownPrice,
            (ShownPrice.product_id == Fact.product_id)
            & (ShownPrice.site_id == Fact.site_id)
            & (ShownPrice.currency == view.currency),
        )
        .join(Product, Product.id == Variant.product_id)
        .where(_is_called(code))
        .limit(2)
    )
    found = session().execute(rows).all()
    if len(found) != 1:
        return None
    slug = slugs.current(PRODUCT_SLUG, [found[0].product_id], view.chain)[found[0].product_id]
    return slug, VariantId(found[0].id)


def _is_called(code: str) -> Any:
    """Compare with SKUs and, where it has the digits of one, with barcodes: 12 digits are 13 with a zero before."""
    is_sku = func.lower(Variant.sku) == code.lower()
    if not (code.isascii() and code.isdigit() and len(code) in BARCODE_DIGITS):
        return is_sku
    spellings = {code, code.zfill(12), code.zfill(13), code.zfill(14), code.lstrip("0")}
    return or_(is_sku, Variant.barcode.in_(spellings - {""}))
