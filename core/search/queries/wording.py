"""Queries: words said to the database as it asks for them in the vectors of products."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import case, cast, func, literal, literal_column
from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY
from sqlalchemy.sql import ColumnElement

from core.search.policy import words
from core.search.policy.idle import is_idle
from core.search.types import Reach

OWN = "ABC"  # the weights of a product's own words: a clock among Lamps & clocks is no lamp
ANYWHERE = ""
NAMED = "AB"  # of what it is called: where only some words fit, the small print alone does not do
Unit: TypeAlias = tuple[str, ...]
Groups: TypeAlias = Mapping[Unit, tuple[Unit, ...]]


def query_of(units: Sequence[Unit], groups: Groups, language: str, reach: Reach) -> ColumnElement[Any]:
    """Ask for all units, or for any of them where half will do."""
    where = {Reach.WIDE: ANYWHERE, Reach.LOOSE: NAMED}.get(reach, OWN)
    parts = [part_of(unit, groups.get(unit, ()), language, where) for unit in units]
    joint = "||" if reach == Reach.LOOSE else "&&"
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.op(joint, return_type=TSQUERY())(part)
    return whole


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


def part_of(unit: Unit, others: Iterable[Unit], language: str, where: str) -> Any:
    """Ask for a unit or what means the same, among the words of the given weights."""
    ways = [_all_of(unit, language, where)]
    ways += [_all_of(other, language, where or OWN) for other in others]
    return _any_of(ways)


def _all_of(unit: Unit, language: str, where: str) -> Any:
    parts = [_word(word, language, where) for word in unit]
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.op("&&", return_type=TSQUERY())(part)
    return whole


def _word(word: str, language: str, where: str) -> Any:
    """Ask for a word in any of its forms; what the language thinks nothing of, such as "the", asks for nothing.

    Whoever looks anywhere is content with the beginning of a word that something is called by.
    """
    term = words.term_of(word, language)
    configuration, plain = words.configuration_of(language), words.UNSTEMMED_CONFIGURATION
    stem = _asked(configuration, f"'{word}':{where}")
    ways = [stem, _asked(plain, f"'{word}':{where}"), *(_lexeme(sound) for sound in term.sounds)]
    if term.stem:
        ways.append(_lexeme(term.stem, where))
    if where == ANYWHERE and (len(word) >= words.SHORTEST_START or not word.isascii()):
        ways.append(_lexeme(word, f"*{NAMED}"))
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


def plain(configuration: str, text: str) -> Any:
    """Ask for all words of a text."""
    return func.plainto_tsquery(named(configuration), text, type_=TSQUERY())


def _asked(configuration: str, text: str) -> Any:
    """Read a query of folded words, which hold no sign that means something in it."""
    return func.to_tsquery(named(configuration), text.removesuffix(":"), type_=TSQUERY())


def _lexeme(lexeme: str, mark: str = "") -> Any:
    """Ask for a lexeme as it stands in the index; it holds letters, digits and ~ only, so it needs no escape."""
    return cast(literal(f"'{lexeme}':{mark}" if mark else f"'{lexeme}'"), TSQUERY)


def named(configuration: str) -> Any:
    """Name a text search configuration to the database."""
    return cast(literal_column(f"'{configuration}'"), REGCONFIG)
