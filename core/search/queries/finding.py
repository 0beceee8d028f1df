"""Queries: what is to be looked for, said to the database."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Integer,
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
)
from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY
from sqlalchemy.sql import ColumnElement

from core.platform import editions
from core.platform.db import session
from core.search.models import Document, Fact, ShownPrice, Synonym, Word
from core.search.policy import SYNONYMS, edition_of, spelling, words
from core.search.types import LANGUAGES, Finding, Reach, View

WEIGHTS = "{0.05, 0.2, 0.4, 1.0}"  # of categories, of what describes, of brand and codes, of the title
OWN = "ABC"  # the weights of a product's own words: a clock among Lamps & clocks is no lamp
ANYWHERE = ""
NAMED = "AB"  # of what it is called: where only some words fit, the small print alone does not do
FINENESS = 1_000_000
MOST_CANDIDATES = 40
LONGEST_QUERY = 200
Groups = Sequence[Sequence[str]]


def understand(view: View, written: str) -> Finding:
    """Say what a query means and how far it has to be stretched to find something; three statements at most.

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
    groups = _synonyms_of(asked, view.chain[0])
    reach = _reach(view, asked, groups)
    if reach in {Reach.CLOSE, Reach.WIDE}:
        return Finding(query, asked, reach, groups)
    return Finding(query, asked, reach, groups, _meant(view, asked))


def matches_of(view: View, finding: Finding) -> Subquery:
    """Give the products that a finding leads to, each once: `product_id` and `rank`."""
    condition, rank = _looked_for(view, finding.words, finding.synonyms, finding.reach)
    rows = select(Document.product_id, func.max(rank).label("rank")).where(condition)
    return rows.group_by(Document.product_id).subquery("matches")


def _reach(view: View, asked: Sequence[str], groups: dict[tuple[str, ...], Any]) -> Reach:
    tries = (Reach.CLOSE, Reach.WIDE, Reach.LOOSE) if len(asked) > 1 else (Reach.CLOSE, Reach.WIDE)
    tested = [_is_sold_here(view, _looked_for(view, asked, groups, reach)[0]) for reach in tries]
    answer = case(
        *((test, reach.value) for test, reach in zip(tested, tries, strict=True)), else_=Reach.NOTHING.value
    )
    return Reach(session().scalar(select(answer)) or Reach.NOTHING)


