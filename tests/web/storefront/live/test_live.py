"""What is personal or live on a shared page: one request, parts that fail alone, and nothing asked in vain."""

import gzip
import re
from time import monotonic

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from core.checkout import service as checkout
from core.flash_sales import queries as flash_sales
from core.platform import db
from core.platform.db import transaction
from core.recommendations import queries as recommendations
from core.recommendations import service as recommending
from core.search import queries as search
from core.switches import service as switches
from core.switches.types import Feature
from tests.factories import purchases
from tests.factories.flash import make_live
from tests.factories.sandbox import Browser
from tests.factories.shop import Shop
from tests.factories.shopping import log_in, put_in_cart
from tests.factories.switches import switch
from tests.statements import counted
from tests.web.storefront.reading import EU, SWAP, visit
from web.shared import short_cache

IDS = re.compile(r'id="([a-z-]+)"[^>]* hx-swap-oob')


NO_COMPANIONS = '<div id="companions" hx-swap-oob="true"></div>'


def parts(answer: TestResponse) -> list[str]:
    return IDS.findall(answer.text)


def live(shop: Shop, wanted: str = "", sku: str = "MUG", **headers: str) -> TestResponse:
    """Ask for all parts of a product's page, or for those wanted."""
    variant, product = shop.variants[sku], shop.products["mug"]
    asked = wanted or f"me&stock={variant}&delivery={variant}&recent={product}&companions={product}"
    return visit(f"/en/live?{asked}", EU, HX_Request="true", **headers)


def asked_of_the_shop(sent: list[str]) -> list[str]:
    """Leave out that `visit` has the sites read anew."""
    return [statement for statement in sent if "FROM sites ORDER" not in statement]


def cookies(answer: TestResponse) -> dict[str, str]:
    found = (cookie.partition(";")[0].partition("=") for cookie in answer.headers.getlist("Set-Cookie"))
    return {name: value for name, _, value in found}


def break_it(*_: object, **__: object) -> None:
    raise OperationalError("select", {}, Exception("canceling statement due to statement timeout"))


def test_one_answer_brings_every_part_of_a_product_page(shop: Shop) -> None:
    answer = live(shop)
    assert parts(answer) == [
        "me", "cart-count", "preferences-country", "consent", "delivery", "stock", "recently-viewed", "companions",
    ]  # fmt: skip
    assert "Delivery to: Germany" in answer.text
    assert "In stock" in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_page_names_its_parts_and_asks_for_nothing_else(shop: Shop) -> None:
    page = visit("/en/p/harbor-mug", EU).text
    assert 'data-live="/en/live"' in page
    variant, product = shop.variants["MUG"], shop.products["mug"]
    asked = re.findall(r'data-part="([^"]+)"( data-mine)?', page)
    assert asked == [
        ("me", " data-mine"),
        (f"stock={variant}", ""),
        (f"delivery={variant}", ""),
        (f"companions={product}", ""),
        (f"recent={product}", " data-mine"),
    ]
    assert 'hx-trigger="load"' not in page
    assert "companions?" not in page


def test_the_page_about_cookies_asks_by_itself(shop: Shop) -> None:
    assert 'data-part="me=cookies"' in visit("/en/cookies", EU).text
    assert "consent" in parts(live(shop, "me"))
    assert "consent" not in parts(live(shop, "me=cookies"))


def test_what_is_the_same_for_everybody_may_be_kept_for_seconds_and_costs_nothing_again(shop: Shop) -> None:
    variant = shop.variants["MUG"]
    first = live(shop, f"stock={variant}&delivery={variant}")
    assert first.headers["Cache-Control"] == "private, max-age=5"
    with counted() as sent:
        again = live(shop, f"stock={variant}&delivery={variant}")
    assert again.text == first.text
    assert asked_of_the_shop(sent) == []


def test_a_quote_is_kept_per_country_language_and_currency(shop: Shop) -> None:
    variant = shop.variants["MUG"]
    texts = {
        visit(f"/{language}/live?delivery={variant}", EU, cookies=sent, HX_Request="true").text
        for language in ("en", "de")
        for sent in ("country=DE", "country=CH", "country=CH; currency=CHF")
    }
    assert len(texts) == 6


def test_a_stranger_costs_no_statement_and_a_whole_page_keeps_its_budget(shop: Shop) -> None:
    visit("/en/live?me", EU, HX_Request="true")
    with counted() as sent:
        visit("/en/live?me", EU, HX_Request="true")
    assert asked_of_the_shop(sent) == []
    with counted() as sent:
        live(shop)
    assert len(sent) <= 29, sent


