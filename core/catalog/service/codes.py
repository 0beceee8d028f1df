from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from core.catalog.errors import UnknownCode
from core.catalog.models import (
    Attribute,
    AttributeChoice,
    Brand,
    Category,
)
from core.platform.db import session


def known_choice(choices: Mapping[tuple[int, str], int], attribute: Attribute, code: str) -> int:
    if (attribute.id, code) not in choices:
        raise UnknownCode(kind=attribute.code, code=code)
    return choices[attribute.id, code]


def attributes_by_code(codes: Sequence[str] | set[str]) -> dict[str, Attribute]:
    found = {row.code: row for row in session().scalars(select(Attribute).where(Attribute.code.in_(codes)))}
    for code in codes:
        if code not in found:
            raise UnknownCode(kind="attribute", code=code)
    return found


def choice_ids_of(attributes: Any) -> dict[tuple[int, str], int]:
    ids = [attribute.id for attribute in attributes]
    rows = session().scalars(select(AttributeChoice).where(AttributeChoice.attribute_id.in_(ids)))
    return {(row.attribute_id, row.code): row.id for row in rows}


def choice_id_of(attribute: str, choice: str) -> int:
    known = attributes_by_code([attribute])[attribute]
    return known_choice(choice_ids_of([known]), known, choice)


def category_of(code: str) -> Category:
    category = session().scalar(select(Category).where(Category.code == code))
    if category is None:
        raise UnknownCode(kind="category", code=code)
    return category


def brand_id_of(code: str | None) -> int | None:
    if code is None:
        return None
    brand_id = session().scalar(select(Brand.id).where(Brand.code == code))
    if brand_id is None:
        raise UnknownCode(kind="brand", code=code)
    return brand_id
