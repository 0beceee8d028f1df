"""Operators write pages, arrange blocks and look ahead; the second of two at once is told."""

import io
import re
from typing import Any

import pytest
from PIL import Image

from core.content import queries, service
from core.content.types import BlockKind, Column, ContentState, PageId, PageKind, Rule, Tone
from core.kernel.actor import SYSTEM
from core.platform import audit
from core.platform.db import reading, transaction
from core.platform.storage import storage
from tests.factories.consoles import Console
from tests.factories.content import block, make_block, make_page, page
from tests.factories.shop import Shop
from tests.factories.shopping import words_of
from tests.web.storefront.reading import EU, visit


def picture() -> tuple[io.BytesIO, str]:
    drawn = io.BytesIO()
    Image.new("RGB", (800, 400), "#efe8de").save(drawn, "JPEG")
    drawn.seek(0)
    return drawn, "table.jpg"


def test_a_page_is_opened_written_published_and_seen(shop: Shop, console: Console) -> None:
    made = console.post("/content", site="eu", kind="text", title="Versand", code="delivery")
    address = made.location.removeprefix("/admin")
    page_id = int(address.rpartition("/")[2])
    assert "Versand" in words_of(console.get(address).text)
    written = {
        "title-de": "Versand", "body-de": "Mit **Kurier**.", "title-en": "Delivery", "column": "help", "position": "7",
    }  # fmt: skip
    assert console.post(f"{address}/texts", version=1, **written).status_code == 303
    assert visit("/de/pages/versand", EU).status_code == 404
    assert console.post(f"{address}/publication").status_code == 303
    assert "<strong>Kurier</strong>" in visit("/en/pages/delivery", EU).text
    with reading():
        kept = page(PageId(page_id))
    assert (kept.column, kept.position, kept.state) == (Column.HELP, 7, ContentState.PUBLISHED)
    assert console.post(f"{address}/withdrawal").status_code == 303
    assert visit("/en/pages/delivery", EU).status_code == 404
    assert console.post(f"{address}/withdrawal").status_code == 409


def test_a_page_without_title_or_with_a_taken_code_says_so_and_keeps_what_was_typed(
    shop: Shop, console: Console
) -> None:
    with transaction():
        make_page(shop.sites["eu"].id, code="delivery")
    untitled = console.post("/content", site="eu", kind="channel", title=" ", code="tea")
    assert untitled.status_code == 422
    assert "needs a title" in words_of(untitled.text)
    taken = console.post("/content", site="eu", kind="text", title="Another", code="delivery")
    assert taken.status_code == 409
    assert 'value="Another"' in taken.text


def test_the_list_shows_one_site_at_a_time(shop: Shop, console: Console) -> None:
    with transaction():
        make_page(shop.sites["eu"].id, titles={"en": "European page"})
    assert "European page" in words_of(console.get("/content?site=eu").text)
    for site in ("global", "nowhere"):
        assert "European page" not in console.get(f"/content?site={site}").text


def test_a_language_without_words_shows_what_is_read_instead(shop: Shop, console: Console) -> None:
    with transaction():
        page_id = make_page(shop.sites["eu"].id, titles={"de": "Versand"})
    said = words_of(console.get(f"/content/{page_id}").text)
    assert "Shown instead: Versand" in said
    assert "No text yet" in said


def test_the_slower_of_two_keeps_what_was_typed(shop: Shop, console: Console) -> None:
    with transaction():
        page_id = make_page(shop.sites["eu"].id)
        block_id = make_block(page_id)
    for address, fields in (
        (f"/content/{page_id}/texts", {"title-en": "Typed in vain"}),
        (f"/content/blocks/{block_id}", {"title-en": "Typed in vain"}),
    ):
        answer = console.post(address, version=1, **fields)
        assert answer.status_code == 409
        assert 'value="Typed in vain"' in answer.text
        assert "Somebody changed this page" in words_of(answer.text)
    for act in ("publication", "withdrawal", "removal"):
        refused = console.post(f"/content/blocks/{block_id}/{act}", version=1)
        assert refused.location == f"/admin/content/{page_id}"
    with reading():
        assert block(block_id).state == ContentState.PUBLISHED
        assert page(page_id).writing.titles["en"] == "How delivery works"


