import pytest

from core.inventory.policy import RESERVATION
from core.inventory.types import ReservationState as State
from core.kernel.states import IllegalMove

WAYS = {
    (State.HELD, "confirm"): State.CONFIRMED,
    (State.HELD, "release"): State.RELEASED,
    (State.CONFIRMED, "release"): State.RELEASED,
    (State.CONFIRMED, "deduct"): State.DEDUCTED,
    (State.RELEASED, "retake"): State.CONFIRMED,
}


@pytest.mark.parametrize("move", ["confirm", "release", "retake", "deduct"])
@pytest.mark.parametrize("state", State)
def test_a_reservation_goes_only_these_ways(state: State, move: str) -> None:
    if (state, move) in WAYS:
        assert RESERVATION.destination(state, move) is WAYS[state, move]
    else:
        with pytest.raises(IllegalMove):
            RESERVATION.destination(state, move)


def test_the_table_names_no_other_move() -> None:
    assert set(RESERVATION.moves) == {move for _, move in WAYS}
