"""Searching: what fits, in the best order, and a kind word where nothing does."""

from html import unescape

import pytest

from core.kernel.money import Money
from core.platform.db import transaction
from tests.factories import goods
from tests.factories.shop import Shop
from tests.factories.shopping import words_of
from tests.statements import counted
from tests.web.storefront.reading import RU, titles, visit


def test_words_find_products(shop: Shop) -> None:
    page = visit("/en/search?q=moon")
    assert titles(page) == ["Moon lamp"]
    assert "Results for “moon” 1 product" in words_of(page.text)
    assert 'value="moon"' in page.text
    assert titles(visit("/ru/search?q=КРУЖКА", RU)) == ["Кружка Гавань"]


def test_nothing_found_is_said_kindly_with_ways_on(shop: Shop) -> None:
    page = visit("/en/search?q=submarine")
    assert page.status_code == 200
    said = words_of(page.text)
    assert "Nothing found for “submarine” Please check the spelling" in said
    assert "Browse by category Home Pantry" in said


@pytest.mark.parametrize("path", ["/en/search", "/en/search?q=", "/en/search?q=%20%09", "/en/search?q=%00"])
def test_nothing_asked_shows_where_to_look(shop: Shop, path: str) -> None:
    said = words_of(visit(path).text)
    assert "Find something Type a word above" in said
    assert "Browse by category Home Pantry" in said


def test_a_query_is_shown_as_text(shop: Shop) -> None:
    page = visit("/en/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in page.text
    assert '“"><script>alert(1)</script>”' in unescape(page.text)


def test_orders_and_pages_keep_the_query(shop: Shop) -> None:
    with transaction():
        made = [goods.make_product(shop.lumen) for _ in range(50)]
        goods.price({id: Money(900, "USD") for _, variants in made for id in variants.values()})
    page = visit("/en/search?q=thing%20like&sort=price-up")
    assert len(titles(page)) == 48
    assert 'href="/en/search?q=thing+like&amp;sort=price-up&amp;page=2"' in page.text
    assert '<input type="hidden" name="q" value="thing like">' in page.text
    assert '<option value="relevance">' in page.text
    assert '<option value="price-up" selected>' in page.text


def test_search_pages_are_not_for_search_engines(shop: Shop) -> None:
    assert '<meta name="robots" content="noindex">' in visit("/en/search?q=moon").text


def test_a_search_keeps_its_budget_of_statements(shop: Shop) -> None:
    visit("/en/")
    with counted() as sent:
        visit("/en/search?q=a")
    assert len(sent) <= 10, sent