def test_an_earlier_version_comes_back(shop: Shop, console: Console) -> None:
    with transaction():
        page_id = make_page(shop.sites["eu"].id, bodies={"en": "first"})
    console.post(f"/content/{page_id}/texts", version=1, **{"title-en": "T", "body-en": "second"})
    assert "Restore" in words_of(console.get(f"/content/{page_id}").text)
    assert console.post(f"/content/{page_id}/restoration", wanted=1, version=2).status_code == 303
    with reading():
        assert page(page_id).writing.bodies == {"en": "first"}


def test_a_block_is_added_set_with_a_picture_and_published(shop: Shop, console: Console) -> None:
    with transaction():
        home = make_page(shop.sites["eu"].id, kind=PageKind.HOME)
    added = console.post(f"/content/{home}/blocks", kind="hero")
    address = added.location.removeprefix("/admin")
    assert console.get(address).status_code == 200
    fields: dict[str, Any] = {
        "version": 1, "title-de": "Winter", "button-de": "Ansehen", "alt-de": "Ein Tisch", "link": "category:home",
        "tone": "sea", "size": "calm", "starts_at": "2026-12-01T09:00", "languages": ["de", "fr"],
        "picture": picture(),
    }  # fmt: skip
    assert console.post(address, **fields).status_code == 303
    with reading():
        made = page(home).blocks[0]
    assert made.texts == {"title": {"de": "Winter"}, "button": {"de": "Ansehen"}, "alt": {"de": "Ein Tisch"}}
    assert (made.settings.tone, made.settings.link, made.languages) == (
        Tone.SEA,
        "category:home",
        ("de", "fr"),
    )
    assert made.starts_at is not None
    assert made.starts_at.isoformat() == "2026-12-01T09:00:00+00:00"
    assert made.media_id is not None
    assert made.state == ContentState.DRAFT
    kept = console.post(address, version=2, **{"title-de": "Winter"})
    assert kept.status_code == 303
    with reading():
        assert page(home).blocks[0].media_id == made.media_id
    assert console.post(address, version=3, without_picture="1").status_code == 303
    assert console.post(f"{address}/publication", version=4).status_code == 303
    with reading():
        last = page(home).blocks[0]
        assert (last.media_id, last.state) == (None, ContentState.PUBLISHED)
        actions = [entry.action for entry in audit.history_of("content_blocks", last.id)]
    assert actions == ["add", "change", "change", "change", "publish"]


