from collections.abc import Iterable, Sequence

from sqlalchemy import select

from core.catalog.models import (
    Attribute,
    AttributeChoice,
)
from core.catalog.types import (
    Choice,
)
from core.kernel.texts import pick
from core.platform.db import session

PRODUCT_SLUG = "product"
CATEGORY_SLUG = "category"
CATEGORIES, ATTRIBUTES = "categories", "attributes"  # editions: of the tree, and of what describes products
Chain = Sequence[str]


def choices_by_id(ids: Iterable[int], chain: Chain) -> dict[int, Choice]:
    rows = session().scalars(select(AttributeChoice).where(AttributeChoice.id.in_(set(ids))))
    return {
        row.id: Choice(row.id, row.code, pick(row.names, chain), row.swatch, dict(row.names)) for row in rows
    }


def attributes_by_id(ids: Iterable[int]) -> dict[int, Attribute]:
    return {row.id: row for row in session().scalars(select(Attribute).where(Attribute.id.in_(set(ids))))}
