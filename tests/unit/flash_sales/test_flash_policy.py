"""What a flash sale may be, who a shopper is, and how pages speak of a pool."""

from datetime import UTC, datetime, timedelta

import pytest

from core.flash_sales import policy
from core.flash_sales.errors import FlashTermsWrong
from core.flash_sales.types import FlashState, FlashTerms, PoolWord
from core.inventory.types import PoolFigures
from core.kernel.ids import AccountId, LocationId
from core.kernel.money import Money
from core.kernel.places import Address

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOME = Address("Robin Lane", "DE", "Lindenweg 4", "Berlin", postal_code="10115")


def terms(price: Money, usual: Money) -> tuple[FlashTerms, list[Money]]:
    return FlashTerms(LocationId(1), 10, 2, 0, 10, NOW, NOW + timedelta(hours=1), [price]), [usual]


@pytest.mark.parametrize(
    ("price", "usual"),
    [
        (Money(999, "EUR"), Money(1000, "EUR")),
        (Money(1, "JPY"), Money(2, "JPY")),
        (Money(1234, "KWD"), Money(1235, "KWD")),
    ],
)
def test_a_price_undercuts_the_usual_one_by_a_minor_unit_at_least(price: Money, usual: Money) -> None:
    policy.check_terms(*terms(price, usual), NOW)
    with pytest.raises(FlashTermsWrong) as refused:
        policy.check_terms(*terms(usual, usual), NOW)
    assert refused.value.facts == {"field": f"price-{usual.currency}", "why": "not_lower"}


def test_what_has_no_price_on_the_site_is_not_sold_there() -> None:
    with pytest.raises(FlashTermsWrong) as refused:
        policy.check_terms(terms(Money(1, "EUR"), Money(2, "EUR"))[0], [], NOW)
    assert refused.value.facts["why"] == "not_sold"


def test_moves_lead_from_draft_to_end_and_back_only_before_it_begins() -> None:
    moves = {state: policy.STATES.moves_from(state) for state in FlashState}
    assert moves == {
        FlashState.DRAFT: ["schedule"],
        FlashState.SCHEDULED: ["withdraw", "start"],
        FlashState.LIVE: ["end"],
        FlashState.ENDED: [],
    }


def test_a_guest_goes_by_mailbox_and_address_however_they_are_spelled() -> None:
    spelled = Address("R. Lane", "DE", "LINDENWEG, 4", "berlin ", postal_code="10 115")
    first = policy.shoppers_of(None, "robin@cast.example", HOME)
    assert len(first) == 2
    assert policy.shoppers_of(None, " Robin+sale@Cast.example", spelled) == first
    assert len(set(first) & set(policy.shoppers_of(None, "other@cast.example", HOME))) == 1


def test_an_account_goes_by_itself_and_its_mailbox_but_not_by_where_it_sends() -> None:
    mine = policy.shoppers_of(AccountId(7), "robin@cast.example", HOME)
    assert len(mine) == 2
    assert len(set(mine) & set(policy.shoppers_of(None, "robin@cast.example", HOME))) == 1
    assert not set(mine) & set(policy.shoppers_of(AccountId(8), "other@cast.example", HOME))


def test_nobody_is_named_in_a_digest() -> None:
    assert all(
        len(one) == 32 and "robin" not in one for one in policy.shoppers_of(None, "robin@cast.example", HOME)
    )


@pytest.mark.parametrize(
    ("left", "word"),
    [
        (100, PoolWord.PLENTY),
        (50, PoolWord.PLENTY),
        (49, PoolWord.UNDER_HALF),
        (11, PoolWord.UNDER_HALF),
        (10, PoolWord.FEW),
        (1, PoolWord.FEW),
        (0, PoolWord.GONE),
    ],
)
def test_words_for_what_is_left_of_a_hundred(left: int, word: PoolWord) -> None:
    assert policy.word_of(PoolFigures(moved_in=100, left=left)) == word


def test_figures_add_up_or_say_that_they_do_not() -> None:
    right = PoolFigures(moved_in=10, given_back=2, sold=3, reserved=1, left=4, promised=4)
    assert right.adds_up
    assert not PoolFigures(moved_in=10, sold=3, reserved=1, left=7, promised=4).adds_up
    assert not PoolFigures(moved_in=10, given_back=2, sold=3, reserved=1, left=4, promised=5).adds_up
