"""Cards: what a site sells, in every order, page by page."""

from typing import Any

import pytest
from sqlalchemy import select, update

from core.catalog import queries as catalog
from core.catalog import service as catalogs
from core.catalog.models import Category
from core.kernel.actor import SYSTEM
from core.kernel.ids import CategoryId, ProductId
from core.kernel.money import Money
from core.kernel.page import PageAsk
from core.merchants.models import Merchant
from core.merchants.types import MerchantState
from core.platform.db import reading, session, transaction
from core.search import queries
from core.search.queries import listing
from core.search.types import Filters, ListingAsk, ProductCard, Sort, Stock, View
from tests.factories import goods, sites
from tests.factories.goods import make_variant
from tests.factories.search import catch_up
from tests.factories.shop import Shop
from tests.statements import counted


def look(shop: Shop, site: str = "global", language: str = "en", currency: str = "USD") -> View:
    found = shop.sites[site]
    return View(found, found.chain(language), currency)


def cards(view: View, query: str = "", **wanted: Any) -> list[ProductCard]:
    with reading():
        if query:
            wanted["finding"] = queries.understand(view, query)
        return list(queries.list_cards(ListingAsk(view, **wanted)).items)


def titles(view: View, **wanted: Any) -> list[str]:
    return [card.title for card in cards(view, **wanted)]


def category(slug: str) -> CategoryId:
    with reading():
        return catalog.get_category_id(slug, ("en",))[0]


def test_a_card_says_what_a_shopper_asks_first(shop: Shop) -> None:
    lamp = cards(look(shop), category_id=category("lamps"))[-1]
    assert (lamp.id, lamp.slug, lamp.title, lamp.merchant) == (
        shop.products["lamp"],
        "moon-lamp",
        "Moon lamp",
        "Lumen Works",
    )
    assert (lamp.lowest, lamp.is_from, lamp.stock) == (Money(2490, "USD"), True, Stock.IN_STOCK)
    assert lamp.picture is not None


def test_a_price_that_all_variants_share_is_no_from_price(shop: Shop) -> None:
    bulb = cards(look(shop), "bulb")[0]
    assert (bulb.lowest, bulb.is_from) == (Money(300, "USD"), False)


def test_drafts_are_not_listed(shop: Shop) -> None:
    assert sorted(titles(look(shop))) == ["Harbor mug", "Linden honey", "Moon lamp", "Warm bulb"]


def test_what_was_taken_offline_is_not_listed(shop: Shop) -> None:
    with transaction():
        catalogs.take_offline(shop.products["mug"], shop.nordwind, by=SYSTEM)
    assert "Harbor mug" not in titles(look(shop))
    catch_up()
    assert "Harbor mug" not in titles(look(shop))


def test_goods_of_a_suspended_merchant_are_not_listed(shop: Shop) -> None:
    with transaction():
        session().execute(
            update(Merchant).where(Merchant.id == shop.lumen).values(state=MerchantState.SUSPENDED)
        )
    assert sorted(titles(look(shop))) == ["Harbor mug", "Linden honey"]
    catch_up()
    assert sorted(titles(look(shop))) == ["Harbor mug", "Linden honey"]


def test_a_category_lists_everything_below_it(shop: Shop) -> None:
    home = titles(look(shop), category_id=category("home"))
    assert sorted(home) == ["Harbor mug", "Moon lamp", "Warm bulb"]
    assert titles(look(shop), category_id=category("pantry")) == ["Linden honey"]


def test_an_assortment_leaves_out_merchants_and_whole_branches(shop: Shop) -> None:
    with transaction():
        narrow = sites.make_site(code="narrow", excluded_categories=["lighting"])
        honest = sites.make_site(code="honest", excluded_merchants=["nordwind"])
        goods.price({shop.variants[sku]: Money(500, "EUR") for sku in ("BULB", "MUG", "LAMP-BLACK", "HONEY")})
    catch_up()
    without_lamps = View(narrow, ("en",), "EUR")
    assert sorted(titles(without_lamps)) == ["Harbor mug", "Linden honey"]
    assert titles(without_lamps, category_id=category("home")) == ["Harbor mug"]
    assert sorted(titles(View(honest, ("en",), "EUR"))) == ["Moon lamp", "Warm bulb"]
    with reading():
        sold = {
            site.code: queries.list_cards_by_ids(View(site, ("en",), "EUR"), shop.products.values())
            for site in (narrow, honest)
        }
    assert sorted(card.title for card in sold["narrow"].values()) == ["Harbor mug", "Linden honey"]
    assert sorted(card.title for card in sold["honest"].values()) == ["Moon lamp", "Warm bulb"]


