"""Readable addresses per language, with their history: an old slug leads to the one in force."""

from collections.abc import Iterable, Sequence

from sqlalchemy import BigInteger, Index, String, UniqueConstraint, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel.texts import Texts, slug_of
from core.platform.columns import Key
from core.platform.db import Model, session


class Slug(Model):
    __tablename__ = "slugs"
    __table_args__ = (
        UniqueConstraint("kind", "language", "slug"),
        Index(
            "uq_slugs_current", "kind", "entity_id", "language", unique=True, postgresql_where=text("current")
        ),
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(16))
    entity_id: Mapped[int] = mapped_column(BigInteger)
    language: Mapped[str] = mapped_column(String(8))
    slug: Mapped[str] = mapped_column(String(160))
    current: Mapped[bool] = mapped_column(server_default=text("true"))


def name(kind: str, entity_id: int, texts: Texts) -> None:
    """Give an entity its slugs from its texts; slugs it had before stay as history."""
    for language, written in texts.items():
        if written.strip():
            _name_in(kind, entity_id, language, slug_of(written))


def find(kind: str, slug: str, languages: Sequence[str]) -> tuple[int, bool] | None:
    """Find the entity of a slug: its id, and whether the slug is in force in the first language."""
    if "\x00" in slug:  # the database knows no text with it
        return None
    rows = select(Slug.entity_id, Slug.current, Slug.language).where(Slug.kind == kind, Slug.slug == slug)
    found = session().execute(rows).all()
    for language in languages:
        for entity_id, current, spoken in found:
            if spoken == language:
                return entity_id, current and language == languages[0]
    return (found[0].entity_id, False) if found else None


def current(kind: str, ids: Iterable[int], chain: Sequence[str]) -> dict[int, str]:
    """Give the slug in force of each entity in the first language of the chain that has one."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = (
        select(Slug.entity_id, Slug.language, Slug.slug)
        .where(Slug.kind == kind, Slug.current, Slug.entity_id.in_(wanted))
        .order_by(Slug.language)
    )
    best: dict[int, tuple[int, str]] = {}
    for entity_id, language, slug in session().execute(rows):
        rank = chain.index(language) if language in chain else len(chain)
        if entity_id not in best or rank < best[entity_id][0]:
            best[entity_id] = rank, slug
    return {entity_id: slug for entity_id, (_, slug) in best.items()}


def all_current(kind: str, entity_id: int) -> dict[str, str]:
    """Give the slugs in force of one entity by language."""
    rows = (
        select(Slug.language, Slug.slug)
        .where(Slug.kind == kind, Slug.current, Slug.entity_id == entity_id)
        .order_by(Slug.language)
    )
    return {row[0]: row[1] for row in session().execute(rows)}


def _name_in(kind: str, entity_id: int, language: str, wanted: str) -> None:
    owner = {row.slug: row for row in _rows_starting_with(kind, language, wanted)}
    mine = next((row for row in owner.values() if row.current and row.entity_id == entity_id), None)
    slug = _free(wanted, entity_id, owner)
    if mine is not None and mine.slug == slug:
        return
    session().execute(
        update(Slug)
        .where(Slug.kind == kind, Slug.entity_id == entity_id, Slug.language == language)
        .values(current=False)
    )
    if slug in owner:
        owner[slug].current = True
    else:
        session().add(Slug(kind=kind, entity_id=entity_id, language=language, slug=slug, current=True))
    session().flush()


def _free(wanted: str, entity_id: int, owner: dict[str, Slug]) -> str:
    for slug in (wanted, f"{wanted}-{entity_id}"):
        if slug not in owner or owner[slug].entity_id == entity_id:
            return slug
    raise ValueError(f"no free slug for {wanted}")


def _rows_starting_with(kind: str, language: str, wanted: str) -> Sequence[Slug]:
    rows = select(Slug).where(
        Slug.kind == kind, Slug.language == language, Slug.slug.startswith(wanted, autoescape=True)
    )
    return session().scalars(rows).all()
