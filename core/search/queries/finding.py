"""Queries: what is to be looked for, said to the database."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from sqlalchemy import (
    BigInteger,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql import ColumnElement

from core.platform import editions
from core.platform.db import session
from core.search.models import Document, Fact, ShownPrice, Word
from core.search.policy import SYNONYMS, edition_of, spelling, words
from core.search.policy.idle import is_idle
from core.search.queries.knowing import Known, known_of
from core.search.queries.wording import NAMED, OWN, Groups, Unit, part_of, query_of, units_of
from core.search.types import LANGUAGES, Finding, Reach, View

WEIGHTS = "{0.05, 0.2, 0.4, 1.0}"  # of categories, of what describes, of brand and codes, of the title
FINENESS = 1_000_000
MOST_CANDIDATES = 40
LONGEST_QUERY = 200
ON_SHELF = 400_000  # how well fits what stands on a named shelf: less than a title, more than the small print
AnySelect: TypeAlias = Select[*tuple[Any, ...]]


def understand(view: View, written: str) -> Finding:
    """Say what a query means and how far it has to be stretched to find something; four statements at most.

    Where nothing holds all its words, `meant` is the same query with known words in the place of unknown ones, if
    that finds something; otherwise some of the words have to do.
    """
    query = " ".join(written.replace("\x00", " ").split())[:LONGEST_QUERY]
    asked = words.words_of(query)
    if not asked:
        return Finding(query, (), Reach.NOTHING)
    key = ("finding", view.site.id, view.chain, view.currency, query)
    names = (edition_of(view.site.id), SYNONYMS)
    return editions.kept_briefly(names, key, lambda: _understood(view, query, asked))


def _understood(view: View, query: str, asked: tuple[str, ...]) -> Finding:
    finding = _reached(view, query, asked, known_of(asked, language_of(view)))
    if finding.reach in {Reach.CLOSE, Reach.WIDE}:
        return finding
    return replace(finding, meant=_meant(view, asked))


def matches_of(view: View, finding: Finding) -> Subquery:
    """Give the products that a finding leads to, each once: `product_id` and `rank`."""
    condition, rank = _looked_for(view, finding)
    own = select(Document.product_id, rank.label("rank")).where(condition)
    rows = union_all(own, *_on_shelves(view, finding)).subquery("rows") if finding.shelves else own.subquery()
    best = select(rows.c.product_id, func.max(rows.c.rank).label("rank"))
    return best.group_by(rows.c.product_id).subquery("matches")


def _reached(view: View, query: str, asked: tuple[str, ...], known: Known) -> Finding:
    """Say how far words have to be stretched; a kind of thing that titles name is not all of the shelf it lies on."""
    shelves = {unit: tuple(shelf.id for shelf in found) for unit, found in known.shelves.items()}
    finding = Finding(query, asked, Reach.NOTHING, known.synonyms, shelves)
    tries = (Reach.CLOSE, Reach.WIDE, Reach.LOOSE) if len(asked) > 1 else (Reach.CLOSE, Reach.WIDE)
    tested = [_finds(view, replace(finding, reach=reach)) for reach in tries]
    answer = case(
        *((test, reach.value) for test, reach in zip(tested, tries, strict=True)), else_=Reach.NOTHING.value
    )
    mixed = [unit for unit, found in known.shelves.items() if any(shelf.lists_kinds for shelf in found)]
    titled = [_is_sold_here(view, _is_named(view, unit, known.synonyms)) for unit in mixed]
    reach, *named = session().execute(select(answer, *titled)).one()
    for unit, is_kind in zip(mixed, named, strict=True):
        kept = tuple(shelf.id for shelf in known.shelves[unit] if not (is_kind and shelf.lists_kinds))
        shelves = {one: ids for one, ids in {**shelves, unit: kept}.items() if ids}
    return replace(finding, reach=Reach(reach), shelves=shelves)


def _finds(view: View, finding: Finding) -> ColumnElement[bool]:
    own = _is_sold_here(view, _looked_for(view, finding)[0])
    return or_(own, *(_is_priced_here(view, rows) for rows in _on_shelves(view, finding)))


def _is_sold_here(view: View, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    sold = and_(Fact.product_id == Document.product_id, Fact.site_id == view.site.id)
    return exists(
        select(1)
        .select_from(Document)
        .join(Fact, sold)
        .join(ShownPrice, _priced(view, Document.product_id))
        .where(condition)
    )


def _is_priced_here(view: View, rows: AnySelect) -> ColumnElement[bool]:
    return exists(rows.join(ShownPrice, _priced(view, Fact.product_id)))


def _priced(view: View, product_id: Any) -> ColumnElement[bool]:
    return and_(
        ShownPrice.product_id == product_id,
        ShownPrice.site_id == view.site.id,
        ShownPrice.currency == view.currency,
    )


def _is_named(view: View, unit: Unit, groups: Groups) -> ColumnElement[bool]:
    """Ask for what is called so itself."""
    language = language_of(view)
    return and_(_is_in(language), _holds(part_of(unit, groups.get(unit, ()), language, NAMED)))


def _on_shelves(view: View, finding: Finding) -> list[AnySelect]:
    """Give what stands on the shelves that one of the units names, and holds the others; half of them is enough
    where half will do."""
    language = language_of(view)
    units = units_of(finding.words, _known_units(finding), language)
    if finding.reach == Reach.WIDE:
        return []
    found = []
    for unit in units:
        rest = [other for other in units if other != unit]
        if finding.reach == Reach.LOOSE and len(units) <= 2:
            rest = []
        if unit in finding.shelves:
            found.append(_shelf(view, finding, finding.shelves[unit], rest))
    return found


def _shelf(view: View, finding: Finding, ids: Sequence[int], rest: Sequence[Unit]) -> AnySelect:
    rows = select(Fact.product_id, literal(ON_SHELF, BigInteger).label("rank"))
    rows = rows.where(Fact.site_id == view.site.id, Fact.category_ids.overlap(list(ids)))
    if not rest:
        return rows
    language = language_of(view)
    asked = query_of(rest, finding.synonyms, language, Reach.CLOSE)
    return rows.join(Document, Document.product_id == Fact.product_id).where(_is_in(language), _holds(asked))


def _looked_for(view: View, finding: Finding) -> tuple[ColumnElement[bool], ColumnElement[int]]:
    """Give the condition on documents and how well one fits."""
    reach, groups = finding.reach, finding.synonyms
    spoken = _languages(view) if reach == Reach.WIDE else [language_of(view)]
    units = {code: units_of(finding.words, _known_units(finding), code) for code in spoken}
    queries = {code: query_of(units[code], groups, code, reach) for code in spoken}
    fits = [and_(_is_in(code), _holds(query)) for code, query in queries.items()]
    if reach == Reach.LOOSE:
        fits = [
            and_(fit, _holds_half(units[code], groups, code)) for fit, code in zip(fits, spoken, strict=True)
        ]
    weights: ColumnElement[Any] = literal_column(f"'{WEIGHTS}'::float4[]")
    ranks = [
        (_is_in(code), _fit(query, weights, is_shared=reach == Reach.LOOSE or len(units[code]) == 1))
        for code, query in queries.items()
    ]
    rank = ranks[0][1] if len(ranks) == 1 else case(*ranks, else_=0.0)
    return or_(*fits), cast(func.round(rank * FINENESS), BigInteger)


def _fit(query: ColumnElement[Any], weights: ColumnElement[Any], *, is_shared: bool) -> ColumnElement[float]:
    """Say from 0 to 1 how well a document fits; PostgreSQL shares the rank of alternatives out among them, so that a
    word with many other forms would count for less than one with none."""
    rank: ColumnElement[float] = func.ts_rank(weights, Document.vector, query)
    return func.least(rank * (func.numnode(query) + 1) / 2, 1.0) if is_shared else rank


def _known_units(finding: Finding) -> set[Unit]:
    return {*finding.synonyms, *finding.shelves}


def _is_in(language: str) -> ColumnElement[bool]:
    """Ask for documents in a language, written out: only so the planner sees that the index of it will do."""
    return Document.language == literal_column(f"'{language}'")


def _holds(query: Any) -> ColumnElement[bool]:
    return Document.vector.bool_op("@@")(query)


def _holds_half(units: Sequence[Unit], groups: Groups, language: str) -> ColumnElement[bool]:
    """Ask for half of the words that mean something, anywhere among a product's own."""
    parts = [part_of(unit, groups.get(unit, ()), language, OWN) for unit in units]
    held: Any = sum(cast(_holds(part), Integer) for part in parts)
    meaningful: Any = sum(cast(func.numnode(part) > 0, Integer) for part in parts)
    return held * 2 >= meaningful


