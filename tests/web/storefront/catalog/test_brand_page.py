"""A brand's page: all there is of it on a site, to be found from its goods and by search engines."""

import pytest

from core.catalog import service as catalogs
from core.kernel.money import Money
from core.platform.db import transaction
from tests.factories import goods
from tests.factories.search import catch_up
from tests.factories.shop import Shop
from tests.factories.shopping import words_of
from tests.statements import counted, own
from tests.web.storefront.reading import EU, alternates, canonical, linked, titles, visit


@pytest.fixture
def astra(shop: Shop) -> Shop:
    """Give the shop with two lanterns and a pot of a brand, and one lantern of another."""
    with transaction():
        catalogs.add_brand(code="astra", name="Astra")
        catalogs.add_brand(code="boreal", name="Boreal")
        for title, brand, category in (
            ("Lantern one", "astra", "lamps"),
            ("Lantern two", "astra", "lamps"),
            ("Pot", "astra", "kitchen"),
            ("Other lantern", "boreal", "lamps"),
        ):
            _, variants = goods.make_product(shop.lumen, titles={"en": title}, brand=brand, category=category)
            goods.price({id: Money(1000, "USD") for id in variants.values()})
    catch_up()
    return shop


def test_a_brand_shows_its_goods_and_no_others(astra: Shop) -> None:
    page = visit("/en/b/astra", EU)
    said = words_of(page.text)
    assert "Astra 3 products of Astra from independent merchants" in said
    assert sorted(titles(page)) == ["Lantern one", "Lantern two", "Pot"]
    assert "Other lantern" not in said
    assert "<title>Astra · " in page.text
    assert 'name="brand"' not in page.text


def test_a_brand_is_narrowed_as_any_listing(astra: Shop) -> None:
    page = visit("/en/b/astra?category=kitchen", EU)
    assert titles(page) == ["Pot"]
    assert 'content="noindex, nofollow"' in page.text


def test_machines_find_a_brand_and_its_languages(astra: Shop) -> None:
    page = visit("/en/b/astra", EU)
    assert canonical(page) == f"{EU}/en/b/astra"
    assert alternates(page)["x-default"] == f"{EU}/de/b/astra"
    for address in alternates(page).values():
        assert alternates(visit(address.removeprefix(EU), EU)) == alternates(page)
    assert linked(page, "Brand")["name"] == "Astra"
    assert linked(page, "ItemList")["numberOfItems"] == 3
    listed = visit("/sitemap-en-pages.xml", EU).text
    assert f"<loc>{EU}/en/b/astra</loc>" in listed
    assert f"<loc>{EU}/en/b/boreal</loc>" in listed


def test_a_product_leads_to_its_brand(astra: Shop) -> None:
    assert '<a href="/en/b/astra">More of Astra</a>' in visit("/en/p/lantern-one").text
    assert "/b/" not in visit("/en/p/moon-lamp").text


@pytest.mark.parametrize("slug", ["nobody", "ASTRA", "astra'--", "%00"])
def test_what_is_no_brand_here_is_not_found(slug: str, astra: Shop) -> None:
    assert visit(f"/en/b/{slug}").status_code == 404


def test_a_brand_keeps_its_budget_of_statements(astra: Shop) -> None:
    visit("/en/b/astra")
    with counted() as sent:
        visit("/en/b/astra")
    assert len(own(sent)) <= 5, sent
