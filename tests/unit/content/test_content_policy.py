"""When a block is on its page, where links may lead, and how blocks change places."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.content import policy
from core.content.errors import LinkUnknown, TimesCrossed
from core.content.types import Block, BlockId, BlockKind, ContentState, Rule, Settings, Tone

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def block(state: ContentState = ContentState.PUBLISHED, **facts: Any) -> Block:
    return Block(BlockId(1), BlockKind.TEXT, state, 1, **facts)


def test_a_block_is_shown_from_its_start_until_just_before_its_end() -> None:
    timed = block(starts_at=NOON, ends_at=NOON + HOUR)
    shown = [timed.is_shown(at, "en") for at in (NOON - HOUR, NOON, NOON + HOUR / 2, NOON + HOUR)]
    assert shown == [False, True, True, False]


def test_a_draft_is_shown_only_to_who_asks_for_drafts() -> None:
    draft = block(ContentState.DRAFT)
    assert not draft.is_shown(NOON, "en")
    assert draft.is_shown(NOON, "en", with_drafts=True)
    assert not block(ContentState.DRAFT, ends_at=NOON).is_shown(NOON, "en", with_drafts=True)


def test_a_block_may_speak_to_some_languages_only() -> None:
    german = block(languages=("de",))
    assert [german.is_shown(NOON, language) for language in ("de", "en")] == [True, False]


@pytest.mark.parametrize(
    "link", ["", "category:tea-coffee", "merchant:jade", "page:delivery", "/search?q=tea", "/c/honig"]
)
def test_links_stay_in_the_shop(link: str) -> None:
    policy.check_link(link)


@pytest.mark.parametrize(
    "link",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:x", "brand:x", "/a b", "page:"],
)
def test_links_that_lead_elsewhere_are_refused(link: str) -> None:
    with pytest.raises(LinkUnknown):
        policy.check_link(link)


def test_a_block_can_not_end_before_it_begins() -> None:
    policy.check_times(NOON, None)
    policy.check_times(NOON, NOON + HOUR)
    for ends_at in (NOON, NOON - HOUR):
        with pytest.raises(TimesCrossed):
            policy.check_times(NOON, ends_at)


def test_moving_stops_at_both_ends() -> None:
    assert policy.moved([1, 2, 3], 2, -1) == [2, 1, 3]
    assert policy.moved([1, 2, 3], 2, 1) == [1, 3, 2]
    assert policy.moved([1, 2, 3], 1, -1) == [1, 2, 3]
    assert policy.moved([1, 2, 3], 3, 5) == [1, 2, 3]
    assert policy.moved([1, 2, 3], 1, 9) == [2, 3, 1]


def test_only_the_words_a_kind_has_are_kept() -> None:
    said = {"title": {"en": " Hello ", "de": " "}, "body": {"en": "x"}, "script": {"en": "y"}}
    assert policy.tidy_texts(BlockKind.GRID, said) == {"title": {"en": "Hello"}}
    assert policy.tidy_texts(BlockKind.RECENT, said) == {}


def test_settings_are_stored_where_they_differ_from_the_usual() -> None:
    assert policy.tidy_settings(Settings()) == {}
    chosen = Settings(tone=Tone.SEA, rule=Rule.PICKED, codes=("a", "b"), until=NOON)
    assert policy.tidy_settings(chosen) == {
        "tone": "sea", "rule": "picked", "codes": ["a", "b"], "until": "2026-12-01T12:00:00+00:00",
    }  # fmt: skip
