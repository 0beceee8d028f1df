"""The page of a category: its cards, its order, its pages, and its addresses in every language."""

import re
from html import unescape

import pytest
from werkzeug.test import TestResponse

from core.kernel.money import Money
from core.platform.db import transaction
from tests.factories import goods
from tests.factories.goods import make_variant
from tests.factories.search import catch_up
from tests.factories.shop import Shop
from tests.factories.shopping import words_of
from tests.statements import counted, own
from tests.web.storefront.reading import EU, GLOBAL, RU, alternates, canonical, cards, linked, titles, visit


def fill(shop: Shop, count: int) -> None:
    with transaction():
        made = [goods.make_product(shop.lumen, variants=[make_variant(f"MORE-{n:03}")]) for n in range(count)]
        goods.price({id: Money(1500, "USD") for _, variants in made for id in variants.values()})
    catch_up()


def test_a_category_shows_all_below_it_with_prices(shop: Shop) -> None:
    page = visit("/en/c/home")
    assert page.status_code == 200
    assert titles(page) == ["Harbor mug", "Warm bulb", "Moon lamp"]
    said = words_of(page.text)
    assert "Home All about home. Lighting Kitchen Filter" in said
    assert "3 products " in said
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
    assert 'rel="next" href="/en/c/lamps?sort=price-down&amp;page=2&amp;after=' in first.text
    assert 'href="/en/c/lamps?sort=price-down&amp;page=3"' in first.text
    assert 'rel="prev"' not in first.text
    assert 'rel="prev" href="/en/c/lamps?sort=price-down&amp;page=2&amp;before=' in last.text
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
    visit("/en/c/home")
    with counted() as sent:
        page = visit("/en/c/home")
    assert len(cards(page)) == page.text.count('class="heart-form"') == 48
    assert len(own(sent)) <= 3, sent


def follow(page: TestResponse, rel: str) -> TestResponse:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page.text)
    assert found is not None
    return visit(unescape(found[1]))


def test_pages_are_walked_there_and_back_without_a_jump(shop: Shop) -> None:
    fill(shop, 100)
    first = visit("/en/c/lamps?sort=price-up")
    second = follow(first, "next")
    third = follow(second, "next")
    seen = [path for page in (first, second, third) for path, _ in cards(page)]
    assert len(seen) == len(set(seen)) == 102
    assert cards(follow(third, "prev")) == cards(second)
    assert 'aria-current="page">3<' in third.text


NARROWED = "/en/c/home?merchant=lumen&a_color=black&stock=1&max=30&view=list&utm_source=x"


def test_filters_are_ticked_and_can_be_taken_off(shop: Shop) -> None:
    page = visit(NARROWED)
    assert titles(page) == ["Moon lamp"]
    for box in ("f-merchant-lumen", "f-a_color-black", "f-stock-1"):
        assert re.search(f'id="{box}" [^>]*checked', page.text)
    assert 'name="max"' in page.text
    assert 'value="30"' in page.text
    chips = re.findall(
        r'href="([^"]+)" rel="nofollow"[^>]*><span class="visually-hidden">Take off: </span>([^<]+)',
        page.text,
    )
    assert [text for _, text in chips] == ["Lumen Works", "Up to US$30", "In stock", "Black"]
    left = visit(unescape(chips[0][0]))
    assert "merchant=" not in unescape(chips[0][0])
    assert "utm_source" not in left.text
    assert titles(left) == ["Moon lamp"]
    assert "cards--list" in left.text


def test_search_engines_keep_the_plain_page_alone(shop: Shop) -> None:
    page = visit(NARROWED)
    assert '<meta name="robots" content="noindex, nofollow">' in page.text
    assert canonical(page) == f"{GLOBAL}/en/c/home"
    for query in ("sort=price-up", "view=list", "utm_source=x"):
        page = visit(f"/en/c/home?{query}")
        assert 'name="robots"' not in page.text
        assert canonical(page) == f"{GLOBAL}/en/c/home"


def test_nothing_left_says_so_and_leads_back(shop: Shop) -> None:
    page = visit("/en/c/home?min=1000&merchant=lumen")
    assert page.status_code == 200
    assert titles(page) == []
    assert "Nothing is left" in words_of(page.text)
    assert 'href="/en/c/home"' in page.text


@pytest.mark.parametrize(
    "query",
    ["brand=nobody", "a_color=plaid", "a_=x", "min=abc", "max=-3", "max=1e999", "from=xx", "from=' --", "after=x.y",
     "rating=9", "discount=7", "category=nope", "a_color=%00", "before=99999999999999999999.1"],
)  # fmt: skip
def test_odd_filters_are_not_heard(shop: Shop, query: str) -> None:
    page = visit(f"/en/c/home?{query}")
    assert titles(page) == ["Harbor mug", "Warm bulb", "Moon lamp"]


def test_every_filter_at_once_keeps_the_budget(shop: Shop) -> None:
    fill(shop, 60)
    visit("/en/c/home")
    with counted() as sent:
        page = visit(
            "/en/c/home?merchant=lumen&a_height=400&stock=1&max=900&from=CN&sort=best-selling&page=1"
        )
    assert titles(page) == ["Moon lamp"]
    assert len(own(sent)) <= 4, sent


def test_a_store_narrows_by_category(shop: Shop) -> None:
    assert titles(visit("/en/m/nordwind-supply?category=pantry")) == ["Linden honey"]
