from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.kernel.refusal import Refusal
from core.kernel.states import IllegalMove
from core.orders.types import OrderState
from core.reviews import errors, policy
from core.reviews.types import HeldFor, Rating, ReviewText, SaidState

WORDS = "Warm light, sturdy foot, and it arrived a day early."


def said(**changed: Any) -> ReviewText:
    fields: dict[str, Any] = {
        "stars": 4,
        "aspects": {"quality": 5},
        "title": "Good",
        "text": WORDS,
        "language": "en",
        "author_name": "",
    }
    return ReviewText(**(fields | changed))


@pytest.mark.parametrize("state", OrderState)
def test_only_what_was_handed_over_is_reviewed(state: OrderState) -> None:
    assert policy.may_write(state) is (state in {OrderState.SHIPPED, OrderState.DELIVERED})


def test_a_review_is_changed_for_thirty_days() -> None:
    written = datetime(2026, 1, 1, tzinfo=UTC)
    assert policy.may_edit(written, written + timedelta(days=30))
    assert not policy.may_edit(written, written + timedelta(days=30, seconds=1))


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"stars": 0}, errors.StarsMissing),
        ({"stars": 6}, errors.StarsMissing),
        ({"aspects": {"quality": 0}}, errors.StarsMissing),
        ({"aspects": {"smell": 3}}, errors.StarsMissing),
        ({"text": "Too short"}, errors.TextTooShort),
        ({"text": "x" * 5001}, errors.TextTooLong),
        ({"title": "x" * 121}, errors.TextTooLong),
        ({"photos": range(7)}, errors.TooManyPhotos),
    ],
)
def test_what_is_out_of_bounds_is_refused(changed: dict[str, object], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        policy.check_review(said(**changed), policy.COMMON_ASPECTS)


def test_a_review_within_bounds_passes() -> None:
    policy.check_review(said(), policy.COMMON_ASPECTS)
    policy.check_review(said(aspects={}, title="", photos=range(6)), ())


@pytest.mark.parametrize(
    "text",
    [
        "Write to me at someone@example.org",
        "see https://elsewhere.example/x",
        "www.cheaper.example",
        "Call +49 170 1234567",
        "This is a scam!",
        "Это мошенники",
        "这是假货",
        "Das ist Betrug",
        "c'est une arnaque",
        "to podróbka",
        "una estafa",
        "buy at bestlamps.com",
    ],
)
def test_contacts_links_and_heavy_words_wait_for_a_person(text: str) -> None:
    assert policy.held_for(text) == (HeldFor.WORDS,)


@pytest.mark.parametrize(
    "text",
    [WORDS, "Bought 2 on 2026-11-21 for 24.90 EUR", "Вкусно, коворкинг доволен", "Size 42, 100 % cotton"],
)
def test_plain_words_are_public_at_once(text: str) -> None:
    assert policy.held_for(text) == ()


def test_new_photos_wait_for_a_person() -> None:
    assert policy.held_for(WORDS, photos=1) == (HeldFor.PHOTOS,)
    assert policy.held_for("scam", photos=2) == (HeldFor.PHOTOS, HeldFor.WORDS)


def test_the_mean_is_rounded_to_hundredths_halves_up() -> None:
    assert policy.mean(3, 13) == Rating(3, 433)
    assert policy.mean(8, 35) == Rating(8, 438)  # 4.375
    assert policy.mean(0, 0) == Rating(0, 0)


def test_only_a_letter_of_a_name_is_kept() -> None:
    assert [policy.initial_of(name) for name in ("robin Lane", "Ёлка", "李雷", "  42")] == [
        "R",
        "Ё",
        "李",
        "",
    ]


def test_what_was_said_moves_by_the_table() -> None:
    assert policy.SAID.destination(SaidState.PENDING, "publish") is SaidState.PUBLISHED
    assert policy.SAID.destination(SaidState.REJECTED, "publish") is SaidState.PUBLISHED
    assert policy.SAID.destination(SaidState.PUBLISHED, "reject") is SaidState.REJECTED
    with pytest.raises(IllegalMove):
        policy.SAID.destination(SaidState.REJECTED, "reject")


def test_goods_are_rated_on_what_matters_to_them() -> None:
    assert policy.aspects_of("fashion") == ("as_described", "quality", "fit", "delivery")
    assert policy.aspects_of("anything") == ("as_described", "quality", "delivery")
