"""Matching: the products that a query as it was understood leads to, and how well each fits."""

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
    tuple_,
    union_all,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql import ColumnElement

from core.search.models import Document, Fact, ShownPrice
from core.search.policy import ENOUGH, tier_of
from core.search.queries.wording import NAMED, OWN, Groups, Unit, part_of, query_of, said, units_of
from core.search.types import LANGUAGES, Finding, Reach, Spot, View

WEIGHTS = "{0.05, 0.2, 0.4, 1.0}"  # of categories, of what describes, of brand and codes, of the title
FINENESS = 1_000_000
ON_SHELF = 400_000  # how well fits what stands on a named shelf: less than a title, more than the small print
AnySelect: TypeAlias = Select[*tuple[Any, ...]]


def matches_of(view: View, finding: Finding) -> Subquery:
    """Give the products that a finding leads to, each once: `product_id` and `rank`.

    Of a finding with `beyond` those of its tier and above, some of which sell less.
    """
    condition, rank = _looked_for(view, finding)
    own = select(Document.product_id, rank.label("rank")).where(condition)
    rows = union_all(own, *_on_shelves(view, finding)).subquery("rows") if finding.shelves else own.subquery()
    best = select(rows.c.product_id, func.max(rows.c.rank).label("rank"))
    return best.group_by(rows.c.product_id).subquery("matches")


def _queries_of(view: View, finding: Finding) -> dict[str, str]:
    """Give what the words of a finding become in each language that they are looked for in."""
    spoken = languages_of(view) if finding.reach == Reach.WIDE else [language_of(view)]
    known = _known_units(finding)
    return {
        code: query_of(units_of(finding.words, known, code), finding.synonyms, code, finding.reach)
        for code in spoken
    }


def finds(view: View, finding: Finding) -> ColumnElement[bool]:
    """Ask whether there is anything; shelves first, which is soon said, while to prove that no title holds a word
    takes looking at whatever has it elsewhere."""
    own = is_sold_here(view, _looked_for(view, finding)[0])
    return or_(*(_is_priced_here(view, rows) for rows in _on_shelves(view, finding)), own)


def count_some(view: View, finding: Finding) -> ColumnElement[int]:
    """Count what there is up to one more than is ranked by itself, what is found twice twice; shelves first too."""
    own = _some(_sold_here(view, _looked_for(view, finding)[0]))
    shelves = [
        _some(rows.join(ShownPrice, priced(view, Fact.product_id))) for rows in _on_shelves(view, finding)
    ]
    if not shelves:
        return own
    there: ColumnElement[int] = sum(shelves[1:], shelves[0])
    return case((there > ENOUGH, there), else_=there + own)


def _some(rows: AnySelect) -> Any:
    """Count rows, and no further than to where it is known that not all are ranked."""
    few = rows.limit(ENOUGH + 1).subquery()
    return select(func.count()).select_from(few).scalar_subquery()


