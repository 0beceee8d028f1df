"""Which variant a flash sale is to be of, by what was typed."""

from core.catalog import queries as catalog
from core.flash_sales.errors import FlashTermsWrong
from core.kernel.ids import VariantId
from core.merchants import queries as merchants
from web.shared.site import current_chain

BETWEEN = ":"


def variant_asked(typed: str) -> VariantId:
    """Find the variant of a SKU, or of merchant:SKU where several have it.

    Raises FlashTermsWrong where nobody has it, or where it takes the merchant to tell.
    """
    found = catalog.list_ids_of_sku(typed)
    if len(found) == 1:
        return found[0]
    merchant, _, sku = typed.rpartition(BETWEEN)
    of = _by_merchant(found or catalog.list_ids_of_sku(sku))
    if merchant.strip().lower() in of and not found:
        return of[merchant.strip().lower()]
    if len(found) < 2:
        raise FlashTermsWrong(field="sku", why="missing")
    choices = ", ".join(f"{code}{BETWEEN}{typed.strip()}" for code in sorted(of))
    raise FlashTermsWrong(field="sku", why="several", choices=choices)


def _by_merchant(ids: list[VariantId]) -> dict[str, VariantId]:
    chain = current_chain()
    variants = catalog.list_variants(ids, chain)
    faces = merchants.list_by_ids({one.merchant_id for one in variants.values()}, chain)
    return {faces[one.merchant_id].code: id for id, one in variants.items() if one.merchant_id in faces}
