"""Narrowing: counts say what a choice would leave, choices widen one facet and narrow by several."""

from dataclasses import replace
from typing import Any

import pytest

from core.catalog import queries as catalog
from core.kernel.actor import SYSTEM
from core.kernel.money import Money
from core.kernel.page import PageAsk
from core.platform.db import reading, transaction
from core.pricing import service as pricing
from core.search import queries
from core.search.queries import listing
from core.search.types import Facets, Filters, Found, ListingAsk, Sort, View
from tests.factories import goods
from tests.factories.lanterns import list_lanterns
from tests.factories.search import catch_up
from tests.factories.shop import Shop
from tests.statements import counted


@pytest.fixture
def shelves(shop: Shop) -> Shop:
    """Give the shop with six lanterns more."""
    with transaction():
        list_lanterns(shop)
    catch_up()
    return shop


def look(shop: Shop, **wanted: Any) -> Found:
    site = shop.sites["global"]
    with reading():
        return queries.look(ListingAsk(View(site, site.chain("en"), "USD"), **wanted))


def narrowed(shop: Shop, **filters: Any) -> Found:
    return look(shop, filters=Filters(**filters))


def titles(found: Found) -> list[str]:
    return sorted(card.title for card in found.cards)


def brands(facets: Facets) -> dict[str, int]:
    return {value.code: value.count for value in facets.brands}


def values(facets: Facets, code: str) -> dict[str, int]:
    facet = next(one for one in facets.attributes if one.code == code)
    return {value.code: value.count for value in facet.values}


def test_facets_count_all_that_is_listed(shelves: Shop) -> None:
    found = look(shelves)
    assert found.total == len(found.cards) == 10
    assert brands(found.facets) == {"astra": 3, "boreal": 3}
    assert {value.name: value.count for value in found.facets.merchants} == {
        "Lumen Works": 8,
        "Nordwind Supply": 2,
    }
    assert values(found.facets, "color") == {"black": 3, "white": 5}
    assert found.facets.in_stock == 5
    assert (found.facets.cheapest, found.facets.dearest) == (Money(300, "USD"), Money(6000, "USD"))


def test_values_of_a_facet_widen_and_facets_narrow(shelves: Shop) -> None:
    assert narrowed(shelves, brands=("astra",)).total == 3
    assert narrowed(shelves, brands=("astra", "boreal")).total == 6
    both = narrowed(shelves, brands=("astra", "boreal"), attributes={"color": ("black",)})
    assert titles(both) == ["Lantern 0", "Lantern 1"]
    three = narrowed(shelves, brands=("boreal",), attributes={"color": ("black",), "dimmable": ("yes",)})
    assert titles(three) == ["Lantern 0"]


def test_every_count_is_what_choosing_it_would_leave(shelves: Shop) -> None:
    start = Filters(brands=("astra",), attributes={"color": ("white",)})
    found = look(shelves, filters=start)
    for code, count in brands(found.facets).items():
        assert look(shelves, filters=replace(start, brands=(code,))).total == count
    for code, count in values(found.facets, "color").items():
        assert look(shelves, filters=replace(start, attributes={"color": (code,)})).total == count
    for place in found.facets.ships_from:
        assert look(shelves, filters=replace(start, ships_from=(place.code,))).total == place.count
    assert look(shelves, filters=replace(start, is_in_stock=True)).total == found.facets.in_stock


def test_what_is_chosen_stays_on_offer_where_nothing_is_left_of_it(shelves: Shop) -> None:
    found = narrowed(shelves, brands=("astra",), least=Money(99_900, "USD"))
    assert (found.total, found.cards) == (0, ())
    assert brands(found.facets) == {"astra": 0}
    assert found.facets.brands[0].is_chosen


def test_prices_stock_places_and_merchants_narrow(shelves: Shop) -> None:
    assert titles(narrowed(shelves, least=Money(2000, "USD"), most=Money(2500, "USD"))) == [
        "Lantern 1",
        "Moon lamp",
    ]
    assert titles(narrowed(shelves, brands=("astra", "boreal"), is_in_stock=True)) == ["Lantern 5"]
    assert "Warm bulb" in titles(narrowed(shelves, ships_from=("PL",)))
    assert "Moon lamp" not in titles(narrowed(shelves, ships_from=("PL",)))
    assert titles(narrowed(shelves, merchants=("nordwind",))) == ["Harbor mug", "Linden honey"]


