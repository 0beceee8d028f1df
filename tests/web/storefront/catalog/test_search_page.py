"""Searching: what fits, in the best order, and a kind word where nothing does."""

import re
from html import unescape
from urllib.parse import quote

import pytest

from core.kernel.money import Money
from core.kernel.page import PageAsk
from core.platform.db import reading, transaction
from core.search import queries
from tests.factories import goods
from tests.factories.purchases import make_paid_purchase
from tests.factories.search import catch_up
from tests.factories.shop import Shop
from tests.factories.shopping import words_of
from tests.statements import counted, own
from tests.web.storefront.reading import RU, titles, visit


def test_words_find_products(shop: Shop) -> None:
    page = visit("/en/search?q=moon")
    assert titles(page) == ["Moon lamp"]
    assert "Results for “moon”" in words_of(page.text)
    assert "1 product " in words_of(page.text)
    assert 'value="moon"' in page.text
    assert titles(visit("/ru/search?q=КРУЖКА", RU)) == ["Кружка Гавань"]


def test_nothing_found_is_said_kindly_with_ways_on(shop: Shop) -> None:
    page = visit("/en/search?q=submarine")
    assert page.status_code == 200
    said = words_of(page.text)
    assert "Nothing found for “submarine” Please check the spelling" in said
    assert "Often bought" not in said  # nothing was
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
    catch_up()
    page = visit("/en/search?q=thing%20like&sort=price-up")
    assert len(titles(page)) == 48
    assert 'href="/en/search?q=thing+like&amp;sort=price-up&amp;page=2&amp;after=' in page.text
    assert '<input type="hidden" name="q" value="thing like">' in page.text
    assert '<option value="relevance">' in page.text
    assert '<option value="price-up" selected>' in page.text


def test_search_pages_are_not_for_search_engines(shop: Shop) -> None:
    assert '<meta name="robots" content="noindex">' in visit("/en/search?q=moon").text


def test_a_search_keeps_its_budget_of_statements(shop: Shop) -> None:
    visit("/en/c/home")
    with counted() as sent:
        assert titles(visit("/en/search?q=moon")) == ["Moon lamp"]
    asking = [one for one in own(sent) if not one.startswith("INSERT INTO search_counts")]
    assert len(asking) <= 7, sent


def test_suggestions_keep_their_budget_of_statements(shop: Shop) -> None:
    visit("/en/c/home")
    with counted() as sent:
        visit("/en/search/suggestions?q=lam", HX_Request="true")
    assert len(own(sent)) <= 2, sent


def test_a_misspelled_word_finds_what_was_meant_at_once(shop: Shop) -> None:
    page = visit("/en/search?q=harbr")
    assert titles(page) == ["Harbor mug"]
    assert "Results for “harbor”" in words_of(page.text)
    assert "Nothing was found for" in words_of(page.text)
    assert 'href="/en/search?q=harbr&amp;exactly=1"' in page.text
    page = visit("/en/search?q=harbr&exactly=1")
    assert titles(page) == []
    assert "Search for “harbor”" in words_of(page.text)
    assert 'href="/en/search?q=harbor"' in page.text


def test_a_misspelled_word_among_others_is_asked_about(shop: Shop) -> None:
    page = visit("/en/search?q=moon+lapm")
    assert titles(page) == ["Moon lamp"]
    assert "Nothing holds all these words." in words_of(page.text)
    assert "Did you mean moon lamp" in words_of(page.text)


@pytest.mark.parametrize("query", ["LAMP-WHITE", "lamp-white", "%20lamp-white "])
def test_a_whole_sku_leads_straight_to_its_variant(shop: Shop, query: str) -> None:
    page = visit(f"/en/search?q={query}")
    assert (page.status_code, page.location) == (
        302,
        f"/en/p/moon-lamp?variant={shop.variants['LAMP-WHITE']}",
    )
    assert page.headers["Cache-Control"] == "no-store"


def test_a_brand_or_merchant_alone_is_a_listing(shop: Shop) -> None:
    page = visit("/en/search?merchant=lumen")
    assert sorted(titles(page)) == ["Moon lamp", "Warm bulb"]
    assert "<h1>Lumen Works</h1>" in page.text


def test_searches_are_counted_once_and_not_by_machines(shop: Shop) -> None:
    visit("/en/search?q=Moon")
    visit("/en/search?q=moon&sort=price-up")
    visit("/en/search?q=moon", User_Agent="Mozilla/5.0 (compatible; SomeBot/2.1)")
    visit("/en/search?q=submarine")
    with reading():
        found = {one.query: (one.times, one.results) for one in queries.list_sought(PageAsk()).items}
    assert found == {"moon": (1, 1), "submarine": (1, 0)}


def test_suggestions_lead_on(shop: Shop) -> None:
    part = visit("/en/search/suggestions?q=lam", HX_Request="true")
    assert 'role="listbox"' in part.text
    assert 'id="suggestion-1" href="/en/search?q=lamps">' in part.text
    assert 'href="/en/c/lamps"' in part.text
    assert 'href="/en/p/moon-lamp"' in part.text
    assert 'data-said="4 suggestions"' in part.text
    assert part.headers["Cache-Control"] == "private, no-store"
    assert "href" not in visit("/en/search/suggestions?q=").text
    assert 'data-said="No suggestions"' in visit("/en/search/suggestions?q=xyz").text


AGREED = "consent=1.abcdefgh12.functional"


def remember(query: str, cookies: str) -> str:
    kept = visit(f"/en/live?search={quote(query)}", cookies=cookies, HX_Request="true")
    assert kept.status_code == 204
    return kept.headers.get("Set-Cookie", "")


def test_searches_are_remembered_only_after_a_yes(shop: Shop) -> None:
    assert remember("moon", "") == ""
    first = remember("Чай & мёд", AGREED).split(";")[0]
    second = remember("moon", f"{AGREED}; {first}").split(";")[0]
    part = visit("/en/search/suggestions?q=", cookies=f"{AGREED}; {second}").text
    assert re.findall("<span>([^<]+)</span></a>", part) == ["moon", "Чай &amp; мёд"]
    assert "moon" not in visit("/en/search/suggestions?q=", cookies=second).text


def test_what_finds_too_much_says_so_and_goes_on_by_sales(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.search.queries.finding.ENOUGH", 1)
    monkeypatch.setattr("core.search.queries.matching.ENOUGH", 1)
    for sku, units in (("BULB", 4), ("LAMP-BLACK", 3)):
        make_paid_purchase(shop, {sku: units})
    catch_up()
    page = visit("/en/search?q=lamp")
    assert titles(page) == ["Warm bulb"]
    assert "More than 1 product " in words_of(page.text)
    assert re.search(r'name="from" value="\w+".*?<span class="facet__count">1\+</span>', page.text)
    assert 'placeholder="3"' not in page.text
    on = re.search(r'rel="next" href="([^"]+)"', page.text)
    assert on is not None
    assert "sort=best-selling" in on[1]
    behind = visit(unescape(on[1]))
    assert titles(behind) == ["Moon lamp"]
    assert "More than 1 product " in words_of(behind.text)
    assert 'rel="next"' not in behind.text
    assert "2 products " in words_of(visit("/en/search?q=lamp&sort=price-up").text)
    assert "Более 1 товара" in words_of(visit("/ru/search?q=лампа", RU).text)