def language_of(view: View) -> str:
    """Give the language of the page if the index knows it: it also goes into statements as it is."""
    return next((code for code in view.chain if code in LANGUAGES), LANGUAGES[0])


def _languages(view: View) -> list[str]:
    known = [code for code in dict.fromkeys((*view.chain, *view.site.languages)) if code in LANGUAGES]
    return known or [LANGUAGES[0]]


def correct(view: View, asked: Sequence[str]) -> str:
    """Put known words in the place of unknown ones; empty where that changes nothing."""
    candidates = _candidates(asked, _languages(view))
    corrected = [word if is_idle(word, language_of(view)) else _corrected(word, candidates) for word in asked]
    return "" if corrected == list(asked) else " ".join(corrected)


def _meant(view: View, asked: Sequence[str]) -> str:
    """Correct a query; empty where that finds nothing."""
    corrected = correct(view, asked)
    if not corrected:
        return ""
    finds = _reached(view, "", tuple(corrected.split()), Known()).reach in {Reach.CLOSE, Reach.WIDE}
    return corrected if finds else ""


def _corrected(word: str, candidates: dict[str, int]) -> str:
    if word in candidates:
        return word
    switched = words.fold(spelling.on_other_keys(word))
    if switched in candidates:
        return switched
    return spelling.best_of(word, candidates.items()) or word


def _candidates(asked: Sequence[str], languages: Sequence[str]) -> dict[str, int]:
    """Give known words that share most threes of letters with the asked ones, or are them on other keys."""
    typed = [*asked, *(words.fold(spelling.on_other_keys(word)) for word in asked)]
    known = select(Word.word, Word.products).where(Word.language.in_(languages), Word.word.in_(typed))
    parts = [known.order_by(None)]
    for word in asked:
        threes = spelling.trigrams(word)
        shared = func.cardinality(
            select(func.array_agg(literal_column("three")))
            .select_from(func.unnest(Word.trigrams).alias("three"))
            .where(literal_column("three").in_(threes))
            .scalar_subquery()
        )
        near = (
            select(Word.word, Word.products)
            .where(Word.language.in_(languages), Word.trigrams.overlap(threes))
            .order_by(shared.desc(), Word.products.desc())
            .limit(MOST_CANDIDATES)
        )
        parts.append(select(*near.subquery().c))
    union = parts[0].union_all(*parts[1:])
    found: dict[str, int] = {}
    for word, products in session().execute(union):
        found[word] = max(products, found.get(word, 0))
    return found
