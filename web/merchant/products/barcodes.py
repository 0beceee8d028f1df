from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.catalog import queries as catalog
from core.catalog import service
from core.catalog.errors import BarcodeWrong
from core.kernel.ids import ProductId, VariantId
from core.platform.db import transaction
from web.merchant.products.showing import context_of
from web.shared import words
from web.shared.guard import members
from web.shared.respond import see_other
from web.shared.signed_in import actor, member_of

LONGEST = 20


@members
def set_barcode(product_id: int) -> Response | tuple[str, int]:
    """Give a variant its barcode, by which shoppers find it."""
    merchant_id = member_of().merchant_id
    catalog.get_product(ProductId(product_id), ("en",), merchant_id=merchant_id)
    variant_id = VariantId(request.form.get("variant", 0, type=int))
    written = request.form.get("barcode", "")[:LONGEST]
    try:
        with transaction():
            service.set_barcode(variant_id, merchant_id, written, by=actor())
    except BarcodeWrong as refusal:
        field = f"barcode-{variant_id}"
        context = context_of(ProductId(product_id)) | {
            "errors": {field: words.sentence(refusal)},
            "typed": {field: written},
        }
        return render_template("merchant/products/show.html", **context), refusal.status
    flash(_("The barcode is kept."), "success")
    return see_other(url_for("merchant.products_show", product_id=product_id))
