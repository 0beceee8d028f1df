"""Pages through the doors: words and their versions, addresses, blocks in order, and who was faster."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from core.content import queries, service
from core.content.errors import (
    BlockNotFound,
    CodeTaken,
    ContentOutdated,
    LinkUnknown,
    PageFull,
    PageNotFound,
    TimesCrossed,
    TitleMissing,
)
from core.content.policy import MOST_BLOCKS
from core.content.types import BlockKind, Column, ContentState, PageKind, Rule, Settings, Tone, Writing
from core.kernel.actor import SYSTEM
from core.kernel.states import IllegalMove
from core.platform import audit
from core.platform.db import attempt, reading, session, transaction
from tests.factories.content import block, make_block, make_page, page
from tests.factories.shop import Shop
from tests.statements import counted

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def test_a_page_is_found_by_its_slug_in_each_language_once_published(shop: Shop) -> None:
    site = shop.sites["eu"]
    with transaction():
        page_id = make_page(site.id, is_published=False)
    with reading(), pytest.raises(PageNotFound):
        queries.get_page_by_slug(site.id, PageKind.TEXT, "so-liefern-wir", site.chain("de"))
    with transaction():
        service.publish_page(page_id, by=SYSTEM)
    with reading():
        found, is_current = queries.get_page_by_slug(
            site.id, PageKind.TEXT, "how-delivery-works", site.chain("de")
        )
        assert (found.id, is_current) == (page_id, False)
        with pytest.raises(PageNotFound):
            queries.get_page_by_slug(site.id, PageKind.CHANNEL, "so-liefern-wir", site.chain("de"))
        with pytest.raises(PageNotFound):
            queries.get_page_by_slug(
                shop.sites["global"].id, PageKind.TEXT, "so-liefern-wir", site.chain("de")
            )


def test_two_sites_may_have_pages_of_one_name_and_one_site_one_code_once(shop: Shop) -> None:
    with transaction():
        for site in shop.sites.values():
            make_page(site.id, code="delivery")
    for site in shop.sites.values():
        with reading():
            assert [(one.code, one.slug) for one in queries.list_links(site.id, ("en",))] == [
                ("delivery", "how-delivery-works")
            ]
    with pytest.raises(CodeTaken), transaction():
        make_page(shop.sites["eu"].id, code="delivery")


def test_every_version_of_the_words_is_kept_and_can_come_back(shop: Shop) -> None:
    with transaction():
        page_id = make_page(shop.sites["eu"].id, titles={"en": "Terms"}, bodies={"en": "first"})
    with transaction():
        service.write_page(
            page_id, Writing({"en": "Terms of use"}, {}, {"en": "second"}), version=1, by=SYSTEM
        )
    with pytest.raises(ContentOutdated), transaction():
        service.write_page(page_id, Writing({"en": "Lost"}), version=1, by=SYSTEM)
    with transaction():
        service.restore_page(page_id, 1, version=2, by=SYSTEM)
    with reading():
        assert page(page_id).writing.bodies == {"en": "first"}
        said = [(one.version, one.writing.bodies["en"]) for one in queries.list_versions(page_id)]
        assert said == [(3, "first"), (2, "second"), (1, "first")]
        assert queries.list_slugs(shop.sites["eu"].id, page_id) == {"en": "terms"}
    with pytest.raises(PageNotFound), transaction():
        service.restore_page(page_id, 99, version=3, by=SYSTEM)


def test_versions_only_grow(shop: Shop) -> None:
    with transaction():
        make_page(shop.sites["eu"].id)
        for change in ("UPDATE content_versions SET by = 'nobody'", "DELETE FROM content_versions"):
            with pytest.raises(IntegrityError, match="only grows"), attempt():
                session().execute(text(change))


def test_a_page_needs_a_title(shop: Shop) -> None:
    with pytest.raises(TitleMissing), transaction():
        service.open_page(shop.sites["eu"].id, PageKind.TEXT, Writing({"en": " "}), by=SYSTEM)


def test_a_site_has_one_home_page_read_in_one_statement(shop: Shop) -> None:
    site = shop.sites["eu"]
    with transaction():
        home = make_page(site.id, kind=PageKind.HOME)
        for kind in (BlockKind.HERO, BlockKind.GRID, BlockKind.TEXT):
            make_block(home, kind)
    with pytest.raises(CodeTaken), transaction():
        make_page(site.id, kind=PageKind.HOME)
    with reading(), counted() as sent:
        found = queries.find_home(site.id)
    assert found is not None
    assert [one.kind for one in found.blocks] == [BlockKind.HERO, BlockKind.GRID, BlockKind.TEXT]
    assert len(sent) == 1


def test_a_block_keeps_everything_it_is_set_to(shop: Shop) -> None:
    with transaction():
        home = make_page(shop.sites["eu"].id, kind=PageKind.HOME)
        chosen = Settings(
            tone=Tone.SUN, rule=Rule.CATEGORY, of="home", count=12, link="category:home", until=NOON
        )
        made = make_block(
            home, BlockKind.GRID, texts={"title": {"en": "For the table"}}, settings=chosen,
            languages=("en",), starts_at=NOON,
        )  # fmt: skip
    with reading():
        kept = block(made)
    assert kept.settings == chosen
    assert (kept.texts, kept.languages) == ({"title": {"en": "For the table"}}, ("en",))
    assert (kept.starts_at, kept.ends_at, kept.state, kept.version) == (NOON, None, ContentState.PUBLISHED, 3)


def test_a_block_is_changed_only_by_who_read_it_last(shop: Shop) -> None:
    with transaction():
        made = make_block(make_page(shop.sites["eu"].id))
    with reading():
        before = block(made)
    for settings, refusal, version in (
        (Settings(), ContentOutdated, 2),
        (Settings(link="https://evil.example"), LinkUnknown, 3),
    ):
        with pytest.raises(refusal), transaction():
            service.change_block(made, version=version, texts={}, settings=settings, by=SYSTEM)
    with pytest.raises(TimesCrossed), transaction():
        service.change_block(
            made, version=3, texts={}, settings=Settings(), starts_at=NOON, ends_at=NOON, by=SYSTEM
        )
    for verb in (service.hide_block, service.remove_block):
        with pytest.raises(ContentOutdated), transaction():
            verb(made, version=1, by=SYSTEM)
    with pytest.raises(IllegalMove), transaction():
        service.show_block(made, version=3, by=SYSTEM)
    with reading():
        assert block(made) == before


def test_blocks_change_places_and_leave(shop: Shop) -> None:
    with transaction():
        home = make_page(shop.sites["eu"].id, kind=PageKind.HOME)
        first, second, third = (make_block(home) for _ in range(3))
    with transaction():
        service.move_block(third, -1, by=SYSTEM)
        service.move_block(first, -1, by=SYSTEM)
    with reading():
        assert [one.id for one in page(home).blocks] == [first, third, second]
    with transaction():
        service.remove_block(third, version=3, by=SYSTEM)
    with reading():
        assert [one.id for one in page(home).blocks] == [first, second]
        actions = [entry.action for entry in audit.history_of("content_blocks", third)]
        assert actions == ["add", "change", "publish", "move", "remove"]
    for act in (lambda: service.move_block(third, 1, by=SYSTEM), lambda: block(third)):
        with pytest.raises(BlockNotFound), transaction():
            act()


def test_a_page_does_not_grow_without_end(shop: Shop) -> None:
    with transaction():
        home = make_page(shop.sites["eu"].id, kind=PageKind.HOME)
        for _ in range(MOST_BLOCKS):
            service.add_block(home, BlockKind.TEXT, by=SYSTEM)
    with pytest.raises(PageFull), transaction():
        service.add_block(home, BlockKind.TEXT, by=SYSTEM)


def test_the_footer_follows_columns_and_order(shop: Shop) -> None:
    site = shop.sites["eu"]
    with transaction():
        make_page(site.id, titles={"en": "Returns"}, column=Column.HELP, position=2)
        make_page(site.id, titles={"en": "Delivery"}, column=Column.HELP, position=1)
        make_page(site.id, titles={"en": "Hidden"}, is_published=False)
        make_page(site.id, kind=PageKind.HOME)
    with reading(), counted() as sent:
        assert [one.title for one in queries.list_links(site.id, ("de", "en"))] == ["Delivery", "Returns"]
    assert len(sent) == 3
    with reading(), counted() as sent:
        queries.list_links(site.id, ("de", "en"))
    assert len(sent) == 1  # whether what is kept is still in force
