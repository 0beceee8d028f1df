"""The home page: a greeting, the categories, new goods, good things for little, and who sells."""

from core.platform.db import transaction
from tests.factories import sites
from tests.factories.shop import Shop
from tests.factories.shopping import words_of
from tests.statements import counted
from tests.web.storefront.reading import EU, GLOBAL, alternates, linked, titles, visit


def test_the_home_page_shows_what_there_is(shop: Shop) -> None:
    page = visit("/en/")
    said = words_of(page.text)
    assert "Browse by category Home Pantry New arrivals Linden honey" in said
    assert "Good things for up to US$20 Harbor mug" in said
    assert "Our merchants Lumen Works 2 products Nordwind Supply 2 products" in said
    assert titles(page) == [
        *("Linden honey", "Harbor mug", "Warm bulb", "Moon lamp"),
        *("Harbor mug", "Linden honey", "Warm bulb"),
    ]


def test_a_currency_without_a_habit_has_no_small_prices(shop: Shop) -> None:
    said = words_of(visit("/en/", cookies="currency=JPY").text)
    assert "New arrivals" in said
    assert "Good things" not in said


def test_an_empty_shop_says_so(shop: Shop) -> None:
    with transaction():
        sites.make_site(code="bare", host="bare.localhost")
    page = visit("/en/", "http://bare.localhost:8000")
    assert page.status_code == 200
    said = words_of(page.text)
    assert "The shelves are still empty" in said
    for part in ("New arrivals", "Good things", "Our merchants Lumen", "See what’s new"):
        assert part not in said


def test_it_has_an_address_in_every_language(shop: Shop) -> None:
    assert alternates(visit("/de/", EU)) == {
        **{language: f"{EU}/{language}/" for language in ("de", "fr", "es", "pl", "en")},
        "x-default": f"{EU}/de/",
    }


def test_machines_read_how_it_is_searched_and_who_runs_it(shop: Shop) -> None:
    page = visit("/de/")
    shop_itself = linked(page, "WebSite")
    assert shop_itself["url"] == f"{GLOBAL}/de/"
    assert shop_itself["potentialAction"]["target"]["urlTemplate"] == f"{GLOBAL}/de/search?q={{query}}"
    firm = linked(page, "Organization")
    assert firm["legalName"]
    assert firm["logo"].startswith(f"{GLOBAL}/static/")


def test_the_bare_address_leads_to_the_language_that_fits(shop: Shop) -> None:
    assert visit("/").location == "/en/"
    assert visit("/", Accept_Language="de-AT,de;q=0.9").location == "/de/"
    assert visit("/", cookies="language=fr", Accept_Language="de").location == "/fr/"
    assert visit("/", EU, Accept_Language="ru").location == "/de/"


def test_the_home_page_keeps_its_budget_of_statements(shop: Shop) -> None:
    visit("/en/")
    with counted() as sent:
        visit("/en/")
    assert len(sent) <= 16, sent
