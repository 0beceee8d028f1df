from core.catalog import policy
from core.catalog.errors import BarcodeWrong, ProductNotFound
from core.catalog.events import BarcodeChanged
from core.catalog.models import Variant
from core.kernel.actor import Actor
from core.kernel.ids import MerchantId, VariantId
from core.platform import audit, locks, outbox


def set_barcode(variant_id: VariantId, merchant_id: MerchantId, written: str, *, by: Actor) -> None:
    """Give a variant the number under its bars (a GTIN of 8, 12, 13 or 14 digits), or with an empty one none.

    Raises BarcodeWrong where the number's own check digit says so (GS1 General Specifications, 7.9), and
    ProductNotFound where the variant is another merchant's.
    """
    barcode = policy.barcode_of(written)
    if barcode is None:
        raise BarcodeWrong(written=written)
    variant = locks.row(Variant, variant_id)
    if variant is None or variant.merchant_id != merchant_id:
        raise ProductNotFound(variant_id=variant_id)
    if variant.barcode == barcode:
        return
    before, variant.barcode = variant.barcode, barcode
    audit.changed(variant, "set barcode", by=by, before={"barcode": before}, after={"barcode": barcode})
    outbox.record(BarcodeChanged(product_id=variant.product_id, merchant_id=merchant_id))
