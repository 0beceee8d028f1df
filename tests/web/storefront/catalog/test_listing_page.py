"""The page of a category: its cards, its order, its pages, and its addresses in every language."""

import pytest

from core.kernel.money import Money
from core.platform.db import transaction
from tests.factories import goods
from tests.factories.goods import make_variant
from tests.factories.shop import Shop
from tests.factories.shopping import words_of
from tests.statements import counted
from tests.web.storefront.reading import EU, GLOBAL, RU, alternates, canonical, cards, linked, titles, visit


def fill(shop: Shop, count: int) -> None:
    with transaction():
        made = [goods.make_product(shop.lumen, variants=[make_variant(f"MORE-{n:03}")]) for n in range(count)]
        goods.price({id: Money(1500, "USD") for _, variants in made for id in variants.values()})


def test_a_category_shows_all_below_it_with_prices(shop: Shop) -> None:
    page = visit("/en/c/home")
    assert page.status_code == 200
    assert titles(page) == ["Harbor mug", "Warm bulb", "Moon lamp"]
    said = words_of(page.text)
    assert "Home All about home. Lighting Kitchen 3 products Sort by" in said
    assert "Moon lamp Lumen Works from US$24.90" in said
    assert "Warm bulb Lumen Works US$3.00" in said


def test_the_same_page_in_russian_and_german_speaks_their_languages(shop: Shop) -> None:
    assert titles(visit("/ru/c/дом", RU)) == ["Кружка Гавань", "Тёплая лампочка", "Лампа Луна"]
    assert titles(visit("/de/c/wohnen", EU)) == ["Hafenbecher", "Warme Birne", "Mondlampe"]


def test_the_order_can_be_chosen(shop: Shop) -> None:
    assert titles(visit("/en/c/home?sort=price-up")) == ["Warm bulb", "Harbor mug", "Moon lamp"]
    assert titles(visit("/en/c/home?sort=price-down")) == ["Moon lamp", "Harbor mug", "Warm bulb"]


@pytest.mark.parametrize(
    "query", ["sort=xyz", "sort=", "sort=relevance", "page=0", "page=-3", "page=x", "page="]
)
def test_odd_questions_get_the_usual_page(shop: Shop, query: str) -> None:
    page = visit(f"/en/c/home?{query}")
    assert page.status_code == 200
    assert titles(page) == ["Harbor mug", "Warm bulb", "Moon lamp"]
    assert canonical(page) == f"{GLOBAL}/en/c/home"


@pytest.mark.parametrize("number", ["2", "999", "9" * 40])
def test_a_page_beyond_the_last_does_not_exist(shop: Shop, number: str) -> None:
    assert visit(f"/en/c/home?page={number}").status_code == 404


def test_a_long_category_has_pages_that_lead_to_each_other(shop: Shop) -> None:
    fill(shop, 100)
    first, last = visit("/en/c/lamps?sort=price-down"), visit("/en/c/lamps?sort=price-down&page=3")
    assert (len(cards(first)), len(cards(last))) == (48, 6)
    assert 'rel="next" href="/en/c/lamps?sort=price-down&amp;page=2"' in first.text
    assert 'rel="prev"' not in first.text
    assert 'rel="prev" href="/en/c/lamps?sort=price-down&amp;page=2"' in last.text
    assert 'rel="next"' not in last.text
    assert canonical(last) == f"{GLOBAL}/en/c/lamps?page=3"
    assert linked(last, "ItemList")["itemListElement"][0]["position"] == 97


def test_a_swap_gets_the_cards_alone(shop: Shop) -> None:
    part = visit("/en/c/home?sort=price-up", HX_Request="true")
    assert part.text.lstrip().startswith('<div id="listing">')
    assert titles(part) == ["Warm bulb", "Harbor mug", "Moon lamp"]
    assert "HX-Request" in part.headers["Vary"]


def test_machines_read_the_list_and_the_way_to_it(shop: Shop) -> None:
    page = visit("/en/c/lamps")
    items = linked(page, "ItemList")
    assert (items["name"], items["numberOfItems"]) == ("Lamps", 2)
    assert items["itemListElement"][0] == {
        "@type": "ListItem",
        "position": 1,
        "url": f"{GLOBAL}/en/p/warm-bulb",
    }
    crumbs = [(step["name"], step["item"]) for step in linked(page, "BreadcrumbList")["itemListElement"]]
    assert crumbs == [
        ("Home page", f"{GLOBAL}/en/"),
        ("Home", f"{GLOBAL}/en/c/home"),
        ("Lighting", f"{GLOBAL}/en/c/lighting"),
        ("Lamps", f"{GLOBAL}/en/c/lamps"),
    ]


def test_alternates_lead_to_each_other_in_every_language(shop: Shop) -> None:
    page = visit("/en/c/lamps")
    assert alternates(page) == {
        "en": f"{GLOBAL}/en/c/lamps",
        "zh-Hans": f"{GLOBAL}/zh/c/lamps",
        "es": f"{GLOBAL}/es/c/lamps",
        "fr": f"{GLOBAL}/fr/c/lamps",
        "de": f"{GLOBAL}/de/c/leuchten",
        "x-default": f"{GLOBAL}/en/c/lamps",
    }
    for language, address in alternates(page).items():
        other = visit(address.removeprefix(GLOBAL))
        assert other.status_code == 200
        assert alternates(other) == alternates(page)
        if language != "x-default":
            assert canonical(other) == address


def test_another_languages_slug_leads_to_the_pages_own(shop: Shop) -> None:
    moved = visit("/de/c/lamps?sort=price-up", EU)
    assert (moved.status_code, moved.location) == (301, "/de/c/leuchten?sort=price-up")
    assert visit("/en/c/лампы").location == "/en/c/lamps"


def test_a_question_travels_with_a_move_as_it_was_asked(shop: Shop) -> None:
    moved = visit("/de/c/lamps?slug=x&lang=xx&_external=1&_scheme=ftp", EU)
    assert moved.location == "/de/c/leuchten?slug=x&lang=xx&_external=1&_scheme=ftp"


@pytest.mark.parametrize("path", ["/en/c/nope", "/en/c/%00", "/xx/c/home", "/ru/c/home"])
def test_what_is_not_there_is_not_found(shop: Shop, path: str) -> None:
    assert visit(path).status_code == 404


def test_a_listing_keeps_its_budget_of_statements(shop: Shop) -> None:
    fill(shop, 60)
    visit("/en/")
    with counted() as sent:
        assert len(cards(visit("/en/c/home"))) == 48
    assert len(sent) <= 10, sent