def is_sold_here(view: View, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(_sold_here(view, condition))


def _sold_here(view: View, condition: ColumnElement[bool]) -> AnySelect:
    sold = and_(Fact.product_id == Document.product_id, Fact.site_id == view.site.id)
    rows: AnySelect = select(literal_column("1")).select_from(Document).join(Fact, sold)
    return rows.join(ShownPrice, priced(view, Document.product_id)).where(condition)


def is_named(view: View, unit: Unit, groups: Groups) -> ColumnElement[bool]:
    """Ask for what is called so itself."""
    language = language_of(view)
    return and_(_is_in(language), _holds(said(part_of(unit, groups.get(unit, ()), language, NAMED))))


def priced(view: View, product_id: Any) -> ColumnElement[bool]:
    return and_(
        ShownPrice.product_id == product_id,
        ShownPrice.site_id == view.site.id,
        ShownPrice.currency == view.currency,
    )


def is_before(beyond: Spot) -> ColumnElement[bool]:
    """Ask for what sells better than the first, by sales, that is not ranked."""
    return tuple_(Fact.sold, Fact.product_id) > tuple_(literal(beyond.key), literal(beyond.id))


def language_of(view: View) -> str:
    """Give the language of the page if the index knows it: it also goes into statements as it is."""
    return next((code for code in view.chain if code in LANGUAGES), LANGUAGES[0])


def languages_of(view: View) -> list[str]:
    known = [code for code in dict.fromkeys((*view.chain, *view.site.languages)) if code in LANGUAGES]
    return known or [LANGUAGES[0]]


def _is_priced_here(view: View, rows: AnySelect) -> ColumnElement[bool]:
    return exists(rows.join(ShownPrice, priced(view, Fact.product_id)))


def is_match(view: View, finding: Finding) -> ColumnElement[bool]:
    """Ask of a product by itself whether a finding leads to it, however well it sells."""
    finding = replace(finding, beyond=None)
    ways = [_holds_itself(_looked_for(view, finding)[0])]
    for ids, rest in _named_shelves(view, finding):
        on_shelf = _everything().overlap(list(ids))
        ways.append(and_(on_shelf, _holds_itself(_holds_rest(view, finding, rest))) if rest else on_shelf)
    return or_(*ways)


def _holds_itself(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Ask for a product's documents; they are counted, for whether there is one might be found out for all products."""
    held = select(func.count() > 0).where(Document.product_id == Fact.product_id, condition)
    return held.correlate(Fact).scalar_subquery()


def _on_shelves(view: View, finding: Finding) -> list[AnySelect]:
    return [_shelf(view, finding, ids, rest) for ids, rest in _named_shelves(view, finding)]


def _named_shelves(view: View, finding: Finding) -> list[tuple[Sequence[int], Sequence[Unit]]]:
    """Give the shelves that one of the units names, with the others, which what stands there must hold; half of them is
    enough where half will do."""
    language = language_of(view)
    units = units_of(finding.words, _known_units(finding), language)
    if finding.reach == Reach.WIDE:
        return []
    found: list[tuple[Sequence[int], Sequence[Unit]]] = []
    for unit in units:
        rest = [other for other in units if other != unit]
        if finding.reach == Reach.LOOSE and len(units) <= 2:
            rest = []
        if unit in finding.shelves:
            found.append((finding.shelves[unit], rest))
    return found


def _shelf(view: View, finding: Finding, ids: Sequence[int], rest: Sequence[Unit]) -> AnySelect:
    rows = select(Fact.product_id, literal(ON_SHELF, BigInteger).label("rank"))
    rows = rows.where(Fact.site_id == view.site.id)
    rows = rows.where(
        Fact.category_ids.overlap(list(ids)) if finding.beyond is None else _sells(ids, finding.beyond)
    )
    if rest:
        rows = rows.join(Document, Document.product_id == Fact.product_id)
        rows = rows.where(_holds_rest(view, finding, rest))
    if finding.beyond is None:
        return rows
    best = rows.order_by(Fact.sold.desc(), Fact.product_id.desc()).limit(ENOUGH + 1)
    return select(*best.subquery().c)


def _holds_rest(view: View, finding: Finding, rest: Sequence[Unit]) -> ColumnElement[bool]:
    language = language_of(view)
    asked = query_of(rest, finding.synonyms, language, Reach.CLOSE)
    return and_(_is_in(language, _tier_of(finding)), _holds(said(asked)))


def _sells(ids: Sequence[int], beyond: Spot) -> ColumnElement[bool]:
    """Ask for what sells better and is in these categories."""
    return and_(is_before(beyond), _everything().overlap(list(ids)))


def _everything() -> Any:
    """Give all categories of a product, in words that no index of them answers: one may hold half the shop, where only
    a few products are asked about."""
    return Fact.category_ids.concat(cast([], ARRAY(BigInteger)))


def _looked_for(view: View, finding: Finding) -> tuple[ColumnElement[bool], ColumnElement[int]]:
    """Give the condition on documents and how well one fits."""
    reach, groups = finding.reach, finding.synonyms
    queries = {code: said(query) for code, query in _queries_of(view, finding).items()}
    units = {code: units_of(finding.words, _known_units(finding), code) for code in queries}
    tier = _tier_of(finding)
    fits = [and_(_is_in(code, tier), _holds(query)) for code, query in queries.items()]
    if reach == Reach.LOOSE:
        fits = [
            and_(fit, _holds_half(units[code], groups, code)) for fit, code in zip(fits, queries, strict=True)
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


def _tier_of(finding: Finding) -> int:
    return tier_of(finding.beyond.key) if finding.beyond else 0


def _is_in(language: str, tier: int = 0) -> ColumnElement[bool]:
    """Ask for documents in a language, of a tier or above, written out: only so the planner sees that the index of it
    will do."""
    spoken = Document.language == literal_column(f"'{language}'")
    return and_(spoken, Document.tier >= literal_column(str(tier))) if tier else spoken


def _holds(query: Any) -> ColumnElement[bool]:
    return Document.vector.bool_op("@@")(query)


def _holds_half(units: Sequence[Unit], groups: Groups, language: str) -> ColumnElement[bool]:
    """Ask for half of the words that mean something, anywhere among a product's own."""
    parts = [part for unit in units if (part := part_of(unit, groups.get(unit, ()), language, OWN))]
    held: Any = sum((cast(_holds(said(part)), Integer) for part in parts), literal(0))
    return held * 2 >= len(parts)
