from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from core.catalog.models import Brand, Category
from core.platform import locks
from core.platform.db import session
from core.search.models import NameRow
from core.search.policy import words
from core.search.types import LANGUAGES

EVERY_LANGUAGE = ""


def index_names(
    *, category_ids: Iterable[int] | None = None, brand_codes: Iterable[str] | None = None
) -> None:
    """Write how the names of categories and brands begin; with neither named, those of all."""
    is_all = category_ids is None and brand_codes is None
    categories, brands = select(Category).order_by(Category.id), select(Brand).order_by(Brand.id)
    locks.advisory("search.names")
    if is_all or category_ids is not None:
        wanted = categories if category_ids is None else categories.where(Category.id.in_(set(category_ids)))
        for category in session().scalars(wanted, execution_options={"populate_existing": True}):
            names = {code: category.names[code] for code in LANGUAGES if category.names.get(code)}
            _write("category", category.id, names)
    if is_all or brand_codes is not None:
        named = brands if brand_codes is None else brands.where(Brand.code.in_(set(brand_codes)))
        for brand in session().scalars(named, execution_options={"populate_existing": True}):
            _write("brand", brand.id, {EVERY_LANGUAGE: brand.name})


def _write(kind: str, entity_id: int, names: dict[str, str]) -> None:
    session().execute(delete(NameRow).where(NameRow.kind == kind, NameRow.entity_id == entity_id))
    rows = [
        {"kind": kind, "entity_id": entity_id, "language": language, "start": start}
        for language, name in names.items()
        for start in words.starts_of(name)
    ]
    if rows:
        session().execute(insert(NameRow).values(rows))