@pytest.mark.parametrize(
    ("broken", "missing"),
    [
        ((checkout, "quote"), "delivery"),
        ((search, "find_stock"), "stock"),
        ((search, "list_cards_by_ids"), "recently-viewed"),
        ((recommendations, "list_related"), "companions"),
    ],
    ids=["delivery", "stock", "recent", "companions"],
)
def test_a_part_that_fails_is_left_out_and_the_others_come(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, broken: tuple[object, str], missing: str
) -> None:
    whole = parts(live(shop))
    monkeypatch.undo()
    short_cache.forget_all()
    variant, product = shop.variants["MUG"], shop.products["mug"]
    monkeypatch.setattr(*broken, break_it)
    agreed = "consent=1.abcdefgh12.functional; viewed=sometoken123"
    asked = f"me&stock={variant}&delivery={variant}&recent={product}&companions={product}"
    if missing == "recently-viewed":
        from core.wishlists import queries as wishlists

        monkeypatch.setattr(wishlists, "list_viewed_of", break_it)
    answer = visit(f"/en/live?{asked}", EU, cookies=agreed, HX_Request="true")
    assert answer.status_code == 200
    if missing == "companions":
        assert answer.text.endswith(NO_COMPANIONS)
        missing = ""  # it says so itself
    assert missing not in parts(answer)
    assert set(whole) - {missing, "consent"} == set(parts(answer))


