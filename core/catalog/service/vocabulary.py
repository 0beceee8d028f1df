from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from core.catalog import policy
from core.catalog.errors import UnknownCode
from core.catalog.events import AttributeChanged, BrandChanged, CategoryChanged
from core.catalog.models import (
    Attribute,
    AttributeChoice,
    Brand,
    Category,
    CategoryAttribute,
)
from core.catalog.queries import ATTRIBUTES, CATEGORIES, CATEGORY_SLUG
from core.catalog.service.codes import attributes_by_code, category_of
from core.catalog.types import AttributeKind
from core.kernel.actor import Actor
from core.kernel.ids import CategoryId, MediaId
from core.kernel.texts import Texts
from core.platform import audit, editions, outbox, slugs
from core.platform.db import session


def add_category(
    *,
    code: str,
    parent: str | None,
    names: Texts,
    descriptions: Texts,
    position: int,
    by: Actor,
    attributes: Sequence[str] = (),
    tax_category: str = "standard",
    media_id: MediaId | None = None,
) -> CategoryId:
    """Add a category below `parent` (a code; None for the top); the tree has three levels at most."""
    above = category_of(parent) if parent else None
    level = above.level + 1 if above else 1
    if level > policy.LARGEST_LEVEL:
        raise UnknownCode(kind="category", code=f"{parent}/{code}")
    category = Category(
        code=code,
        parent_id=above.id if above else None,
        level=level,
        position=position,
        names=dict(names),
        descriptions=dict(descriptions),
        tax_category=tax_category,
        media_id=media_id,
    )
    session().add(category)
    session().flush()
    slugs.name(CATEGORY_SLUG, category.id, names)
    known = attributes_by_code(attributes)
    session().add_all(
        CategoryAttribute(category_id=category.id, attribute_id=known[name].id, position=index)
        for index, name in enumerate(attributes)
    )
    audit.changed(category, "add", by=by, after={"code": code})
    editions.renew(CATEGORIES)
    outbox.record(CategoryChanged(category_id=category.id))
    return CategoryId(category.id)


def add_brand(*, code: str, name: str) -> None:
    """Add a brand, or rename the one with this code."""
    brand = insert(Brand).values(code=code, name=name)
    session().execute(brand.on_conflict_do_update(index_elements=["code"], set_={"name": name}))
    outbox.record(BrandChanged(code=code))


def add_attribute(
    *,
    code: str,
    kind: AttributeKind,
    names: Texts,
    unit: str = "",
    choices: Sequence[tuple[str, Texts, str]] = (),
) -> None:
    """Add a typed attribute with its choices (code, names, swatch); choices it lacks are added to one that exists."""
    attribute = session().scalar(select(Attribute).where(Attribute.code == code))
    if attribute is None:
        attribute = Attribute(code=code, kind=kind, unit=unit, names=dict(names))
        session().add(attribute)
        session().flush()
    known = set(
        session().scalars(select(AttributeChoice.code).where(AttributeChoice.attribute_id == attribute.id))
    )
    fresh = [choice for choice in choices if choice[0] not in known]
    session().add_all(
        AttributeChoice(
            attribute_id=attribute.id,
            code=name,
            names=dict(texts),
            swatch=swatch,
            position=len(known) + index,
        )
        for index, (name, texts, swatch) in enumerate(fresh)
    )
    session().flush()
    editions.renew(ATTRIBUTES)
    outbox.record(AttributeChanged(attribute_id=attribute.id))
