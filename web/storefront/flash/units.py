"""What the last page of the checkout says its lines want of pools, for its form to carry along.

So the click asks the counters before it reads anything. It is signed and bound to the key of the purchase: what a
browser makes up takes nothing.
"""

from collections.abc import Sequence

from itsdangerous import BadSignature, URLSafeSerializer

from core.flash_sales.types import UnitsWanted
from core.kernel.ids import LocationId
from core.platform.settings import settings

LONGEST = 8000


def units_field(wanted: Sequence[UnitsWanted], key: str) -> str:
    """Write what is wanted; nothing where no line is in a flash sale."""
    lines = [[one.pool_id, one.units, one.title, one.label] for one in wanted]
    return str(_signer().dumps([key, lines])) if lines else ""


def read_units(carried: str, key: str) -> list[UnitsWanted]:
    """Read what `units_field` wrote for the same key; nonsense is nothing."""
    if not carried or len(carried) > LONGEST:
        return []
    try:
        of, lines = _signer().loads(carried)
    except (BadSignature, ValueError, TypeError):
        return []
    if of != key:
        return []
    return [UnitsWanted(LocationId(pool), units, title, label) for pool, units, title, label in lines]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="units of a flash sale")
