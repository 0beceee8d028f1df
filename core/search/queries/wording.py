"""Queries: words said to the database as it asks for them in the vectors of products.

The database reads each word once for a process; what is made of words is a text, so that statements which look for it
have few shapes and are composed once.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Text, cast, literal, literal_column, text
from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY
from sqlalchemy.sql import ColumnElement

from core.platform.db import session
from core.search.policy import words
from core.search.policy.idle import is_idle
from core.search.types import Reach

OWN = "ABC"  # the weights of a product's own words: a clock among Lamps & clocks is no lamp
ANYWHERE = ""
NAMED = "AB"  # of what it is called: where only some words fit, the small print alone does not do
MOST_READ = 10_000  # queries of single words that a process remembers as the database has read them
Unit: TypeAlias = tuple[str, ...]
Groups: TypeAlias = Mapping[Unit, tuple[Unit, ...]]
Written: TypeAlias = tuple[str, str]  # a text search configuration, and a query for it

_read: dict[Written, str] = {}
_READ = text(
    "select to_tsquery(cast(configuration as regconfig), query)::text"
    " from unnest(cast(:configurations as text[]), cast(:queries as text[]))"
    " with ordinality as written(configuration, query, place) order by place"
)


def learn(asked: Iterable[str], languages: Iterable[str]) -> None:
    """Have the database read words in every way that languages ask for them; one statement for those that are new."""
    spoken = list(languages)
    wanted = {
        written
        for word in asked
        for language in spoken
        for where in (OWN, ANYWHERE, NAMED)
        for written in _written(word, language, where)
    }
    _have_read(sorted(wanted - _read.keys()))


def query_of(units: Sequence[Unit], groups: Groups, language: str, reach: Reach) -> str:
    """Ask for all units, or for any of them where half will do."""
    where = {Reach.WIDE: ANYWHERE, Reach.LOOSE: NAMED}.get(reach, OWN)
    parts = [part_of(unit, groups.get(unit, ()), language, where) for unit in units]
    return joined(parts, "|" if reach == Reach.LOOSE else "&")


def said(query: str) -> ColumnElement[Any]:
    """Say a query, written out: how much it finds is what the database plans by."""
    return cast(literal(query, Text, literal_execute=True), TSQUERY)


def units_of(asked: Sequence[str], known: Iterable[Unit], language: str) -> list[Unit]:
    """Cut a query into known terms, the longest first, and single words; those that say nothing are left out.

    A query of nothing else is taken as it is.
    """
    terms, units, at = set(known), [], 0
    while at < len(asked):
        size = next((n for n in range(len(asked) - at, 1, -1) if tuple(asked[at : at + n]) in terms), 1)
        units.append(tuple(asked[at : at + size]))
        at += size
    telling = [unit for unit in units if len(unit) > 1 or unit in terms or not is_idle(unit[0], language)]
    return telling or units


def plainly(asked: Sequence[str], language: str) -> str:
    """Ask for all of these words in any of their forms, wherever they stand; a statement where one is new."""
    forms = [_written(word, language, ANYWHERE)[:2] for word in asked]
    _have_read(sorted({written for both in forms for written in both} - _read.keys()))
    return joined((joined(map(_as_read, both), "|") for both in forms), "&")


def part_of(unit: Unit, others: Iterable[Unit], language: str, where: str) -> str:
    """Ask for a unit or what means the same, among the words of the given weights."""
    ways = [_all_of(unit, language, where)]
    ways += [_all_of(other, language, where or OWN) for other in others]
    return joined(ways, "|")


def _all_of(unit: Unit, language: str, where: str) -> str:
    return joined([_word(word, language, where) for word in unit], "&")


def _word(word: str, language: str, where: str) -> str:
    """Ask for a word in any of its forms; what the language thinks nothing of, such as "the", asks for nothing.

    Whoever looks anywhere is content with the beginning of a word that something is called by.
    """
    term = words.term_of(word, language)
    stem, plain, *pieces = (_as_read(written) for written in _written(word, language, where))
    if not stem and words.configuration_of(language) != words.UNSTEMMED_CONFIGURATION:
        return ""
    ways = [stem, plain, *(_lexeme(sound) for sound in term.sounds)]
    if term.stem:
        ways.append(_lexeme(term.stem, where))
    if where == ANYWHERE and (len(word) >= words.SHORTEST_START or not word.isascii()):
        ways.append(_lexeme(word, f"*{NAMED}"))
    return joined([*ways, *pieces], "|")


def _written(word: str, language: str, where: str) -> list[Written]:
    """Write a word as it is, stemmed and unstemmed, and as its pieces in a row where it has some.

    Folded words hold no sign that means something in a query.
    """
    mark = f":{where}" if where else ""
    plain = words.UNSTEMMED_CONFIGURATION
    found = [(words.configuration_of(language), f"'{word}'{mark}"), (plain, f"'{word}'{mark}")]
    pieces = words.term_of(word, language).pieces
    if pieces:
        found.append((plain, " <-> ".join(f"'{piece}'{mark}" for piece in pieces)))
    return found


def _as_read(written: Written) -> str:
    known = _read.get(written)
    return _have_read([written])[written] if known is None else known


def _have_read(new: Sequence[Written]) -> dict[Written, str]:
    if len(_read) > MOST_READ:
        _read.clear()
    asked = {"configurations": [one for one, _ in new], "queries": [query for _, query in new]}
    found = dict(zip(new, session().scalars(_READ, asked), strict=True)) if new else {}
    _read.update(found)
    return found


def joined(queries: Iterable[str], sign: str) -> str:
    """Join queries; those that ask for nothing are left out."""
    whole, *others = [query for query in queries if query] or [""]
    for other in others:
        whole = f"({whole}) {sign} ({other})"
    return whole


def _lexeme(lexeme: str, mark: str = "") -> str:
    """Ask for a lexeme as it stands in the index; it holds letters, digits and ~ only, so it needs no escape."""
    return f"'{lexeme}':{mark}" if mark else f"'{lexeme}'"


def named(configuration: str) -> Any:
    """Name a text search configuration to the database."""
    return cast(literal_column(f"'{configuration}'"), REGCONFIG)