def test_categories_narrow_with_all_below_them(shelves: Shop) -> None:
    with reading():
        pantry, lighting = (catalog.get_category_id(slug, ("en",))[0] for slug in ("pantry", "lighting"))
    found = narrowed(shelves, categories=(pantry,))
    assert titles(found) == ["Linden honey"]
    assert found.facets.categories[lighting] == 8
    assert narrowed(shelves, categories=(pantry, lighting)).total == 9


def test_what_does_not_exist_is_not_heard(shelves: Shop) -> None:
    odd = Filters(
        brands=("nobody",),
        merchants=("nobody",),
        attributes={"color": ("plaid",), "height": ("tall", "1e9"), "dimmable": ("no",), "smell": ("rose",)},
    )
    found = look(shelves, filters=odd)
    assert (found.total, found.filters) == (10, Filters())


def test_only_an_announced_reduction_counts_as_one(shelves: Shop) -> None:
    site = shelves.sites["global"]
    with transaction():
        pricing.set_list_price(site.id, shelves.variants["BULB"], Money(400, "USD"), by=SYSTEM)
        pricing.set_list_price(site.id, shelves.variants["MUG"], Money(1, "USD"), by=SYSTEM)
    catch_up()
    found = narrowed(shelves, discount=20)
    assert [(card.title, card.was, card.discount) for card in found.cards] == [
        ("Warm bulb", Money(400, "USD"), 25)
    ]
    assert dict(found.facets.discounts) == {1: 1, 20: 1, 50: 0}


@pytest.mark.parametrize(
    "sort", [Sort.NEWEST, Sort.PRICE_UP, Sort.PRICE_DOWN, Sort.BEST_SELLING, Sort.RATING]
)
@pytest.mark.parametrize("few", [0, 5_000])
def test_going_on_from_a_spot_neither_repeats_nor_loses(
    shelves: Shop, sort: Sort, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "FEW", few)
    first = look(shelves, sort=sort, page=PageAsk(1, 4))
    second = look(shelves, sort=sort, page=PageAsk(2, 4), after=first.last)
    third = look(shelves, sort=sort, page=PageAsk(3, 4), after=second.last)
    pages = (first, second, third)
    assert [len(page.cards) for page in pages] == [4, 4, 2]
    assert len({card.id for page in pages for card in page.cards}) == 10
    assert [page.has_next for page in pages] == [True, True, False]
    back = look(shelves, sort=sort, page=PageAsk(2, 4), before=third.first)
    assert [card.id for card in back.cards] == [card.id for card in second.cards]


def test_a_product_that_comes_meanwhile_moves_no_page(shelves: Shop) -> None:
    first = look(shelves, page=PageAsk(1, 4))
    expected = look(shelves, page=PageAsk(2, 4), after=first.last)
    with transaction():
        _, variants = goods.make_product(shelves.lumen)
        goods.price({id: Money(500, "USD") for id in variants.values()})
    catch_up()
    again = look(shelves, page=PageAsk(2, 4), after=first.last)
    assert [card.id for card in again.cards] == [card.id for card in expected.cards]
    assert look(shelves).total == 11


def test_everything_at_once_takes_few_statements(shelves: Shop) -> None:
    everything = Filters(
        brands=("astra",),
        merchants=("lumen",),
        ships_from=("CN",),
        attributes={"color": ("white",), "height": ("101",)},
        least=Money(100, "USD"),
        is_in_stock=True,
        discount=1,
        rating=4,
    )
    site = shelves.sites["global"]
    with reading(), counted() as sent:
        view = View(site, site.chain("en"), "USD")
        queries.look(ListingAsk(view, finding=queries.understand(view, "lantern"), filters=everything))
    assert len(sent) <= 8, sent