def _is_sold_here(view: View, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    sold = and_(Fact.product_id == Document.product_id, Fact.site_id == view.site.id)
    priced = and_(
        ShownPrice.product_id == Document.product_id,
        ShownPrice.site_id == view.site.id,
        ShownPrice.currency == view.currency,
    )
    return exists(select(1).select_from(Document).join(Fact, sold).join(ShownPrice, priced).where(condition))


def _looked_for(
    view: View, asked: Sequence[str], groups: Any, reach: Reach
) -> tuple[ColumnElement[bool], ColumnElement[int]]:
    """Give the condition on documents and how well one fits."""
    spoken = _languages(view) if reach == Reach.WIDE else [_language(view)]
    queries = {code: _query(asked, groups, code, reach) for code in spoken}
    # The code is written out, not bound: only so the planner sees that the index of that language will do.
    fits = [
        and_(Document.language == literal_column(f"'{code}'"), Document.vector.bool_op("@@")(query))
        for code, query in queries.items()
    ]
    if reach == Reach.LOOSE:
        fits = [and_(fit, _holds_half(asked, groups, code)) for fit, code in zip(fits, queries, strict=True)]
    weights: ColumnElement[Any] = literal_column(f"'{WEIGHTS}'::float4[]")
    ranks = [
        (Document.language == literal_column(f"'{code}'"), func.ts_rank(weights, Document.vector, query))
        for code, query in queries.items()
    ]
    rank = ranks[0][1] if len(ranks) == 1 else case(*ranks, else_=0.0)
    return or_(*fits), cast(func.round(rank * FINENESS), BigInteger)


def _holds_half(asked: Sequence[str], groups: Any, language: str) -> ColumnElement[bool]:
    """Ask for half of the words that mean something, anywhere among a product's own."""
    parts = [_part(unit, groups.get(unit, ()), language, OWN) for unit in _units(asked, groups)]
    held: Any = sum(cast(Document.vector.bool_op("@@")(part), Integer) for part in parts)
    meaningful: Any = sum(cast(func.numnode(part) > 0, Integer) for part in parts)
    return held * 2 >= meaningful


def _language(view: View) -> str:
    """Give the language of the page if the index knows it: it also goes into statements as it is."""
    return next((code for code in view.chain if code in LANGUAGES), LANGUAGES[0])


def _languages(view: View) -> list[str]:
    known = [code for code in dict.fromkeys((*view.chain, *view.site.languages)) if code in LANGUAGES]
    return known or [LANGUAGES[0]]


def _query(asked: Sequence[str], groups: Any, language: str, reach: Reach) -> ColumnElement[Any]:
    where = {Reach.WIDE: ANYWHERE, Reach.LOOSE: NAMED}.get(reach, OWN)
    parts = [_part(unit, groups.get(unit, ()), language, where) for unit in _units(asked, groups)]
    joint = "||" if reach == Reach.LOOSE else "&&"
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.op(joint, return_type=TSQUERY())(part)
    return whole


def _units(asked: Sequence[str], groups: Any) -> list[tuple[str, ...]]:
    """Cut a query into terms that have synonyms, the longest first, and single words."""
    units: list[tuple[str, ...]] = []
    at = 0
    while at < len(asked):
        size = next((n for n in range(len(asked) - at, 1, -1) if tuple(asked[at : at + n]) in groups), 1)
        units.append(tuple(asked[at : at + size]))
        at += size
    return units


def _part(unit: tuple[str, ...], others: Iterable[tuple[str, ...]], language: str, where: str) -> Any:
    ways = [_all_of(unit, language, where)]
    ways += [_all_of(other, language, where or OWN) for other in others]
    return _any_of(ways)


def _all_of(unit: tuple[str, ...], language: str, where: str) -> Any:
    parts = [_word(word, language, where) for word in unit]
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.op("&&", return_type=TSQUERY())(part)
    return whole


def _word(word: str, language: str, where: str) -> Any:
    """Ask for a word in any of its forms; what the language thinks nothing of, such as "the", asks for nothing.

    Whoever looks anywhere is content with a word's beginning.
    """
    term = words.term_of(word, language)
    configuration, plain = words.configuration_of(language), words.UNSTEMMED_CONFIGURATION
    stem = _asked(configuration, f"'{word}':{where}")
    ways = [stem, _asked(plain, f"'{word}':{where}"), *(_lexeme(sound) for sound in term.sounds)]
    ways += [_lexeme(beginning, f"*{where}") for beginning in term.beginnings]
    if where == ANYWHERE and (len(word) >= words.SHORTEST_START or not word.isascii()):
        ways.append(_lexeme(word, "*"))
    if term.pieces:
        ways.append(_asked(plain, " <-> ".join(f"'{piece}':{where}" for piece in term.pieces)))
    if configuration == plain:
        return _any_of(ways)
    return case((func.numnode(stem) == 0, cast(literal(""), TSQUERY)), else_=_any_of(ways))


def _any_of(ways: Sequence[Any]) -> Any:
    whole = ways[0]
    for way in ways[1:]:
        whole = whole.op("||", return_type=TSQUERY())(way)
    return whole


def _plain(configuration: str, text: str) -> Any:
    return func.plainto_tsquery(_named(configuration), text, type_=TSQUERY())


def _asked(configuration: str, text: str) -> Any:
    """Read a query of folded words, which hold no sign that means something in it."""
    return func.to_tsquery(_named(configuration), text.removesuffix(":"), type_=TSQUERY())


def _lexeme(lexeme: str, mark: str = "") -> Any:
    """Ask for a lexeme as it stands in the index; it holds letters, digits and ~ only, so it needs no escape."""
    return cast(literal(f"'{lexeme}':{mark}" if mark else f"'{lexeme}'"), TSQUERY)


def _named(configuration: str) -> Any:
    return cast(literal_column(f"'{configuration}'"), REGCONFIG)


def _synonyms_of(asked: Sequence[str], language: str) -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Give for each term of a query that has synonyms the words of those."""
    spans = {
        " ".join(asked[at : at + size]): tuple(asked[at : at + size])
        for size in range(1, len(asked) + 1)
        for at in range(len(asked) - size + 1)
    }
    by_term = editions.kept((SYNONYMS,), "synonyms", _synonyms_by_term)
    found: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
    for term in spans:
        for spoken, folded in by_term.get(term, ()):
            if spoken not in ("", language):
                continue
            others = tuple(tuple(other.split()) for other in folded if other != term)
            found[spans[term]] = found.get(spans[term], ()) + others
    return found


def _synonyms_by_term() -> dict[str, list[tuple[str, list[str]]]]:
    """Give for each folded term the groups it is in, with their language."""
    found: dict[str, list[tuple[str, list[str]]]] = {}
    rows = select(Synonym.language, Synonym.folded).order_by(Synonym.id)
    for language, folded in session().execute(rows):
        for term in dict.fromkeys(folded):
            found.setdefault(term, []).append((language, folded))
    return found


def _meant(view: View, asked: Sequence[str]) -> str:
    """Put known words in the place of unknown ones; empty where that changes or finds nothing."""
    candidates = _candidates(asked, _languages(view))
    corrected = tuple(_corrected(word, candidates) for word in asked)
    if corrected == tuple(asked):
        return ""
    finds = _reach(view, corrected, {}) in {Reach.CLOSE, Reach.WIDE}
    return " ".join(corrected) if finds else ""


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
