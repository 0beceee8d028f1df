"""Best-sellers first: what finds very much is ranked among what sells, and nothing is lost behind it."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select

from core.kernel.money import Money
from core.kernel.page import PageAsk
from core.platform.db import reading, session, transaction
from core.search import queries, service
from core.search.models import Document, IndexedProduct
from core.search.policy import FLOORS, tier_of
from core.search.queries import finding, matching
from core.search.service import gathering
from core.search.types import LANGUAGES, Filters, Finding, Found, ListingAsk, Sort, View
from tests.factories import goods
from tests.factories.search import catch_up
from tests.factories.shop import Shop
from tests.statements import counted

FEW = 3
TIERED = "search_documents.tier >="
SALES = {"Sun torch": 2, "Ash torch": 5, "Elm torch": 8, "Oak torch": 40, "Fir torch": 200, "Yew torch": 9}


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let three products be enough."""
    monkeypatch.setattr(finding, "ENOUGH", FEW)
    monkeypatch.setattr(matching, "ENOUGH", FEW)


@pytest.fixture
def sales(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Let products have sold so well, by title."""
    told = dict(SALES)

    def count(found: Mapping[int, gathering.Source]) -> None:
        for source in found.values():
            source.sold = told.get(source.product.titles["en"], 0)

    monkeypatch.setattr(gathering, "_add_sales", count)
    return told


@pytest.fixture
def torches(shop: Shop, sales: dict[str, int]) -> Shop:
    """Give the shop with eight torches, two of which nobody buys."""
    for title in [*SALES, "Box torch", "Bay torch"]:
        make(shop, title)
    catch_up()
    return shop


def make(shop: Shop, title: str) -> int:
    with transaction():
        product_id, variants = goods.make_product(shop.lumen, titles={"en": title})
        goods.price({id: Money(1000, "USD") for id in variants.values()})
    return product_id


def view_of(shop: Shop) -> View:
    site = shop.sites["global"]
    return View(site, site.chain("en"), "USD")


def understood(shop: Shop, query: str) -> Finding:
    with reading():
        return queries.understand(view_of(shop), query)


def search(shop: Shop, query: str, **wanted: Any) -> Found:
    asked = understood(shop, query)
    with reading():
        return queries.look(ListingAsk(view_of(shop), finding=asked, **{"sort": Sort.RELEVANCE} | wanted))


def titles(found: Found) -> set[str]:
    return {card.title for card in found.cards}


def tiers(product_id: int) -> set[int]:
    with reading():
        rows = select(Document.tier).where(Document.product_id == product_id)
        kept = session().scalar(select(IndexedProduct.tier).where(IndexedProduct.id == product_id))
        assert kept is not None
        return {*session().scalars(rows), kept}


def test_tiers_begin_where_they_say() -> None:
    assert [tier_of(floor) for floor in FLOORS] == [1, 2, 3, 4]
    assert [tier_of(floor - 1) for floor in FLOORS] == [0, 1, 2, 3]


def test_what_finds_more_than_enough_is_ranked_among_the_best_selling(torches: Shop) -> None:
    found = search(torches, "torch")
    assert titles(found) == {"Fir torch", "Oak torch", "Yew torch"}
    assert (found.total, found.facets.categories[category(torches)]) == (FEW, FEW)
    assert found.beyond is not None
    assert not found.has_next


def category(shop: Shop) -> int:
    everything = search(shop, "torch", sort=Sort.NEWEST).facets.categories
    return next(id for id, count in everything.items() if count == len(SALES) + 2)


@pytest.mark.parametrize("query", ["torch", "lamps", "torch lamps"])
def test_the_others_follow_by_their_sales_and_nothing_is_lost(torches: Shop, query: str) -> None:
    first = search(torches, query, page=PageAsk(1, 2))
    second = search(torches, query, page=PageAsk(2, 2), after=first.last)
    third = search(torches, query, sort=Sort.BEST_SELLING, page=PageAsk(3, 2), after=second.beyond)
    last = search(torches, query, sort=Sort.BEST_SELLING, page=PageAsk(4, 20), after=third.last)
    pages = (first, second, third, last)
    seen = [card.title for page in pages for card in page.cards]
    assert seen[3:6] == ["Elm torch", "Ash torch", "Sun torch"]
    assert sorted(seen) == sorted(titles(search(torches, query, sort=Sort.NEWEST)))
    assert [page.is_part for page in pages] == [True] * 4
    assert not last.has_next


def test_what_is_narrowed_or_sorted_otherwise_is_about_everything(torches: Shop) -> None:
    for wanted in ({"sort": Sort.PRICE_UP}, {"filters": Filters(merchants=("lumen",))}):
        found = search(torches, "torch", **wanted)
        assert (found.total, found.beyond) == (8, None)


def test_a_number_beside_a_choice_is_never_more_than_choosing_shows(torches: Shop) -> None:
    facets = search(torches, "torch").facets
    for place in facets.ships_from:
        assert search(torches, "torch", filters=Filters(ships_from=(place.code,))).total >= place.count


def test_a_product_that_nobody_buys_is_found_where_few_products_are(torches: Shop) -> None:
    found = search(torches, "bay")
    assert (titles(found), found.total, found.beyond) == ({"Bay torch"}, 1, None)


def test_too_few_that_sell_leave_everything_ranked(torches: Shop, sales: dict[str, int]) -> None:
    sales.update({"Ash torch": 0, "Elm torch": 2, "Yew torch": 1})
    catch_up()
    found = search(torches, "torch")
    assert (found.total, found.beyond) == (8, None)


def test_only_as_many_tiers_are_looked_through_as_it_takes(torches: Shop, sales: dict[str, int]) -> None:
    beyond = understood(torches, "torch").beyond
    assert beyond is not None
    assert (beyond.key, tier_of(beyond.key)) == (8, 1)
    sales.update(dict.fromkeys(SALES, 500))
    catch_up()
    beyond = understood(torches, "torch").beyond
    assert beyond is not None
    assert tier_of(beyond.key) == len(FLOORS)


def test_a_category_that_is_named_gives_its_best_selling(torches: Shop) -> None:
    found = search(torches, "lamps")
    assert found.beyond is not None
    assert titles(found) == {"Fir torch", "Oak torch", "Yew torch"}


def test_sales_move_documents_and_a_rewriting_puts_them_right(torches: Shop, sales: dict[str, int]) -> None:
    product_id = make(torches, "Fig torch")
    catch_up()
    assert tiers(product_id) == {0}
    sales["Fig torch"] = 60
    with transaction(), counted() as sent:
        service.index_facts([product_id])
    assert tiers(product_id) == {3}
    assert sum("UPDATE search_documents" in one for one in sent) == 1
    with transaction(), counted() as sent:
        service.index_facts([product_id])
    assert not any("search_documents" in one for one in sent)
    with transaction():
        for language in LANGUAGES:
            document = session().get_one(Document, (product_id, language))
            document.tier = 0
    catch_up()
    assert tiers(product_id) == {3}


def test_a_shop_that_sells_little_is_asked_nothing_more(shop: Shop) -> None:
    with reading(), counted() as sent:
        queries.understand(view_of(shop), "lamp")
    assert not any(TIERED in one for one in sent)


def test_a_common_word_takes_one_statement_more(torches: Shop) -> None:
    with reading(), counted() as sent:
        queries.understand(view_of(torches), "torch")
    assert sum(TIERED in one for one in sent) == 1
    assert len(sent) <= 5, sent


def test_a_process_has_the_words_of_a_query_read_once(torches: Shop) -> None:
    site = torches.sites["global"]
    for currency, times in (("USD", 1), ("EUR", 0)):
        with reading(), counted() as sent:
            queries.understand(View(site, site.chain("en"), currency), "glimmering torches")
        assert sum("to_tsquery" in one and "regconfig" in one for one in sent) == times, sent