def test_what_is_left_of_a_flash_sale_is_let_go_when_it_keeps_failing_and_comes_back(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_live(shop, units=20)
    lamp = shop.variants["LAMP-BLACK"]
    asked: list[int] = []

    def fail(*_: object) -> None:
        asked.append(1)
        break_it()

    with monkeypatch.context() as patch:
        patch.setattr(flash_sales, "say_left", fail)
        for _ in range(12):
            assert "flash-left" not in parts(live(shop, f"me&flash={lamp}"))
    assert len(asked) == 10
    assert "me" in parts(live(shop, f"me&flash={lamp}"))
    gate = switches.gate(Feature.LIVE_STOCK)
    assert not gate.is_open
    monkeypatch.setattr(gate, "_now", lambda: monotonic() + gate._rule.rest)
    for _ in range(gate._rule.trials):
        short_cache.forget_all()
        assert "More than half of the units are left." in live(shop, f"flash={lamp}").text
    assert gate.is_open


def test_stock_words_of_a_flash_sale_follow_the_switch(shop: Shop) -> None:
    make_live(shop, units=20)
    lamp = shop.variants["LAMP-BLACK"]
    assert "flash-left" in parts(live(shop, f"flash={lamp}"))
    switch("live-stock")
    assert live(shop, f"flash={lamp}").status_code == 204


def test_nonsense_is_left_out(shop: Shop) -> None:
    for asked in ("delivery=abc", "stock=99999999999999999999", "delivery=-1", "stock=0", "nothing=1", ""):
        answer = visit(f"/en/live?{asked}", EU, HX_Request="true")
        assert (answer.status_code, answer.text) == (204, ""), asked


def test_only_our_own_pages_get_an_answer(shop: Shop) -> None:
    assert visit("/en/live?me", EU).status_code == 204


def test_a_name_and_a_count_come_to_who_has_them(shop: Shop) -> None:
    browser = Browser()
    put_in_cart(browser, shop, "MUG", 3)
    log_in(browser, shop.cast.shopper)
    text = browser.client.get("/en/live?me", base_url=EU, headers=SWAP).text
    assert 'id="cart-count" hx-swap-oob="true">3<' in text
    assert "Log out" in text


def test_scripts_learn_when_there_is_anything_of_ones_own(shop: Shop) -> None:
    assert cookies(live(shop, "me")) == {}
    decided = visit("/en/live?me", EU, cookies="consent=1.abcdefgh12.", HX_Request="true")
    assert cookies(decided) == {"asked": "1"}
    browser = Browser()
    added = put_in_cart(browser, shop, "MUG")
    assert {"cart", "mine"} <= set(cookies(added))
    assert "HttpOnly" not in next(
        one for one in added.headers.getlist("Set-Cookie") if one.startswith("mine=")
    )


def test_who_had_a_cart_before_there_was_a_hint_gets_the_hint(shop: Shop) -> None:
    browser = Browser()
    put_in_cart(browser, shop, "MUG")
    browser.client.delete_cookie("mine", domain="eu.localhost")
    answer = browser.client.get("/en/live?me", base_url=EU, headers=SWAP)
    assert "mine" in cookies(answer)


def test_choosing_a_country_or_logging_in_leaves_the_hint(shop: Shop) -> None:
    chosen = Browser().client.post(
        "/en/preferences", base_url=EU, data={"country": "CH"}, headers={"Origin": EU}
    )
    assert "mine" in cookies(chosen)
    browser = Browser()
    log_in(browser, shop.cast.shopper)
    assert browser.client.get_cookie("mine", domain="eu.localhost") is not None


def test_fragments_can_be_reduced_to_who_one_is_or_switched_off(shop: Shop) -> None:
    switch("fragments", "reduced")
    assert parts(live(shop)) == ["me", "cart-count", "preferences-country", "consent"]
    switch("fragments")
    assert live(shop).status_code == 204


def test_delivery_and_live_stock_can_be_switched_off(shop: Shop) -> None:
    switch("delivery")
    switch("live-stock")
    answer = live(shop)
    assert '<div id="delivery" hx-swap-oob="true"></div>' in answer.text
    assert "stock" not in parts(answer)


def test_reduced_live_stock_is_read_less_often(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    from web.shared import short_cache

    now = [100.0]
    monkeypatch.setattr(short_cache, "monotonic", lambda: now[0])
    asked = f"stock={shop.variants['MUG']}"

    def statements_after(seconds: float) -> int:
        now[0] += seconds
        with counted() as sent:
            live(shop, asked)
        return len(asked_of_the_shop(sent))

    assert statements_after(0) == 1
    assert statements_after(4) == 1
    switch("live-stock", "reduced")
    assert statements_after(50) == 0
    assert statements_after(11) == 1


def with_purchases(shop: Shop) -> str:
    """Let the mug be bought with a lamp, and give the part that the mug's page asks for."""
    purchases.make_paid_purchase(shop, {"LAMP-BLACK": 1, "MUG": 1})
    with transaction():
        recommending.rebuild()
    return f"companions={shop.products['mug']}"


def test_what_goes_with_a_product_comes_with_the_page_and_costs_nothing_again(shop: Shop) -> None:
    asked = with_purchases(shop)
    with counted() as sent:
        first = live(shop, asked)
    assert len(asked_of_the_shop(sent)) <= 9, sent
    assert "Often bought together" in first.text
    assert '/en/p/moon-lamp"' in first.text
    assert first.headers["Cache-Control"] == "private, max-age=5"
    assert "Surrogate-Key" not in first.headers
    with counted() as sent:
        again = live(shop, asked)
    assert (asked_of_the_shop(sent), again.text) == ([], first.text)


def test_companions_are_kept_per_site_language_and_currency(shop: Shop) -> None:
    asked = f"/live?{with_purchases(shop)}"
    texts = {
        visit(f"/{language}{asked}", EU, cookies=sent, HX_Request="true").text
        for language in ("en", "de")
        for sent in ("country=DE", "country=CH", "country=CH; currency=CHF")
    }
    assert len(texts) == 4


def test_companions_are_gone_while_recommendations_are_off(shop: Shop) -> None:
    asked = with_purchases(shop)
    assert "product-card" in live(shop, asked).text
    switch("recommendations")
    assert live(shop, asked).text == NO_COMPANIONS


def test_recommendations_that_keep_failing_are_let_go_and_hold_nobody_up(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def fail(*_: object) -> None:
        calls.append(1)
        break_it()

    monkeypatch.setattr(recommendations, "list_related", fail)
    for _ in range(15):
        answer = live(shop, f"me&companions={shop.products['mug']}")
        assert answer.text.endswith(NO_COMPANIONS)
        assert {"me", "cart-count"} <= set(parts(answer))
    assert len(calls) == 10


def test_nobody_waits_for_slow_recommendations(committed_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = []

    def dawdle(*_: object) -> list[object]:
        limits.append(db.session().execute(text("show statement_timeout")).scalar_one())
        db.session().execute(text("select pg_sleep(60)"))
        return []

    monkeypatch.setattr(recommendations, "list_related", dawdle)
    begun = monotonic()
    answer = live(committed_shop, f"me&companions={committed_shop.products['mug']}")
    assert answer.text.endswith(NO_COMPANIONS)
    assert monotonic() - begun < 20
    with db.reading_apart() as apart:
        limits.append(apart.execute(text("show statement_timeout")).scalar_one())
    assert limits == ["500ms", "2s"]


def test_each_part_shrinks_alone(shop: Shop) -> None:
    plain = live(shop).data
    answer = live(shop, Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == plain
    assert len(answer.data) < len(plain) * 0.6
    small = live(shop, f"stock={shop.variants['MUG']}", Accept_Encoding="gzip")
    assert "Content-Encoding" not in small.headers
