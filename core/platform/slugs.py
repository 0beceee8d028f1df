"""Readable addresses per language, with their history: an old slug leads to the one in force."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Index,
    Select,
    String,
    UniqueConstraint,
    bindparam,
    false,
    func,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel.texts import Texts, slug_of
from core.platform import editions
from core.platform.columns import Key
from core.platform.composed import Composed
from core.platform.db import Model, read_rows, session


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


class Holder(NamedTuple):
    """Who has a slug, or had it, in a language."""

    entity_id: int
    current: bool
    language: str


_HOLDERS = Composed(
    select(Slug.entity_id, Slug.current, Slug.language, editions.beside()).where(
        Slug.kind == bindparam("kind"), Slug.slug == bindparam("slug")
    )
)


def name(kind: str, entity_id: int, texts: Texts) -> None:
    """Give an entity its slugs from its texts; slugs it had before stay as history.

    Where somebody else has a slug, or takes it at this very moment, the entity's number is added to it.
    """
    wanted = {language: slug_of(written) for language, written in texts.items() if written.strip()}
    mine = {(row.language, row.slug): row for row in _rows_of(kind, entity_id)}
    news = {
        language: slug for language, slug in wanted.items() if not _is_current(mine.get((language, slug)))
    }
    if mine and news:
        _put_aside(kind, entity_id, news)
    left = _take(kind, entity_id, news, mine)
    numbered = {language: f"{slug}-{entity_id}" for language, slug in left.items()}
    if _take(kind, entity_id, numbered, mine):
        raise ValueError(f"no free slug for {kind} {entity_id}")


def find(kind: str, slug: str, languages: Sequence[str]) -> tuple[int, bool] | None:
    """Find the entity of a slug: its id, and whether the slug is in force in the first language."""
    if "\x00" in slug:  # which no text of the database can hold
        return None
    rows = read_rows(_HOLDERS, {"kind": kind, "slug": slug})
    if rows:
        editions.learn(rows[0][3])
    return choose([Holder(*row[:3]) for row in rows], languages)


def holders(kind: str, slug: str) -> Select[int, bool, str]:
    """Select who has or had a slug; nobody has one that no text of the database can hold."""
    held = slug.replace("\x00", "")
    rows = select(Slug.entity_id, Slug.current, Slug.language).where(Slug.kind == kind, Slug.slug == held)
    return rows if held == slug else rows.where(false())


def choose(found: Sequence[Holder], languages: Sequence[str]) -> tuple[int, bool] | None:
    """Choose among those who have or had a slug: the entity, and whether it is in force in the first language."""
    for language in languages:
        for entity_id, current, spoken in found:
            if spoken == language:
                return entity_id, current and language == languages[0]
    return (found[0].entity_id, False) if found else None


def list_holders(kind: str) -> dict[str, list[Holder]]:
    """Give who has or had each slug of a kind of which there are few."""
    rows = select(Slug.slug, Slug.entity_id, Slug.current, Slug.language).where(Slug.kind == kind)
    found: dict[str, list[Holder]] = {}
    for slug, entity_id, current, language in session().execute(rows.order_by(Slug.id)):
        found.setdefault(slug, []).append(Holder(entity_id, current, language))
    return found


def list_current(kind: str) -> dict[int, dict[str, str]]:
    """Give the slugs in force of a kind of which there are few, by entity and language."""
    rows = select(Slug.entity_id, Slug.language, Slug.slug).where(Slug.kind == kind, Slug.current)
    found: dict[int, dict[str, str]] = {}
    for entity_id, language, slug in session().execute(rows.order_by(Slug.language)):
        found.setdefault(entity_id, {})[language] = slug
    return found


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


def best(by_language: Mapping[str, str], chain: Sequence[str]) -> str:
    """Choose the slug of the first language of a chain that has one, else any; empty where there is none."""
    wished = next((by_language[language] for language in chain if language in by_language), None)
    return wished or next((by_language[language] for language in sorted(by_language)), "")


def all_json(kind: str, entity_id: Any) -> Any:
    """Gather the slugs in force by language, for rooms that read them in a statement of their own."""
    rows = select(func.coalesce(func.jsonb_object_agg(Slug.language, Slug.slug), literal({}, JSONB)))
    rows = rows.where(Slug.current, Slug.kind == kind, Slug.entity_id == entity_id)
    return rows.correlate_except(Slug).scalar_subquery()


def all_current(kind: str, entity_id: int) -> dict[str, str]:
    """Give the slugs in force of one entity by language."""
    rows = (
        select(Slug.language, Slug.slug)
        .where(Slug.kind == kind, Slug.current, Slug.entity_id == entity_id)
        .order_by(Slug.language)
    )
    return {row[0]: row[1] for row in session().execute(rows)}


def _rows_of(kind: str, entity_id: int) -> Sequence[Slug]:
    return session().scalars(select(Slug).where(Slug.kind == kind, Slug.entity_id == entity_id)).all()


def _is_current(row: Slug | None) -> bool:
    return row is not None and row.current


def _put_aside(kind: str, entity_id: int, languages: Iterable[str]) -> None:
    mine = update(Slug).where(Slug.kind == kind, Slug.entity_id == entity_id)
    session().execute(mine.where(Slug.language.in_(languages)).values(current=False))


def _take(
    kind: str, entity_id: int, wanted: Mapping[str, str], mine: Mapping[tuple[str, str], Slug]
) -> dict[str, str]:
    """Put slugs in force that are the entity's own or nobody's; gives those that somebody else has."""
    fresh = {language: slug for language, slug in wanted.items() if (language, slug) not in mine}
    for spot in wanted.items() - fresh.items():
        mine[spot].current = True
    session().flush()
    if not fresh:
        return {}
    rows = [
        {"kind": kind, "entity_id": entity_id, "language": language, "slug": slug, "current": True}
        for language, slug in sorted(fresh.items())
    ]
    claim = insert(Slug).values(rows).on_conflict_do_nothing(index_elements=["kind", "language", "slug"])
    taken = set(session().scalars(claim.returning(Slug.language)))
    return {language: slug for language, slug in fresh.items() if language not in taken}
