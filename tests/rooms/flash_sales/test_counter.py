"""The counter before a pool: what its scripts answer, and what a proof makes of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.flash_sales import counter
from core.flash_sales.types import Seen, Taken, Truth
from core.kernel.ids import LocationId
from core.platform.cache import hasty
from tests.factories.queues import queue

POOL = LocationId(7)
HELD, OPEN = Taken(is_held=True), Taken()


@pytest.fixture(autouse=True)
def _queue(tmp_path: Path) -> Iterator[None]:
    with queue(tmp_path):
        yield


def prove(left: int, *known: str) -> counter.Setting:
    setting = counter.set_right(POOL, Truth(counter.look(POOL).epoch, left, known))
    assert setting is not None
    return setting


def left() -> int | None:
    found = counter.find(POOL)
    return found.left if found else None


class TestTaking:
    def test_without_a_counter_everybody_may_go_on_and_nothing_is_kept(self) -> None:
        assert counter.take(POOL, "a", 1) == OPEN
        counter.give_back(POOL, "a")
        assert counter.find(POOL) is None
        assert hasty().dbsize() == 0

    def test_units_are_held_until_there_are_too_few(self) -> None:
        prove(3)
        assert counter.take(POOL, "a", 2) == HELD
        assert counter.take(POOL, "b", 2) == Taken(left=1)
        assert counter.take(POOL, "c", 1) == HELD
        assert counter.take(POOL, "d", 1) == Taken(left=0)
        assert left() == 0

    def test_the_same_token_takes_once(self) -> None:
        prove(3)
        assert [counter.take(POOL, "a", 2) for _ in range(3)] == [HELD] * 3
        assert left() == 1

    def test_pools_do_not_know_one_another(self) -> None:
        prove(1)
        assert counter.take(LocationId(8), "a", 1) == OPEN
        assert left() == 1


class TestGivingBack:
    def test_what_was_taken_comes_back_once(self) -> None:
        prove(3)
        counter.take(POOL, "a", 2)
        for _ in range(2):
            counter.give_back(POOL, "a")
        counter.give_back(POOL, "nobody")
        assert left() == 3

    def test_no_more_comes_back_than_the_level_has(self) -> None:
        prove(3)
        counter.take(POOL, "a", 2)
        counter.give_back(POOL, "a", most=0)
        assert left() == 0


class TestProving:
    def test_takes_that_the_level_does_not_know_are_respected(self) -> None:
        prove(5)
        counter.take(POOL, "a", 2)
        assert prove(5) == counter.Setting(left=3, taken=2, off=0)
        counter.give_back(POOL, "a")
        assert left() == 5

    def test_takes_that_the_level_knows_are_confirmed(self) -> None:
        prove(5)
        counter.take(POOL, "a", 2)
        counter.take(POOL, "b", 1)
        assert prove(3, "a") == counter.Setting(left=2, taken=1, off=0)
        counter.give_back(POOL, "a")  # too late: it is sold
        assert left() == 2

    def test_units_that_came_back_are_let_in_again_and_recorded(self) -> None:
        prove(0)
        assert counter.find(POOL).off_at is None  # type: ignore[union-attr]
        assert prove(2) == counter.Setting(left=2, taken=0, off=-2)
        assert counter.take(POOL, "a", 2) == HELD
        assert prove(2).off == 0
        found = counter.find(POOL)
        assert found is not None
        assert (found.left, found.off) == (0, -2)
        assert found.off_at is not None
        assert found.off_at <= found.proven_at

    def test_a_take_of_which_nothing_was_heard_lapses(self, monkeypatch: pytest.MonkeyPatch) -> None:
        prove(1)
        counter.take(POOL, "a", 1)
        assert prove(1).left == 0
        monkeypatch.setattr(counter, "TAKE_SECONDS", -1)
        assert prove(1) == counter.Setting(left=1, taken=0, off=-1)
        assert counter.take(POOL, "b", 1) == HELD

    def test_who_took_from_a_counter_that_was_lost_may_make_it_negative_for_a_while(self) -> None:
        prove(2)
        counter.take(POOL, "a", 2)
        assert prove(1).left == -1
        assert counter.take(POOL, "b", 1) == Taken(left=0)
        assert left() == 0
        counter.give_back(POOL, "a")
        assert left() == 1

    def test_a_proof_that_was_overtaken_sets_nothing(self) -> None:
        prove(5)
        epoch = counter.look(POOL).epoch
        prove(4)
        assert counter.set_right(POOL, Truth(epoch, 5, [])) is None
        assert left() == 4

    def test_a_proof_of_a_counter_that_is_gone_sets_nothing(self) -> None:
        prove(5)
        epoch = counter.look(POOL).epoch
        hasty().flushall()
        assert counter.set_right(POOL, Truth(epoch, 5, [])) is None
        assert counter.take(POOL, "a", 1) == OPEN
        assert counter.look(POOL) == Seen("", ())

    def test_a_counter_runs_out_unless_it_is_proven(self, monkeypatch: pytest.MonkeyPatch) -> None:
        prove(0)
        (key,) = hasty().keys(f"{counter.ROOT}:*:left")
        assert 0 < hasty().ttl(key) <= counter.PROVEN_SECONDS
        monkeypatch.setattr(counter, "PROVEN_SECONDS", 0)
        prove(0)
        assert counter.take(POOL, "a", 1) == OPEN
        found = counter.find(POOL)
        assert found is not None
        assert found.left is None


def test_a_queue_service_that_is_away_is_no_counter(tmp_path: Path) -> None:
    with queue(tmp_path / "stopped"):
        prove(0)
        assert counter.take(POOL, "a", 1) == Taken(left=0)
    for _ in range(10):
        assert counter.take(POOL, "a", 1) == OPEN
    counter.give_back(POOL, "a")
    assert counter.find(POOL) is None
