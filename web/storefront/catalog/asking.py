"""What the address of a listing asks for: filters, order, view and place. What is unknown is not heard."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import chain
from typing import Any

from flask import abort, request

from core.catalog.types import CategoryNode
from core.kernel.ids import CategoryId
from core.kernel.money import Money
from core.kernel.page import PageAsk
from core.search.types import Filters, ListingAsk, Sort, Spot, View
from web.shared.pages import category_tree
from web.shared.site import current_currency

SIZE = 48
FARTHEST = 5  # digits of a page's number
MOST_VALUES = 20  # of one filter
MOST_ATTRIBUTES = 12
MOST_MONEY = 10_000_000  # whole units of any currency
ATTRIBUTE = "a_"
DISCOUNTS = ("1", "20", "50")
RATINGS = ("4", "3")
_CODE = re.compile(r"[\w.-]{1,64}")
_SPOT = re.compile(r"(\d{1,18})\.(\d{1,18})")


@dataclass(frozen=True, slots=True)
class Asked:
    """A listing as its address asks for it."""

    filters: Filters
    sort: Sort
    usual: Sort
    is_list: bool
    page: PageAsk
    after: Spot | None
    before: Spot | None

    @property
    def is_plain(self) -> bool:
        """Say that nothing is narrowed: then search engines may keep the page."""
        return self.filters == Filters()

    def within(self, view: View, *free: str, **place: Any) -> ListingAsk:
        """Give the ask for the cards of a place, which the fields `free` of the filters narrow no more."""
        unasked: dict[str, Any] = dict.fromkeys(free, ())
        spot: dict[str, Any] = {"page": self.page, "after": self.after, "before": self.before}
        return ListingAsk(view, filters=replace(self.filters, **unasked), sort=self.sort, **spot, **place)


def read(usual: Sort) -> Asked:
    """Read the address; an order that is none of ours is the usual one, an absurdly far page does not exist."""
    filters = _filters()
    sort = request.args.get("sort", "")
    known = {one.value for one in Sort if one != Sort.RELEVANCE or usual == Sort.RELEVANCE}
    page = _page()
    after = _spot("after") if page.number > 1 else None
    return Asked(
        filters=filters,
        sort=Sort(sort) if sort in known else usual,
        usual=usual,
        is_list=request.args.get("view") == "list",
        page=page,
        after=after,
        before=None if after else _spot("before"),
    )


def pairs_of(filters: Filters) -> dict[str, list[str]]:
    """Write filters as an address does, always in the same order."""
    codes = {node.id: node.code for node in _nodes()}
    written = {
        "category": [codes[id] for id in filters.categories if id in codes],
        "brand": list(filters.brands),
        "merchant": list(filters.merchants),
        "from": list(filters.ships_from),
        "min": [_plain(filters.least)] if filters.least else [],
        "max": [_plain(filters.most)] if filters.most else [],
        "stock": ["1"] if filters.is_in_stock else [],
        "discount": [str(filters.discount)] if filters.discount else [],
        "rating": [str(filters.rating)] if filters.rating else [],
    }
    attributes = {f"{ATTRIBUTE}{code}": list(values) for code, values in sorted(filters.attributes.items())}
    return {name: values for name, values in (written | attributes).items() if values}


def offered_categories(filters: Filters) -> list[CategoryNode]:
    """Give the categories a listing of all offers: the top of the tree, and below what is chosen one level more."""
    chosen = set(filters.categories)
    return list(chain.from_iterable(_offered(node, chosen, is_near=True) for node in category_tree()))


def spot_of(spot: Spot) -> str:
    """Write a place in a listing."""
    return f"{spot.key}.{spot.id}"


def _filters() -> Filters:
    ids = {node.code: node.id for node in _nodes()} if "category" in request.args else {}
    return Filters(
        categories=tuple(CategoryId(ids[code]) for code in _codes("category") if code in ids),
        brands=_codes("brand"),
        merchants=_codes("merchant"),
        ships_from=tuple(
            code for code in _codes("from") if len(code) == 2 and code.isalpha() and code.isupper()
        ),
        attributes=_attributes(),
        least=_money("min"),
        most=_money("max"),
        is_in_stock=request.args.get("stock") == "1",
        discount=_one_of("discount", DISCOUNTS),
        rating=_one_of("rating", RATINGS),
    )


def _attributes() -> Mapping[str, tuple[str, ...]]:
    names = [name for name in request.args if name.startswith(ATTRIBUTE) and _CODE.fullmatch(name)]
    found = {name.removeprefix(ATTRIBUTE): _codes(name) for name in sorted(names)[:MOST_ATTRIBUTES]}
    return {code: values for code, values in found.items() if code and values}


def _codes(name: str) -> tuple[str, ...]:
    """Read the values of a filter, each once and in one order, so that the same choice is the same address."""
    written = sorted({value for value in request.args.getlist(name) if _CODE.fullmatch(value)})
    return tuple(written[:MOST_VALUES])


def _one_of(name: str, offered: tuple[str, ...]) -> int:
    written = request.args.get(name, "")
    return int(written) if written in offered else 0


def _money(name: str) -> Money | None:
    written = request.args.get(name, "").strip().replace(",", ".")
    try:
        amount = Decimal(written)
    except InvalidOperation:
        return None
    is_sane = amount.is_finite() and 0 < amount <= MOST_MONEY
    return Money.of(amount, current_currency()) if is_sane else None


def _plain(amount: Money) -> str:
    """Write an amount for an address and a field: 20, or 19.90."""
    whole = amount.decimal.to_integral_value()
    return str(whole if whole == amount.decimal else amount.decimal)


def _page() -> PageAsk:
    written = request.args.get("page", "").lstrip("0")
    if not (written.isascii() and written.isdigit()):
        return PageAsk(1, SIZE)
    if len(written) > FARTHEST:
        abort(404)
    return PageAsk(int(written), SIZE)


def _spot(name: str) -> Spot | None:
    found = _SPOT.fullmatch(request.args.get(name, ""))
    return Spot(int(found[1]), int(found[2])) if found else None


def _nodes() -> list[CategoryNode]:
    return list(chain.from_iterable(_flat(node) for node in category_tree()))


def _offered(node: CategoryNode, chosen: set[CategoryId], *, is_near: bool) -> Iterator[CategoryNode]:
    """Give a category that is chosen, or stands at the top or directly below a chosen one, and the like below."""
    is_chosen = node.id in chosen
    if is_near or is_chosen:
        yield node
    for child in node.children:
        yield from _offered(child, chosen, is_near=is_chosen)


def _flat(node: CategoryNode) -> list[Any]:
    return [node, *chain.from_iterable(_flat(child) for child in node.children)]
