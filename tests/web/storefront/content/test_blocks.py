"""Home and channel pages made of blocks: in order, in time, in the reader's language, and never broken by one."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from core.content import service
from core.content.types import BlockKind, PageId, PageKind, Rule, Settings, Tone, Writing
from core.kernel import clock
from core.kernel.actor import SYSTEM
from core.platform.db import session, transaction
from core.search import queries as search
from tests.factories.content import make_block, make_page
from tests.factories.content import page as page_of
from tests.factories.shop import Shop
from tests.factories.shopping import words_of
from tests.factories.switches import switch
from tests.statements import counted
from tests.web.storefront.reading import EU, GLOBAL, alternates, titles, visit
from web.shared.preview import Preview, permission
from web.storefront.content import blocks

TITLE = {"en": "A calm shop", "de": "Ein ruhiger Laden"}


def make_home(shop: Shop, site: str = "eu", **facts: Any) -> PageId:
    return make_page(shop.sites[site].id, kind=PageKind.HOME, titles=TITLE, **facts)


def test_a_home_page_shows_its_blocks_in_order_and_language(shop: Shop) -> None:
    with transaction():
        home = make_home(shop)
        make_block(
            home,
            BlockKind.HERO,
            texts={"title": TITLE},
            settings=Settings(tone=Tone.SEA, link="category:home"),
        )
        make_block(home, BlockKind.TEXT, texts={"title": {"en": "Why"}, "body": {"de": "Weil **gut**."}})
        make_block(home, BlockKind.GRID, settings=Settings(rule=Rule.NEWEST, count=4))
        make_block(home, BlockKind.TEXT, texts={"body": {"en": "English only"}}, languages=("en",))
    page = visit("/de/", EU)
    said = words_of(page.text)
    assert "<h1" in page.text
    assert page.text.count("<h1") == 1
    assert said.index("Ein ruhiger Laden") < said.index("Why") < said.index("Neu eingetroffen")
    assert "<strong>gut</strong>" in page.text
    assert 'href="/de/c/wohnen"' in page.text
    assert "English only" not in said
    assert "English only" in words_of(visit("/en/", EU).text)
    assert "Ein ruhiger Laden" not in visit("/en/", GLOBAL).text


def test_blocks_come_and_go_with_time(shop: Shop, later: Any) -> None:
    now = clock.now()
    with transaction():
        home = make_home(shop)
        make_block(home, texts={"body": {"en": "The old one"}}, ends_at=now + timedelta(hours=1))
        make_block(home, texts={"body": {"en": "The next one"}}, starts_at=now + timedelta(hours=1))
        make_block(home, texts={"body": {"en": "A draft"}}, is_published=False)
    said = words_of(visit("/en/", EU).text)
    assert ("The old one" in said, "The next one" in said, "A draft" in said) == (True, False, False)
    later(timedelta(hours=1))
    said = words_of(visit("/en/", EU).text)
    assert ("The old one" in said, "The next one" in said) == (False, True)


def test_an_operator_looks_ahead_and_nobody_else_does(shop: Shop) -> None:
    at = clock.now() + timedelta(days=3)
    with transaction():
        home = make_home(shop)
        other = make_page(shop.sites["eu"].id)
        make_block(home, texts={"body": {"en": "In three days"}}, starts_at=at - timedelta(hours=1))
        make_block(home, texts={"body": {"en": "A draft"}}, is_published=False)
    seen = visit(f"/en/?preview={permission(Preview(home, at, with_drafts=False))}", EU)
    assert "In three days" in seen.text
    assert "A draft" not in seen.text
    assert "Preview as of" in words_of(seen.text)
    assert seen.headers["Cache-Control"] == "private, no-store"
    assert seen.headers["X-Robots-Tag"] == "noindex"
    assert "A draft" in visit(f"/en/?preview={permission(Preview(home, at, with_drafts=True))}", EU).text
    forged = permission(Preview(home, at, with_drafts=True))[:-2] + "xx"
    for asked in ("nonsense", forged, permission(Preview(other, at, with_drafts=True))):
        page = visit(f"/en/?preview={asked}", EU)
        assert "In three days" not in page.text
        assert page.headers["Cache-Control"].startswith("public")


def test_a_preview_ends_after_an_hour(shop: Shop, later: Any) -> None:
    with transaction():
        page_id = make_page(shop.sites["eu"].id, is_published=False)
    asked = (
        f"/en/pages/how-delivery-works?preview={permission(Preview(page_id, clock.now(), with_drafts=True))}"
    )
    assert visit(asked, EU).status_code == 200
    later(timedelta(hours=1, seconds=5))
    assert visit(asked, EU).status_code == 404


def test_a_block_that_fails_or_has_nothing_is_not_there(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("the shelf fell down")

    with transaction():
        home = make_home(shop)
        make_block(home, BlockKind.GRID, texts={"title": {"en": "Broken shelf"}})
        make_block(home, BlockKind.BRANDS)
        make_block(home, BlockKind.GRID, settings=Settings(rule=Rule.DISCOUNTED))
        make_block(home, BlockKind.GRID, settings=Settings(rule=Rule.CATEGORY, of="no-such-category"))
        make_block(home, BlockKind.GRID, settings=Settings(rule=Rule.BEST_SELLING))
        make_block(home, BlockKind.TILES, settings=Settings(codes=("gone",)))
        make_block(home, BlockKind.COUNTDOWN, settings=Settings(until=clock.now() - timedelta(hours=1)))
        make_block(home, BlockKind.BANNER)
        make_block(home, texts={"body": {"en": "Still standing"}})
    monkeypatch.setattr(search, "list_shelf", broken)
    page = visit("/en/", EU)
    assert page.status_code == 200
    said = words_of(page.text)
    assert "Still standing" in said
    for gone in (
        "Broken shelf",
        "Brands",
        "Reduced",
        "Browse by category",
        "Only for a short time",
        "Bestsellers",
    ):
        assert gone not in said
    assert 'class="banner' not in page.text


def test_without_ads_pages_come_without_banners(shop: Shop) -> None:
    with transaction():
        home = make_home(shop)
        make_block(home, BlockKind.HERO, texts={"title": {"en": "The leader"}})
        make_block(home, BlockKind.BANNER, texts={"title": {"en": "Buy tea"}})
        make_block(home, texts={"body": {"en": "Still standing"}})
    page = visit("/en/", EU)
    assert "Buy tea" in words_of(page.text)
    assert "switches:ads" in page.headers["Surrogate-Key"].split()
    switch("ads", site_id=shop.sites["eu"].id)
    page = visit("/en/", EU)
    said = words_of(page.text)
    assert "Buy tea" not in said
    assert 'class="banners' not in page.text
    assert "The leader" in said
    assert "Still standing" in said
    assert "switches:ads" in page.headers["Surrogate-Key"].split()


def test_a_template_that_breaks_takes_only_its_block_along(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        home = make_home(shop)
        make_block(home, BlockKind.PROMISES)
        make_block(home, texts={"body": {"en": "Still standing"}})
    monkeypatch.setitem(blocks._FACTS, BlockKind.PROMISES, lambda *_: 1 / 0)
    said = words_of(visit("/en/", EU).text)
    assert "One price, no surprises" not in said
    assert "Still standing" in said


def test_a_statement_that_fails_does_not_spoil_those_after_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        session().execute(text("SELECT 1 / 0"))

    with transaction():
        home = make_home(shop)
        make_block(home, BlockKind.BRANDS)
        make_block(home, BlockKind.MERCHANTS)
    monkeypatch.setattr(search, "list_brands", broken)
    assert "Lumen Works" in words_of(visit("/en/", EU).text)


def test_grids_follow_their_rules(shop: Shop) -> None:
    picked = (shop.products["lamp"], shop.products["mug"], shop.products["kettle"])
    with transaction():
        home = make_home(shop)
        for settings in (
            Settings(rule=Rule.PICKED, products=picked),
            Settings(rule=Rule.MERCHANT, of="nordwind"),
            Settings(rule=Rule.CATEGORY, of="lighting", count=4, link="category:lighting"),
        ):
            make_block(home, BlockKind.GRID, settings=settings)
    page = visit("/en/", EU)
    assert titles(page) == ["Moon lamp", "Harbor mug", "Linden honey", "Harbor mug", "Warm bulb", "Moon lamp"]
    assert "Worth a look" in words_of(page.text)
    assert 'class="section__more" href="/en/c/lighting"' in page.text


def test_banners_stand_in_pairs_and_links_to_nothing_lead_nowhere(shop: Shop) -> None:
    with transaction():
        home = make_home(shop)
        for link in ("merchant:lumen", "merchant:nobody"):
            make_block(home, BlockKind.BANNER, texts={"title": {"en": link}}, settings=Settings(link=link))
    page = visit("/en/", EU).text
    assert 'class="banners banners--pair"' in page
    assert '<a href="/en/m/lumen-works">merchant:lumen</a>' in page
    assert '<h2 class="banner__title">merchant:nobody</h2>' in page


def test_a_countdown_says_its_end_in_the_sites_own_time(shop: Shop) -> None:
    with transaction():
        home = make_home(shop)
        until = clock.now() + timedelta(days=2)
        make_block(home, BlockKind.COUNTDOWN, settings=Settings(until=until))
    page = visit("/en/", EU).text
    assert f'datetime="{until.isoformat()}"' in page
    assert "Only for a short time" in words_of(page)


def test_a_draft_home_leaves_the_usual_one_in_place(shop: Shop) -> None:
    with transaction():
        make_home(shop, is_published=False)
    assert "New arrivals" in words_of(visit("/en/", EU).text)


def test_a_full_home_page_keeps_its_budget_of_statements(shop: Shop) -> None:
    with transaction():
        home = make_home(shop)
        make_page(shop.sites["eu"].id, kind=PageKind.CHANNEL)
        make_block(home, BlockKind.HERO, texts={"title": TITLE})
        for kind in (BlockKind.PROMISES, BlockKind.TILES, BlockKind.BRANDS, BlockKind.RECENT):
            make_block(home, kind)
        for rule in (Rule.NEWEST, Rule.BEST_SELLING, Rule.SMALL_PRICES):
            make_block(home, BlockKind.GRID, settings=Settings(rule=rule))
    visit("/en/", EU)
    with counted() as sent:
        visit("/en/", EU)
    assert len(sent) <= 15, sent


def test_a_channel_has_a_name_in_each_language_and_an_old_one_leads_to_it(shop: Shop) -> None:
    with transaction():
        page_id = make_page(
            shop.sites["eu"].id, kind=PageKind.CHANNEL, titles={"en": "Tea time", "de": "Teezeit"}
        )
        make_block(page_id, BlockKind.HERO, texts={"title": {"en": "Tea time", "de": "Teezeit"}})
        make_block(page_id, BlockKind.GRID, settings=Settings(rule=Rule.NEWEST))
    page = visit("/de/e/teezeit", EU)
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert alternates(page)["en"] == f"{EU}/en/e/tea-time"
    assert visit("/de/e/tea-time", EU).location == "/de/e/teezeit"
    assert 'href="/en/e/tea-time"' in visit("/en/", EU).text
    with transaction():
        service.write_page(
            page_id,
            Writing({"en": "Time for tea", "de": "Teezeit"}),
            version=page_of(page_id).version,
            by=SYSTEM,
        )
    moved = visit("/en/e/tea-time", EU)
    assert (moved.status_code, moved.location) == (301, "/en/e/time-for-tea")
    assert visit("/en/e/tea-time", GLOBAL).status_code == 404
    assert visit("/en/pages/time-for-tea", EU).status_code == 404
