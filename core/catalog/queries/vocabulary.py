from collections.abc import Mapping

from sqlalchemy import select

from core.catalog.models import Attribute, AttributeChoice
from core.catalog.queries.words import ATTRIBUTES
from core.catalog.types import AttributeKind, Choice, Descriptor
from core.platform import editions
from core.platform.db import session


def list_vocabulary() -> Mapping[str, Descriptor]:
    """Give everything that can describe products, by code, with choices in order; kept until an attribute changes."""
    return editions.kept((ATTRIBUTES,), "vocabulary", _vocabulary)


def _vocabulary() -> Mapping[str, Descriptor]:
    choices: dict[int, list[Choice]] = {}
    rows = select(AttributeChoice).order_by(AttributeChoice.position, AttributeChoice.id)
    for row in session().scalars(rows):
        choice = Choice(row.id, row.code, "", row.swatch, dict(row.names))
        choices.setdefault(row.attribute_id, []).append(choice)
    return {
        row.code: Descriptor(
            row.code, AttributeKind(row.kind), row.unit, dict(row.names), tuple(choices.get(row.id, ()))
        )
        for row in session().scalars(select(Attribute))
    }
