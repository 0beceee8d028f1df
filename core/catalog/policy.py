"""When a product may be sold. Pure."""

from collections.abc import Mapping

from stdnum import ean

from core.catalog.types import ProductState
from core.kernel.states import Machine

PRODUCT = Machine(
    publish=({ProductState.DRAFT, ProductState.OFFLINE}, ProductState.LIVE),
    take_offline=({ProductState.LIVE}, ProductState.OFFLINE),
)

LARGEST_LEVEL = 3


def missing_for_sale(
    *, titles: Mapping[str, str], hs_code: str, origin: str, variants: int, pictures: int
) -> list[str]:
    """List what a product lacks before it may go live: title, hs_code, origin, variants, pictures."""
    present = {
        "title": any(text.strip() for text in titles.values()),
        "hs_code": len(hs_code) >= 6 and hs_code.isdigit(),
        "origin": len(origin) == 2,
        "variants": variants > 0,
        "pictures": pictures > 0,
    }
    return [name for name, is_there in present.items() if not is_there]


def barcode_of(written: str) -> str | None:
    """Give a typed GTIN as its bare digits, an empty one as it is; None where it is none."""
    digits = "".join(written.replace("-", " ").split())
    if not digits:
        return ""
    return digits if digits.isascii() and ean.is_valid(digits) else None
