"""A merchant's store: who it is, how it takes things back, and what it has."""

from tests.factories.shop import Shop
from tests.factories.shopping import words_of
from tests.statements import counted, own
from tests.web.storefront.reading import EU, alternates, canonical, linked, titles, visit


def test_a_store_shows_its_merchant_and_goods(shop: Shop) -> None:
    page = visit("/en/m/nordwind-supply", EU)
    said = words_of(page.text)
    assert "Nordwind Supply Poland Nordwind Supply Co., Ltd. Nordwind Supply makes fine things." in said
    assert "Returns Thirty days." in said
    assert titles(page) == ["Linden honey", "Harbor mug"]
    assert canonical(page) == f"{EU}/en/m/nordwind-supply"
    assert alternates(page)["x-default"] == f"{EU}/de/m/nordwind-supply"
    assert [step["name"] for step in linked(page, "BreadcrumbList")["itemListElement"]] == [
        "Home page",
        "Nordwind Supply",
    ]


def test_machines_read_who_a_merchant_is_and_what_it_has(shop: Shop) -> None:
    page = visit("/en/m/nordwind-supply", EU)
    firm = linked(page, "Organization")
    assert (firm["name"], firm["legalName"]) == ("Nordwind Supply", "Nordwind Supply Co., Ltd.")
    assert firm["address"]["addressCountry"] == "PL"
    items = linked(page, "ItemList")
    assert [item["url"] for item in items["itemListElement"]] == [
        f"{EU}/en/p/linden-honey",
        f"{EU}/en/p/harbor-mug",
    ]


def test_a_store_has_orders_and_no_page_beyond_its_last(shop: Shop) -> None:
    assert titles(visit("/en/m/lumen-works?sort=price-up")) == ["Warm bulb", "Moon lamp"]
    assert visit("/en/m/lumen-works?page=2").status_code == 404
    assert visit("/en/m/nobody").status_code == 404


def test_a_store_keeps_its_budget_of_statements(shop: Shop) -> None:
    visit("/en/")
    with counted() as sent:
        visit("/en/m/lumen-works")
    assert len(own(sent)) <= 5, sent
