"""A gate before a call that pages can do without."""

from threading import Event, Thread

import pytest

from core.platform.guarded import Fall, Gate, LetGo, Rule


class Clock:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def falls() -> list[Fall]:
    return []


@pytest.fixture
def gate(clock: Clock, falls: list[Fall]) -> Gate:
    rule = Rule(window=10, bad=4, slow=1.0, rest=10, longest=30, trials=2, crowd=2)
    return Gate(rule, falls.append, clock)


def call(gate: Gate, clock: Clock, *, seconds: float = 0.1, problem: Exception | None = None) -> str:
    """Call once; gives "good", or why it was let go."""
    try:
        with gate.entered(passing=(KeyError,)):
            clock.at += seconds
            if problem:
                raise problem
    except LetGo as reason:
        return str(reason)
    except KeyError:
        return "refused"
    return "good"


def fail(gate: Gate, clock: Clock, times: int) -> None:
    for _ in range(times):
        assert call(gate, clock, problem=ValueError()) == "ValueError"


def test_a_failure_is_let_go_and_the_next_call_is_made(gate: Gate, clock: Clock) -> None:
    fail(gate, clock, 1)
    assert call(gate, clock) == "good"


def test_it_falls_when_too_many_of_the_last_calls_failed_not_in_a_row(
    gate: Gate, clock: Clock, falls: list[Fall]
) -> None:
    for _ in range(3):
        fail(gate, clock, 1)
        assert call(gate, clock) == "good"
    assert gate.is_open
    fail(gate, clock, 1)
    assert not gate.is_open
    assert falls == [Fall(calls=7, failed=4, slow=0, rest=10, problem="ValueError")]
    assert call(gate, clock) == "resting"


def test_old_failures_are_forgotten(gate: Gate, clock: Clock) -> None:
    fail(gate, clock, 3)
    for _ in range(10):
        assert call(gate, clock) == "good"
    fail(gate, clock, 3)
    assert gate.is_open


def test_slowness_counts_as_failure_though_its_answer_is_taken(
    gate: Gate, clock: Clock, falls: list[Fall]
) -> None:
    for _ in range(4):
        assert call(gate, clock, seconds=1.5) == "good"
    assert call(gate, clock) == "resting"
    assert falls == [Fall(calls=4, failed=0, slow=4, rest=10, problem="slow")]


def test_a_refusal_is_an_answer(gate: Gate, clock: Clock) -> None:
    for _ in range(20):
        assert call(gate, clock, problem=KeyError()) == "refused"
    assert gate.is_open


def test_after_its_rest_it_takes_several_good_trials_to_open(gate: Gate, clock: Clock) -> None:
    fail(gate, clock, 4)
    clock.at += 10
    assert call(gate, clock) == "good"
    assert not gate.is_open
    assert call(gate, clock) == "good"
    assert gate.is_open


def test_a_trial_that_fails_makes_it_rest_twice_as_long_up_to_the_longest(
    gate: Gate, clock: Clock, falls: list[Fall]
) -> None:
    fail(gate, clock, 4)
    for rest, next_rest in ((10, 20), (20, 30), (30, 30)):
        clock.at += rest - 0.5
        assert call(gate, clock) == "resting"
        clock.at += 0.5
        fail(gate, clock, 1)
        assert falls[-1].rest == next_rest


def test_after_it_opened_it_rests_as_briefly_as_at_first(gate: Gate, clock: Clock, falls: list[Fall]) -> None:
    fail(gate, clock, 4)
    clock.at += 10
    fail(gate, clock, 1)
    clock.at += 20
    assert [call(gate, clock), call(gate, clock)] == ["good", "good"]
    fail(gate, clock, 4)
    assert falls[-1].rest == 10


def test_only_few_are_let_in_at_once_and_a_crowd_is_no_failure(falls: list[Fall]) -> None:
    gate = Gate(Rule(crowd=2, window=4, bad=1), falls.append)
    go, inside = Event(), [Event(), Event()]

    def stay(arrived: Event) -> None:
        with gate.entered():
            arrived.set()
            assert go.wait(5)

    threads = [Thread(target=stay, args=(arrived,)) for arrived in inside]
    for thread in threads:
        thread.start()
    assert all(arrived.wait(5) for arrived in inside)
    with pytest.raises(LetGo, match="crowded"), gate.entered():
        pass
    go.set()
    for thread in threads:
        thread.join(5)
    with gate.entered():
        pass
    assert gate.is_open
    assert falls == []


def test_while_one_tries_the_others_wait(gate: Gate, clock: Clock) -> None:
    fail(gate, clock, 4)
    clock.at += 10
    with gate.entered(), pytest.raises(LetGo, match="resting"), gate.entered():
        pass