@pytest.mark.parametrize(
    ("kind", "fields", "wrong"),
    [
        ("hero", {"link": "https://evil.example"}, "link"),
        ("hero", {"starts_at": "2026-12-02T09:00", "ends_at": "2026-12-01T09:00"}, "ends_at"),
        ("hero", {"starts_at": "soon"}, "starts_at"),
        ("countdown", {"until": "9999-99-99"}, "until"),
        ("grid", {"products": "12 x"}, "products"),
        ("hero", {"picture": (io.BytesIO(b"no picture"), "x.jpg")}, "picture"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_changes(
    shop: Shop, console: Console, kind: str, fields: dict[str, Any], wrong: str
) -> None:
    with transaction():
        home = make_page(shop.sites["eu"].id, kind=PageKind.HOME)
        block_id = service.add_block(home, BlockKind(kind), by=SYSTEM)
    before = storage().exists("originals")
    answer = console.post(f"/content/blocks/{block_id}", version=1, **{"title-de": "Bleibt"}, **fields)
    assert answer.status_code == 422
    assert f'id="{wrong}-error"' in answer.text
    assert re.search(rf'name="{wrong}"[^>]*aria-invalid="true"', answer.text)
    assert 'value="Bleibt"' in answer.text
    with reading():
        assert block(block_id).version == 1
    assert storage().exists("originals") == before


def test_a_grid_takes_its_rule_and_odd_values_are_the_usual_ones(shop: Shop, console: Console) -> None:
    with transaction():
        home = make_page(shop.sites["eu"].id, kind=PageKind.HOME)
        block_id = service.add_block(home, BlockKind.GRID, by=SYSTEM)
    console.post(
        f"/content/blocks/{block_id}", version=1, rule="picked", products="3, 1 3", count="12", tone="neon"
    )
    with reading():
        chosen = block(block_id).settings
    assert (chosen.rule, chosen.products, chosen.count, chosen.tone) == (Rule.PICKED, (3, 1), 12, Tone.PLUM)
    console.post(f"/content/blocks/{block_id}", version=2, rule="nonsense", count="7000", codes="a,b  c")
    with reading():
        chosen = block(block_id).settings
    assert (chosen.rule, chosen.count, chosen.codes) == (Rule.NEWEST, 8, ("a", "b", "c"))


def test_all_languages_chosen_are_the_same_as_none(shop: Shop, console: Console) -> None:
    with transaction():
        block_id = make_block(make_page(shop.sites["eu"].id))
    for version, chosen, kept in ((3, ["fr", "xx"], ("fr",)), (4, ["de", "fr", "es", "pl", "en"], ())):
        console.post(f"/content/blocks/{block_id}", version=version, languages=chosen)
        with reading():
            assert block(block_id).languages == kept


def test_blocks_are_moved_hidden_and_removed_by_buttons(shop: Shop, console: Console) -> None:
    with transaction():
        home = make_page(shop.sites["eu"].id, kind=PageKind.HOME)
        first, second = make_block(home), make_block(home)
    console.post(f"/content/blocks/{second}/move", way="up")
    with reading():
        assert [one.id for one in page(home).blocks] == [second, first]
    console.post(f"/content/blocks/{second}/move", way="down")
    console.post(f"/content/blocks/{first}/withdrawal", version=3)
    console.post(f"/content/blocks/{second}/removal", version=3)
    with reading():
        (left,) = page(home).blocks
    assert (left.id, left.state) == (first, ContentState.DRAFT)


def test_a_full_page_says_so(shop: Shop, console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.content.policy.MOST_BLOCKS", 0)
    with transaction():
        home = make_page(shop.sites["eu"].id, kind=PageKind.HOME)
    answer = console.post(f"/content/{home}/blocks", kind="grid")
    assert answer.location == f"/admin/content/{home}"
    assert "as many blocks" in console.get(f"/content/{home}").text


def test_a_preview_leads_to_the_site_at_the_chosen_time(shop: Shop, console: Console) -> None:
    with transaction():
        home = make_page(shop.sites["eu"].id, kind=PageKind.HOME)
        make_block(home, texts={"body": {"en": "Only a draft"}}, is_published=False)
    shown = console.get(f"/content/{home}?at=2026-12-24T18:00&drafts=1").text
    (address,) = re.findall(r'href="(http://eu\.localhost:8000/en/\?preview=[^"]+)"', shown)
    seen = visit(address.removeprefix("http://eu.localhost:8000"), EU)
    assert "Only a draft" in seen.text
    assert "24, 2026" in words_of(seen.text)


def test_nobody_but_operators_writes_pages(shop: Shop) -> None:
    with transaction():
        page_id = make_page(shop.sites["eu"].id)
        block_id = make_block(page_id)
    stranger = Console("admin")
    for path in ("/content", f"/content/{page_id}", f"/content/blocks/{block_id}"):
        assert stranger.get(path).location.startswith("/admin/login")
    for path in (
        f"/content/{page_id}/texts", f"/content/{page_id}/withdrawal", f"/content/blocks/{block_id}/removal",
    ):  # fmt: skip
        assert "/admin/login" in stranger.post(path, version=1).location
    with reading():
        assert len(queries.get_page(page_id).blocks) == 1


@pytest.mark.parametrize("path", ["/content/999", "/content/blocks/999"])
def test_what_is_not_there_is_not_found(console: Console, path: str) -> None:
    assert console.get(path).status_code == 404
    assert console.post(f"{path}/withdrawal", version=1).status_code == 404


@pytest.mark.parametrize("language", ["ru", "de"])
def test_codes_are_words_in_every_language(shop: Shop, language: str) -> None:
    with transaction():
        home = make_page(shop.sites["eu"].id, kind=PageKind.HOME)
        for kind in BlockKind:
            make_block(home, kind)
    console = Console("admin", language=language).log_in(shop.cast.operator)
    said = words_of(console.get(f"/content/{home}").text)
    for word in ("Countdown" if language == "ru" else "Preview", "Category tiles", "published"):
        assert word not in said
