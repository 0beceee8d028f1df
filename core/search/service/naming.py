from collections.abc import Iterable

from sqlalchemy import Text, cast, delete, literal, select
from sqlalchemy.dialects.postgresql import insert

from core.catalog.models import Brand, Category
from core.merchants.models import Merchant
from core.platform import locks
from core.platform.db import session
from core.search.models import NameRow
from core.search.policy import words
from core.search.queries.knowing import stemmed_key
from core.search.types import LANGUAGES, PART, SHELF

EVERY_LANGUAGE = ""
LONGEST = 255


def index_names(
    *,
    category_ids: Iterable[int] | None = None,
    brand_codes: Iterable[str] | None = None,
    merchant_ids: Iterable[int] | None = None,
) -> None:
    """Write how the names of categories, brands and merchants begin; with none of them named, those of all."""
    is_all = category_ids is None and brand_codes is None and merchant_ids is None
    categories, brands = select(Category).order_by(Category.id), select(Brand).order_by(Brand.id)
    locks.advisory("search.names")
    if is_all or category_ids is not None:
        wanted = categories if category_ids is None else categories.where(Category.id.in_(set(category_ids)))
        for category in session().scalars(wanted, execution_options={"populate_existing": True}):
            names = {code: category.names[code] for code in LANGUAGES if category.names.get(code)}
            _write("category", category.id, names)
            _write_shelf(category.id, names)
    if is_all or brand_codes is not None:
        named = brands if brand_codes is None else brands.where(Brand.code.in_(set(brand_codes)))
        for brand in session().scalars(named, execution_options={"populate_existing": True}):
            _write("brand", brand.id, {EVERY_LANGUAGE: brand.name})
    if is_all or merchant_ids is not None:
        sellers = select(Merchant).order_by(Merchant.id)
        known = sellers if merchant_ids is None else sellers.where(Merchant.id.in_(set(merchant_ids)))
        for merchant in session().scalars(known, execution_options={"populate_existing": True}):
            _write("merchant", merchant.id, {EVERY_LANGUAGE: merchant.name})


def _write(kind: str, entity_id: int, names: dict[str, str]) -> None:
    session().execute(delete(NameRow).where(NameRow.kind == kind, NameRow.entity_id == entity_id))
    rows = [
        {"kind": kind, "entity_id": entity_id, "language": language, "start": start}
        for language, name in names.items()
        for start in words.starts_of(name)
    ]
    if rows:
        session().execute(insert(NameRow).values(rows))


def _write_shelf(category_id: int, names: dict[str, str]) -> None:
    """Write what a category is called, whole and by what its name lists, as queries are stemmed."""
    old = delete(NameRow).where(NameRow.kind.in_((SHELF, PART)), NameRow.entity_id == category_id)
    session().execute(old)
    for language, name in names.items():
        for kind, text in [(SHELF, name), *((PART, thing) for thing in words.listed_in(name))]:
            for key in _keys(text, language):
                start = stemmed_key(cast(literal(key), Text), language)
                row = {"kind": kind, "entity_id": category_id, "language": language, "start": start}
                session().execute(insert(NameRow).values(row))


def _keys(text: str, language: str) -> list[str]:
    """Give a name as queries ask for it, and as synonyms do, whose words are not stemmed here."""
    cut = words.cut(text)
    keys = (
        [words.key_of(cut, language), " ".join(cut)]
        if language in words.STEMS
        else [words.key_of(cut, language)]
    )
    return [key[:LONGEST] for key in dict.fromkeys(keys) if key]
