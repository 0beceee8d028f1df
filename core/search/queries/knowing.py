"""What is known of the words of a query: what means the same, and which categories are called so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Text,
    any_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    null,
    select,
    union_all,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased

from core.catalog.models import Category
from core.platform.composed import Composed
from core.platform.db import read_rows
from core.search.models import NameRow, Synonym
from core.search.policy import words
from core.search.queries.wording import Groups, Unit, named
from core.search.types import PART, SHELF


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category that something of a query is called; `kinds` says that its name lists several kinds of things."""

    id: int
    above: frozenset[int]
    is_whole: bool
    is_lowest: bool

    @property
    def lists_kinds(self) -> bool:
        return self.is_lowest and not self.is_whole


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the units of a query."""

    synonyms: Groups = field(default_factory=dict)
    shelves: Mapping[Unit, tuple[Shelf, ...]] = field(default_factory=dict)


def known_of(asked: Sequence[str], language: str) -> Known:
    """Read the synonyms of the terms of a query and the categories that they or their synonyms name; one statement."""
    spans = {
        " ".join(asked[at : at + size]): tuple(asked[at : at + size])
        for size in range(1, len(asked) + 1)
        for at in range(len(asked) - size + 1)
    }
    groups: list[list[str]] = []
    called: list[tuple[str, str, Shelf]] = []
    keys = [words.key_of(unit, language) for unit in spans.values()]
    rows = read_rows(_rows(language), {"spans": list(spans), "keys": keys})
    for folded, said, kind, id, parent, grand, is_lowest in rows:
        if folded is not None:
            groups.append(folded)
        else:
            above = frozenset(one for one in (parent, grand) if one)
            called.append((said, kind, Shelf(id, above, kind == SHELF, is_lowest)))
    synonyms: dict[Unit, tuple[Unit, ...]] = {}
    shelves: dict[Unit, list[Shelf]] = {}
    for folded in groups:
        for term in set(folded) & spans.keys():
            others = tuple(tuple(other.split()) for other in folded if other != term)
            synonyms[spans[term]] = synonyms.get(spans[term], ()) + others
    for said, _, shelf in called:
        meaning = {said, *(term for folded in groups if said in folded for term in folded)}
        for term in meaning & spans.keys():
            shelves.setdefault(spans[term], []).append(shelf)
    return Known(synonyms, {unit: _nearest(found) for unit, found in shelves.items()})


def _nearest(found: Iterable[Shelf]) -> tuple[Shelf, ...]:
    """Prefer categories of just that name, and among those within one another the innermost."""
    shelves = list(dict.fromkeys(found))
    shelves = [shelf for shelf in shelves if shelf.is_whole] or shelves
    above = {id for shelf in shelves for id in shelf.above}
    return tuple(shelf for shelf in shelves if shelf.id not in above)


@lru_cache(maxsize=64)
def _rows(language: str) -> Composed:
    """Select groups of synonyms of `spans`, and categories by what of the query they are called, given as `keys`."""
    spans, keys = _texts("spans"), _texts("keys")
    meaning_same = select(Synonym.folded).where(
        Synonym.language == any_(array(["", language])), Synonym.folded.overlap(spans)
    )
    groups = meaning_same.cte("groups")
    own = func.unnest(spans, keys).table_valued("said", "key").render_derived()
    other = select(func.unnest(groups.c.folded).label("said")).subquery()
    terms = union_all(select(own.c.said, own.c.key), select(other.c.said, other.c.said)).subquery("terms")
    here, parent = aliased(Category), aliased(Category)
    lowest = ~exists().where(Category.parent_id == here.id)
    called = (
        select(
            cast(null(), ARRAY(Text)), terms.c.said, NameRow.kind, NameRow.entity_id,
            here.parent_id, parent.parent_id, lowest,
        )
        .select_from(terms)
        .join(NameRow, NameRow.start == stemmed_key(terms.c.key, language))
        .join(here, here.id == NameRow.entity_id)
        .outerjoin(parent, parent.id == here.parent_id)
        .where(NameRow.language == language, NameRow.kind == any_(array([SHELF, PART])))
    )  # fmt: skip
    nothing = (cast(null(), kind) for kind in (Text, Text, BigInteger, BigInteger, BigInteger, Boolean))
    return Composed(union_all(select(groups.c.folded, *nothing), called))


def stemmed_key(text: Any, language: str) -> Any:
    """Give what two names have to share to say the same: their stems, sorted."""
    vector = func.to_tsvector(named(words.configuration_of(language)), text)
    return func.array_to_string(func.tsvector_to_array(vector), literal(" "))


def _texts(name: str) -> Any:
    return cast(bindparam(name, type_=ARRAY(Text)), ARRAY(Text))
