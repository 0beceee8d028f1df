"""What a listing can be narrowed by, as its page shows it: made of the numbers and the kept vocabulary."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from core.catalog.queries import ATTRIBUTES, list_vocabulary
from core.catalog.types import AttributeKind, Descriptor
from core.kernel.money import Money
from core.kernel.texts import pick
from core.platform import editions
from core.search.policy import edition_of
from core.search.policy.labels import DISCOUNTS, RATINGS
from core.search.queries.narrowing import FLAG_SET, beyond_of
from core.search.queries.tallies import Counts, tally
from core.search.types import Facet, Facets, FacetValue, ListingAsk, Spot

MOST_NAMES = 40  # brands or merchants offered
MOST_ATTRIBUTES = 8
MOST_NUMBERS = 14  # more different numbers than this are no choice any more
SMALLEST_SHARE = 10  # percent of the products that an attribute must describe to be offered


@dataclass(frozen=True, slots=True)
class Counted:
    """What a listing can be narrowed by, how many products it has of how many, and where those of a page stand."""

    facets: Facets
    total: int
    spots: tuple[Spot, ...]
    within: int


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What is kept of a listing: its numbers, and what was made of them by the languages it was read in."""

    counts: Counts
    by_chain: dict[tuple[str, ...], Counted] = field(default_factory=dict)


def count_facets(ask: ListingAsk) -> Counted:
    """Count a listing; one statement, and none where the same was counted lately and nothing was written since.

    A number is the same in every language: what one has counted is named for the others.
    """
    names = (edition_of(ask.view.site.id), ATTRIBUTES)
    numbers = editions.kept_briefly(names, ("facets", _address(ask)), lambda: _Numbers(tally(ask)))
    chain = tuple(ask.view.chain)
    return numbers.by_chain.get(chain) or numbers.by_chain.setdefault(chain, _counted(ask, numbers.counts))


def _counted(ask: ListingAsk, counts: Counts) -> Counted:
    total = counts.one("total")
    return Counted(_facets(ask, counts, total), total, tuple(counts.spots), counts.within)


def _address(ask: ListingAsk) -> Hashable:
    """Name a listing by all that its numbers follow from; of a search also by its language and the page."""
    view, filters, finding = ask.view, ask.filters, ask.finding
    ground = (
        view.site.id,
        view.currency,
        ask.category_id,
        ask.merchant_id,
        ask.brand,
        ask.at_most,
        ask.without,
    )
    narrowed = replace(filters, attributes={}), tuple(sorted(filters.attributes.items())), ask.is_in_stock
    if finding is None:
        return ground, repr(narrowed)
    words = view.chain, finding.words, finding.reach, tuple(sorted(finding.synonyms.items())), beyond_of(ask)
    return ground, repr(narrowed), words, ask.sort, ask.page, ask.after, ask.before


def _facets(ask: ListingAsk, counts: Counts, total: int) -> Facets:
    prices = [Money(minor, ask.view.currency) for minor in counts.prices]
    chosen = ask.filters
    return Facets(
        categories={int(code): count for code, count in counts.of("category").items()},
        brands=_values(counts, "brand", chosen.brands),
        merchants=_values(counts, "merchant", chosen.merchants),
        ships_from=_values(counts, "from", chosen.ships_from),
        attributes=_described(ask, counts.of("attribute"), total),
        in_stock=counts.one("stock"),
        discounts={least: counts.of("discount").get(str(least), 0) for least in DISCOUNTS},
        ratings={stars: counts.of("rating").get(str(stars), 0) for stars in RATINGS},
        cheapest=min(prices, default=None),
        dearest=max(prices, default=None),
    )


def _values(counts: Counts, kind: str, chosen: Sequence[str]) -> tuple[FacetValue, ...]:
    found = {**dict.fromkeys(chosen, 0), **counts.of(kind)}
    values = [
        FacetValue(code, count, counts.names.get((kind, code), ""), is_chosen=code in chosen)
        for code, count in found.items()
    ]
    values.sort(key=lambda value: (-value.count, value.name.casefold(), value.code))
    return tuple(values[:MOST_NAMES] + [value for value in values[MOST_NAMES:] if value.is_chosen])


def _described(ask: ListingAsk, counted: Mapping[str, int], total: int) -> tuple[Facet, ...]:
    """Name the attributes that describe enough of the products, those that describe the most first."""
    by_code: dict[str, dict[str, int]] = defaultdict(dict)
    for value, count in counted.items():
        code, _, rest = value.partition("=")
        by_code[code][rest] = count
    for code, values in ask.filters.attributes.items():
        by_code[code] = dict.fromkeys(values, 0) | by_code[code]
    offered = [code for code in by_code if code in ask.filters.attributes or _is_worth(by_code[code], total)]
    offered.sort(key=lambda code: (-sum(by_code[code].values()), code))
    known = list_vocabulary()
    facets = (
        _facet(ask, known[code], by_code[code], ask.filters.attributes.get(code, ()))
        for code in offered
        if code in known
    )
    kept = [facet for facet in facets if facet.values]
    return tuple(
        kept[:MOST_ATTRIBUTES] + [one for one in kept[MOST_ATTRIBUTES:] if one.code in ask.filters.attributes]
    )


def _is_worth(values: Mapping[str, int], total: int) -> bool:
    """Say whether an attribute tells the products apart: it describes enough of them, and not all of them alike."""
    if sum(values.values()) * 100 < total * SMALLEST_SHARE:
        return False
    return len(values) > 1 or next(iter(values.values())) < total


def _facet(
    ask: ListingAsk,
    attribute: Descriptor,
    counted: Mapping[str, int],
    chosen: Sequence[str],
) -> Facet:
    is_flag = attribute.kind == AttributeKind.FLAG
    values: list[FacetValue] = []
    if is_flag:
        values = [FacetValue(FLAG_SET, counted.get(FLAG_SET, 0), is_chosen=FLAG_SET in chosen)]
    elif attribute.kind == AttributeKind.CHOICE:
        values = [
            FacetValue(
                choice.code, counted[choice.code], pick(choice.names, ask.view.chain), choice.swatch,
                is_chosen=choice.code in chosen,
            )
            for choice in attribute.choices
            if choice.code in counted
        ]  # fmt: skip
    elif len(counted) <= MOST_NUMBERS or chosen:
        values = [
            FacetValue(code, count, number=Decimal(code), is_chosen=code in chosen)
            for code, count in sorted(counted.items(), key=lambda item: Decimal(item[0]))
        ]
    return Facet(
        attribute.code, pick(attribute.names, ask.view.chain), attribute.unit, is_flag, tuple(values)
    )
