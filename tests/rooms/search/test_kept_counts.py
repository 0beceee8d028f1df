"""Keeping: what a listing counts is counted once, and anew as soon as the index says otherwise."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from core.kernel.ids import VariantId
from core.kernel.money import Money
from core.platform import editions
from core.platform.db import reading, session, transaction
from core.platform.editions import Edition
from core.search import queries, service
from core.search.service import indexing
from core.search.types import Filters, Found, ListingAsk, Sort, View
from tests.factories import goods
from tests.factories.search import catch_up
from tests.factories.shop import Shop
from tests.statements import counted


@pytest.fixture
def lagging() -> Iterator[None]:
    editions.let_lag(30)
    yield
    editions.let_lag(0)


def view_of(shop: Shop) -> View:
    site = shop.sites["global"]
    return View(site, site.chain("en"), "USD")


def look(shop: Shop) -> Found:
    with reading():
        return queries.look(ListingAsk(view_of(shop)))


def search(shop: Shop) -> Found:
    view = view_of(shop)
    with reading():
        finding = queries.understand(view, "lamp")
        return queries.look(ListingAsk(view, finding=finding, sort=Sort.RELEVANCE))


def list_one_more(shop: Shop) -> VariantId:
    with transaction():
        _, variants = goods.make_product(shop.lumen)
        goods.price({id: Money(500, "USD") for id in variants.values()})
    catch_up()
    return VariantId(next(iter(variants.values())))


def receive(shop: Shop, variant_id: VariantId, units: int) -> None:
    with transaction():
        goods.stock(variant_id, shop.shenzhen, units)
        service.index_facts(queries.list_products_of_variants([variant_id]))


def edition(shop: Shop) -> int:
    with reading():
        name = f"listings:{shop.sites['global'].id}"
        return session().scalars(select(Edition.number).where(Edition.name == name)).one()


def test_what_was_counted_costs_two_statements(shop: Shop) -> None:
    look(shop)
    search(shop)
    with counted() as sent:
        look(shop)
    assert len(sent) == 2, sent
    with counted() as sent:
        assert [card.title for card in search(shop).cards] == ["Moon lamp", "Warm bulb"]
    assert len(sent) == 2, sent


def test_where_none_were_counted_none_are_looked_for(shop: Shop) -> None:
    for rating, looks in ((0, True), (5, False)):
        with reading(), counted() as sent:
            found = queries.look(ListingAsk(view_of(shop), filters=Filters(rating=rating)))
        assert (bool(found.total), bool(found.cards), found.has_next) == (looks, looks, False)
        assert any("WITH chosen AS" in one for one in sent) == looks


def test_what_comes_and_what_is_in_stock_again_counts_at_once(shop: Shop) -> None:
    before = look(shop)
    variant_id = list_one_more(shop)
    after = look(shop)
    assert (after.total, after.facets.in_stock) == (before.total + 1, before.facets.in_stock)
    receive(shop, variant_id, 3)
    assert look(shop).facets.in_stock == before.facets.in_stock + 1


def test_another_piece_of_what_is_there_leaves_the_numbers_kept(shop: Shop) -> None:
    known = edition(shop)
    receive(shop, shop.variants["BULB"], 3)
    assert edition(shop) == known


@pytest.mark.usefixtures("lagging")
def test_a_process_that_may_lag_counts_later_but_lists_at_once(shop: Shop) -> None:
    before = look(shop)
    list_one_more(shop)
    after = look(shop)
    assert (after.total, len(after.cards)) == (before.total, len(before.cards) + 1)


def test_what_lags_in_one_language_is_not_taken_for_new_in_another(shop: Shop) -> None:
    def total(language: str) -> int:
        site = shop.sites["global"]
        with reading():
            return queries.look(ListingAsk(View(site, site.chain(language), "USD"))).total

    before = total("en")
    list_one_more(shop)
    editions.let_lag(30)
    try:
        assert total("de") == before
    finally:
        editions.let_lag(0)
    assert total("de") == before + 1


def test_more_products_than_fit_into_a_statement_are_written_some_at_a_time(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "AT_ONCE", 2)
    with transaction():
        goods.price({shop.variants[sku]: Money(7700, "USD") for sku in ("LAMP-BLACK", "LAMP-WHITE", "BULB")})
        goods.price({shop.variants["MUG"]: Money(7700, "USD")})
        service.index_facts(shop.products.values())
    assert {card.title for card in look(shop).cards if card.lowest == Money(7700, "USD")} == {
        "Moon lamp",
        "Warm bulb",
        "Harbor mug",
    }