def test_what_has_no_price_in_the_currency_is_not_listed(shop: Shop) -> None:
    site = shop.sites["eu"]
    assert len(titles(View(site, ("en",), "EUR"))) == 4
    assert titles(View(site, ("en",), "GBP")) == []


def test_prices_are_those_of_the_site_and_currency(shop: Shop) -> None:
    honey = cards(look(shop, "eu", "de", "EUR"), "lindenhonig")[0]
    assert (honey.slug, honey.lowest) == ("lindenhonig", Money(801, "EUR"))


def test_stock_counts_at_the_sites_locations_only(shop: Shop) -> None:
    assert cards(look(shop), "BULB")[0].stock == Stock.IN_STOCK
    with transaction():
        far = sites.make_site(code="far", currencies=["EUR"])
        goods.price({shop.variants["BULB"]: Money(300, "EUR")})
    catch_up()
    assert cards(View(far, ("en",), "EUR"), "BULB")[0].stock == Stock.SOLD_OUT


def test_cards_come_newest_first_and_by_price_both_ways(shop: Shop) -> None:
    newest = titles(look(shop))
    assert newest == ["Linden honey", "Harbor mug", "Warm bulb", "Moon lamp"]
    up = titles(look(shop), sort=Sort.PRICE_UP)
    assert up == ["Warm bulb", "Linden honey", "Harbor mug", "Moon lamp"]
    assert titles(look(shop), sort=Sort.PRICE_DOWN) == up[::-1]


def test_the_newest_of_a_category_come_in_one_order_however_they_are_read(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    id, view = category("lamps"), look(shop)
    with reading():
        level = session().scalar(select(Category.level).where(Category.id == id)) or 0
    narrowed = [Filters(), Filters(is_in_stock=True), Filters(least=Money(1, "USD")), Filters(rating=1)]

    def listed(rare: int) -> list[list[ProductId]]:
        monkeypatch.setattr(listing, "RARE", rare)  # with 0 all are read and sorted
        with reading():
            asks = [ListingAsk(view, category_id=id, level=level, filters=one) for one in narrowed]
            return [[card.id for card in queries.look(ask).cards] for ask in asks]

    assert listed(0) == listed(10)
    assert len(listed(10)[0]) > 1


def test_pages_share_no_product_and_lose_none_where_prices_are_alike(shop: Shop) -> None:
    with transaction():
        made = [goods.make_product(shop.lumen, variants=[make_variant(f"TIE-{n}")]) for n in range(7)]
        goods.price({id: Money(777, "USD") for _, variants in made for id in variants.values()})
    catch_up()
    for sort in (Sort.PRICE_UP, Sort.PRICE_DOWN, Sort.NEWEST):
        seen: list[ProductId] = []
        for number in range(1, 7):
            with reading():
                page = queries.list_cards(ListingAsk(look(shop), sort=sort, page=PageAsk(number, 2)))
            assert (page.total, page.last) == (11, 6)
            seen += [card.id for card in page.items]
        assert len(seen) == len(set(seen)) == 11


def test_small_prices_are_in_stock_and_small(shop: Shop) -> None:
    found = titles(look(shop), at_most=Money(1100, "USD"), is_in_stock=True, sort=Sort.PRICE_DOWN)
    assert found == ["Harbor mug", "Linden honey", "Warm bulb"]


def test_a_page_of_cards_takes_few_statements_whatever_its_size(shop: Shop) -> None:
    with transaction():
        made = [goods.make_product(shop.lumen) for _ in range(12)]
        goods.price({id: Money(777, "USD") for _, variants in made for id in variants.values()})
    catch_up()
    for sort in Sort:
        with reading(), counted() as sent:
            view = look(shop)
            finding = queries.understand(view, "thing")
            found = queries.look(ListingAsk(view, finding=finding, sort=sort))
        assert found.total >= 12
        assert len(sent) <= 8, sent


@pytest.mark.parametrize("language", ["en", "de", "fr", "zh"])
def test_no_card_is_blank_in_any_language(shop: Shop, language: str) -> None:
    for card in cards(look(shop, language=language)):
        assert card.title
        assert card.slug


def test_merchants_are_listed_with_what_they_have_here(shop: Shop) -> None:
    with reading():
        found = queries.list_merchants(look(shop))
    assert [(one.name, one.slug, one.products) for one in found] == [
        ("Lumen Works", "lumen-works", 2),
        ("Nordwind Supply", "nordwind-supply", 2),
    ]
    assert all(one.picture for one in found)
