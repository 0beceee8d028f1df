"""Queries: what is to be looked for, said to the database."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import case, func, literal_column, null, select
from sqlalchemy.dialects.postgresql import array

from core.platform import editions
from core.platform.db import session
from core.search.models import Fact, ShownPrice, Word
from core.search.policy import ENOUGH, FLOORS, SYNONYMS, edition_of, spelling, words
from core.search.policy.idle import is_idle
from core.search.queries.knowing import Known, known_of
from core.search.queries.matching import (
    count_some,
    finds,
    is_named,
    is_sold_here,
    language_of,
    languages_of,
    matches_of,
    priced,
)  # fmt: skip
from core.search.queries.wording import learn
from core.search.types import Finding, Reach, Spot, View

MOST_CANDIDATES = 40
LONGEST_QUERY = 200


def understand(view: View, written: str) -> Finding:
    """Say what a query means and how far it has to be stretched to find something; eight statements at most.

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
    finding, most = _reached(view, query, asked, known_of(asked, language_of(view)))
    finding = replace(finding, beyond=_beyond(view, finding, most))
    if finding.reach in {Reach.CLOSE, Reach.WIDE}:
        return finding
    return replace(finding, meant=_meant(view, asked))


def _reached(view: View, query: str, asked: tuple[str, ...], known: Known) -> tuple[Finding, int]:
    """Say how far words have to be stretched; a kind of thing that titles name is not all of the shelf it lies on.

    Gives how often the first product was sold as well that is one too many to be ranked by its sales: no search of the
    site has a better one there; 0 where so little is found that everything is ranked.
    """
    shelves = {unit: tuple(shelf.id for shelf in found) for unit, found in known.shelves.items()}
    finding = Finding(query, asked, Reach.NOTHING, known.synonyms, shelves)
    others = {word for group in known.synonyms.values() for other in group for word in other}
    learn({*asked, *others}, languages_of(view))
    mixed = [unit for unit, found in known.shelves.items() if any(shelf.lists_kinds for shelf in found)]
    titled = [is_sold_here(view, is_named(view, unit, known.synonyms)) for unit in mixed]
    close = count_some(view, replace(finding, reach=Reach.CLOSE))
    found, most, *named = session().execute(select(close, _sold_beyond(view), *titled)).one()
    reach = Reach.CLOSE if found else _stretched(view, finding)
    for unit, is_kind in zip(mixed, named, strict=True):
        kept = tuple(shelf.id for shelf in known.shelves[unit] if not (is_kind and shelf.lists_kinds))
        shelves = {one: ids for one, ids in {**shelves, unit: kept}.items() if ids}
    is_all_ranked = 0 < found <= ENOUGH
    return replace(finding, reach=reach, shelves=shelves), 0 if is_all_ranked else most or 0


def _stretched(view: View, finding: Finding) -> Reach:
    """Say how far words have to be stretched of which something does not hold all; most queries are not asked this.

    Words that say nothing alone are not: what begins like them is not what they mean.
    """
    if all(is_idle(word, language_of(view)) for word in finding.words):
        return Reach.NOTHING
    tries = (Reach.WIDE, Reach.LOOSE) if len(finding.words) > 1 else (Reach.WIDE,)
    tested = [(finds(view, replace(finding, reach=reach)), reach.value) for reach in tries]
    return Reach(session().execute(select(case(*tested, else_=Reach.NOTHING.value))).scalar_one())


def _sold_beyond(view: View) -> Any:
    rows = select(Fact.sold).where(Fact.site_id == view.site.id)
    return rows.order_by(Fact.sold.desc(), Fact.product_id.desc()).offset(ENOUGH).limit(1).scalar_subquery()


def _beyond(view: View, finding: Finding, most: int) -> Spot | None:
    """Find the first, by sales, of what a finding leads to and does not rank; None where it ranks everything.

    Looks through the best-selling first, and no further than to the tier that has enough; one statement, and none in a
    shop that sells too few things for it.
    """
    floors = [floor for floor in reversed(FLOORS) if floor <= most]
    if not floors or finding.reach == Reach.NOTHING:
        return None
    firsts = [_first_beyond(view, replace(finding, beyond=Spot(floor, 0))) for floor in floors]
    found = session().scalar(select(func.coalesce(*firsts, null())))
    return Spot(*found) if found else None


def _first_beyond(view: View, finding: Finding) -> Any:
    matches = matches_of(view, finding)
    rows = (
        select(array([Fact.sold, Fact.product_id]))
        .join(matches, matches.c.product_id == Fact.product_id)
        .join(ShownPrice, priced(view, Fact.product_id))
        .where(Fact.site_id == view.site.id)
        # A sum, so that the database does not walk through all that is sold in this order.
        .order_by((Fact.sold + 0).desc(), Fact.product_id.desc())
    )
    return rows.offset(ENOUGH).limit(1).scalar_subquery()


def correct(view: View, asked: Sequence[str]) -> str:
    """Put known words in the place of unknown ones; empty where that changes nothing."""
    candidates = _candidates(asked, languages_of(view))
    corrected = [word if is_idle(word, language_of(view)) else _corrected(word, candidates) for word in asked]
    return "" if corrected == list(asked) else " ".join(corrected)


def _meant(view: View, asked: Sequence[str]) -> str:
    """Correct a query; empty where that finds nothing."""
    corrected = correct(view, asked)
    if not corrected:
        return ""
    finds = _reached(view, "", tuple(corrected.split()), Known())[0].reach in {Reach.CLOSE, Reach.WIDE}
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
