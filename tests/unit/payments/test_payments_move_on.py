"""A gateway's words may come late, twice or in the wrong order: a payment only moves forward."""

from itertools import permutations

import pytest

from core.payments.policy import moves_on
from core.payments.types import PaymentState as State

NEWS = {
    State.CREATED: {State.PENDING, State.AUTHORIZED, State.CAPTURED, State.DECLINED, State.VOIDED},
    State.PENDING: {State.AUTHORIZED, State.CAPTURED, State.DECLINED, State.VOIDED},
    State.AUTHORIZED: {State.CAPTURED, State.VOIDED},
    State.DECLINED: {State.AUTHORIZED, State.CAPTURED},
    State.VOIDED: {State.CAPTURED},
    State.CAPTURED: set(),
}


@pytest.mark.parametrize("told", State)
@pytest.mark.parametrize("before", State)
def test_only_news_moves_a_payment(before: State, told: State) -> None:
    assert moves_on(before, told) is (told in NEWS[before])


@pytest.mark.parametrize("state", State)
def test_the_same_word_again_is_no_news(state: State) -> None:
    assert not moves_on(state, state)


def test_money_that_is_in_stays_in_whatever_comes_in_whatever_order() -> None:
    for words in permutations(
        [State.PENDING, State.AUTHORIZED, State.CAPTURED, State.DECLINED, State.VOIDED]
    ):
        state = State.CREATED
        for word in words:
            state = word if moves_on(state, word) else state
        assert state is State.CAPTURED, words
