"""The facets of a listing as its page shows them, and the chips that take filters off again."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from core.catalog.types import CategoryNode
from core.kernel.money import Money
from core.search.types import Facet, FacetValue, Filters, Found
from web.shared.filters import country, money, number, percent
from web.shared.measures import measure
from web.storefront.catalog.asking import ATTRIBUTE, pairs_of

SHOWN = 7  # values before the rest is folded away
OPEN = 4  # facets that stand open at first
Way = Callable[[dict[str, list[str]]], str]


@dataclass(frozen=True, slots=True)
class Value:
    """A box to tick: what it is called, and how many products it would leave."""

    code: str
    text: str
    count: int
    is_chosen: bool
    swatch: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A facet: boxes of one name, of which any number (or with `is_single` one) may be ticked."""

    name: str
    title: str
    values: Sequence[Value]
    is_single: bool = False
    is_open: bool = False

    @property
    def first(self) -> Sequence[Value]:
        return self.values if len(self.values) <= SHOWN + 1 else self.values[:SHOWN]

    @property
    def rest(self) -> Sequence[Value]:
        return self.values[len(self.first) :]


@dataclass(frozen=True, slots=True)
class PriceRange:
    """The two fields for a price, with what there is at most and at least."""

    currency: str
    least: str
    most: str
    cheapest: Money | None
    dearest: Money | None


def groups_of(
    found: Found, nodes: Iterable[CategoryNode], *, of_merchant: bool, of_brand: bool
) -> list[Group]:
    """Give the facets that have something to choose; `nodes` are the categories to count."""
    facets, chosen = found.facets, found.filters
    groups = [
        Group("category", _("Category"), _categories(found, nodes)),
        Group("brand", _("Brand"), [] if of_brand else _named(facets.brands)),
        *(_attribute(facet) for facet in facets.attributes),
        Group("merchant", _("Merchant"), [] if of_merchant else _named(facets.merchants)),
        Group("from", _("Ships from"), [_place(value) for value in facets.ships_from]),
        Group("rating", _("Rating"), _ratings(found), is_single=True),
        Group("discount", _("Reduced prices"), _discounts(found), is_single=True),
        Group("stock", _("Availability"), _stock(found)),
    ]
    kept = [group for group in groups if _is_worth(group, found.total)]
    taken = pairs_of(chosen)
    return [
        Group(group.name, group.title, group.values, group.is_single, at < OPEN or group.name in taken)
        for at, group in enumerate(kept)
    ]


def price_of(found: Found, currency: str) -> PriceRange:
    """Give the fields for a price, with what was typed into them."""
    taken = pairs_of(found.filters)
    least, most = taken.get("min", [""])[0], taken.get("max", [""])[0]
    return PriceRange(currency, least, most, found.facets.cheapest, found.facets.dearest)


def chips_of(found: Found, groups: Sequence[Group], way: Way) -> list[tuple[str, str]]:
    """Give what narrows the listing, each as (text, address without it)."""
    names = {(group.name, value.code): _chip_text(group, value) for group in groups for value in group.values}
    taken = pairs_of(found.filters)
    chips = []
    for name, codes in taken.items():
        for code in codes:
            text = names.get((name, code)) or _price_text(name, found.filters) or code
            left = {**taken, name: [one for one in codes if one != code]}
            chips.append((text, way({key: values for key, values in left.items() if values})))
    return chips


def _categories(found: Found, nodes: Iterable[CategoryNode]) -> list[Value]:
    chosen = set(found.filters.categories)
    counts = found.facets.categories
    return [
        Value(node.code, node.name, counts.get(node.id, 0), node.id in chosen)
        for node in nodes
        if counts.get(node.id) or node.id in chosen
    ]


def _named(values: Iterable[FacetValue]) -> list[Value]:
    return [Value(one.code, one.name, one.count, one.is_chosen) for one in values]


def _place(value: FacetValue) -> Value:
    return Value(value.code, country(value.code), value.count, value.is_chosen)


def _attribute(facet: Facet) -> Group:
    values = [
        Value(one.code, _value_text(facet, one), one.count, one.is_chosen, one.swatch) for one in facet.values
    ]
    return Group(f"{ATTRIBUTE}{facet.code}", facet.name, values)


def _value_text(facet: Facet, value: FacetValue) -> str:
    if facet.is_flag:
        return _("Yes")
    return measure(value.number, facet.unit) if value.number is not None else value.name


def _ratings(found: Found) -> list[Value]:
    chosen = found.filters.rating
    return [
        Value(str(stars), _("%(stars)s stars and more", stars=number(stars)), count, stars == chosen)
        for stars, count in sorted(found.facets.ratings.items(), reverse=True)
        if count or stars == chosen
    ]


def _discounts(found: Found) -> list[Value]:
    chosen = found.filters.discount
    return [
        Value(str(least), _discount_text(least), count, least == chosen)
        for least, count in sorted(found.facets.discounts.items())
        if count or least == chosen
    ]


def _discount_text(least: int) -> str:
    return _("All reduced prices") if least == 1 else _("%(percent)s or more", percent=percent(least * 100))


def _stock(found: Found) -> list[Value]:
    return [Value("1", _("In stock"), found.facets.in_stock, found.filters.is_in_stock)]


def _is_worth(group: Group, total: int) -> bool:
    """Say whether there is something to choose: a single value that everything has tells nothing apart."""
    if any(value.is_chosen for value in group.values):
        return True
    return len(group.values) > 1 or any(0 < value.count < total for value in group.values)


def _chip_text(group: Group, value: Value) -> str:
    is_flag = group.name.startswith(ATTRIBUTE) and value.code == "yes"
    return group.title if is_flag else value.text


def _price_text(name: str, filters: Filters) -> str:
    if name == "min" and filters.least:
        return _("From %(price)s", price=money(filters.least, is_round=True))
    if name == "max" and filters.most:
        return _("Up to %(price)s", price=money(filters.most, is_round=True))
    return ""
