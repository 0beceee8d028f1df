"""What an offer may be, and when it is open."""

from datetime import UTC, datetime, timedelta

import pytest

from core.kernel.states import IllegalMove
from core.promotions import policy
from core.promotions.errors import CodeUnfit, NameMissing, QuotaOutOfRange, QuotaShrinks, WindowCrossed
from core.promotions.types import OfferState, Standing, Terms

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("typed", ["", "  ", "two words", "a--b", "-a", "café", "x" * 65, "a/b"])
def test_a_code_is_small_letters_digits_and_hyphens(typed: str) -> None:
    with pytest.raises(CodeUnfit):
        policy.tidy_code(typed)


def test_a_code_is_tidied() -> None:
    assert policy.tidy_code("  Tea-2026 ") == "tea-2026"


def test_terms_are_checked_and_blank_languages_left_out() -> None:
    kept = policy.checked(Terms({"en": " Tea ", "de": " "}, 5, {"en": "", "ru": "чай"}))
    assert (kept.names, kept.descriptions) == ({"en": "Tea"}, {"ru": "чай"})
    with pytest.raises(NameMissing):
        policy.checked(Terms({"en": " "}, 5))
    for quota in (0, -1, policy.MOST_COUPONS + 1):
        with pytest.raises(QuotaOutOfRange):
            policy.checked(Terms({"en": "Tea"}, quota))
    with pytest.raises(WindowCrossed):
        policy.checked(Terms({"en": "Tea"}, 5, {}, NOW, NOW))


def test_moves_of_an_offer() -> None:
    assert policy.OFFER.destination(OfferState.DRAFT, "publish") is OfferState.LIVE
    assert policy.OFFER.destination(OfferState.LIVE, "end") is OfferState.ENDED
    for state, move in (
        (OfferState.DRAFT, "end"),
        (OfferState.ENDED, "publish"),
        (OfferState.LIVE, "publish"),
    ):
        with pytest.raises(IllegalMove):
            policy.OFFER.destination(state, move)


def test_what_was_promised_never_shrinks() -> None:
    policy.check_growth(OfferState.DRAFT, 10, 1)
    policy.check_growth(OfferState.LIVE, 10, 10)
    with pytest.raises(QuotaShrinks):
        policy.check_growth(OfferState.LIVE, 10, 9)


@pytest.mark.parametrize(
    ("state", "starts", "ends", "standing"),
    [
        (OfferState.LIVE, None, None, Standing.FREE),
        (OfferState.LIVE, NOW, NOW + HOUR, Standing.FREE),
        (OfferState.LIVE, NOW + HOUR, None, Standing.NOT_YET),
        (OfferState.LIVE, None, NOW, Standing.OVER),
        (OfferState.ENDED, None, None, Standing.OVER),
        (OfferState.DRAFT, None, None, Standing.OVER),
    ],
)
def test_the_window(
    state: OfferState, starts: datetime | None, ends: datetime | None, standing: Standing
) -> None:
    assert policy.standing_of_window(state, starts, ends, NOW) is standing
