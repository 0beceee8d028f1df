import signal
import threading
from datetime import timedelta
from itertools import pairwise
from time import monotonic, sleep

import pytest

from core.platform import log, outbox
from core.platform.db import reading, transaction
from tests.jobs import examples
from tests.jobs.conftest import Later, Subscribe, child, relay_all
from tests.jobs.examples import DEAD, DONE, PENDING, BellRung, Trouble, marks, ring
from workers.backoff import REACTION
from workers.outbox import TURN_SECONDS, Relay, fan_out_waiting

pytestmark = pytest.mark.usefixtures("world")


def test_a_fact_reaches_everybody_who_listens_once(subscribe: Subscribe) -> None:
    subscribe({BellRung: [examples.open_the_door, examples.bark]})
    ring(1)
    ring(2)
    relay_all()
    relay_all()
    assert [marks(name) for name in ("opened 1", "barked 1", "opened 2", "barked 2")] == [1, 1, 1, 1]
    assert examples.deliveries() == [(DONE, 1)] * 4


def test_a_rolled_back_change_tells_nobody(subscribe: Subscribe) -> None:
    subscribe({BellRung: [examples.open_the_door]})

    def change_and_fail() -> None:
        with transaction():
            outbox.record(BellRung(door=1))
            examples.leave_a_mark("the change itself")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    relay_all()
    assert (examples.messages(), marks("the change itself"), marks("opened 1")) == (0, 0, 0)


def test_a_fact_nobody_listens_to_is_put_away(subscribe: Subscribe) -> None:
    subscribe({})
    ring()
    relay_all()
    with reading():
        assert outbox.counts() == {"waiting": 0}


def test_a_failed_reaction_leaves_nothing_and_comes_again(subscribe: Subscribe, later: Later) -> None:
    subscribe({BellRung: [examples.open_the_door, examples.bark]})
    Trouble.is_on = True
    ring()
    relay_all()
    assert (marks("opened 1"), marks("barked 1")) == (0, 1)
    assert examples.deliveries() == [(PENDING, 1), (DONE, 1)]
    Trouble.is_on = False
    relay_all()
    assert marks("opened 1") == 0, "it rests before it comes again"
    later(timedelta(seconds=3))
    relay_all()
    assert marks("opened 1") == 1
    assert examples.deliveries() == [(DONE, 2), (DONE, 1)]


def test_who_hears_many_facts_hears_all_that_are_due_in_one_call(subscribe: Subscribe) -> None:
    subscribe({BellRung: [examples.write_the_guest_book, examples.bark]})
    for door in (1, 2, 3):
        ring(door)
    relay_all()
    assert (marks("wrote 1 2 3"), marks("barked 2")) == (1, 1)
    assert examples.deliveries() == [(DONE, 1)] * 6


def test_one_fact_that_is_poison_spoils_no_other_that_is_due_with_it(subscribe: Subscribe) -> None:
    subscribe({BellRung: [examples.write_the_guest_book, examples.bark]})
    Trouble.is_on = True
    for door in (1, 13, 2):
        ring(door)
    relay_all()
    assert [marks(name) for name in ("wrote 1 13 2", "wrote 1", "wrote 13", "wrote 2")] == [0, 1, 0, 1]
    assert [marks(f"barked {door}") for door in (1, 13, 2)] == [1, 1, 1]
    assert sorted(examples.deliveries()) == [(DONE, 1)] * 5 + [(PENDING, 1)]


def test_what_takes_long_is_left_for_the_next_turn_and_lost_by_none(
    subscribe: Subscribe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.outbox.SECONDS_AT_ONCE", 0.0)
    subscribe({BellRung: [examples.open_the_door, examples.bark]})
    for door in range(3):
        ring(door)
    relay = Relay()
    fan_out_waiting()
    assert relay.deliver_due() == 1
    relay_all(relay)
    assert [marks(f"{did} {door}") for did in ("opened", "barked") for door in range(3)] == [1] * 6


def test_a_delivery_that_another_relay_holds_is_not_waited_for(
    subscribe: Subscribe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the batch that failed and the delivery alone another relay may take it, and be long about it."""
    subscribe({BellRung: [examples.open_the_door]})
    ring()
    fan_out_waiting()
    taken, is_over = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction():
            assert outbox.take_deliveries(1)
            taken.set()
            is_over.wait(5)

    other = threading.Thread(target=hold)

    def take_meanwhile(problem: BaseException) -> str:
        other.start()
        assert taken.wait(5)
        return "poison"

    Trouble.is_on = True
    monkeypatch.setattr("workers.failures.describe", take_meanwhile)
    begun = monotonic()
    Relay().deliver_due()
    waited = monotonic() - begun
    is_over.set()
    other.join(10)
    assert waited < 4
    assert examples.deliveries() == [(PENDING, 0)]


def test_what_has_been_due_longest_comes_first_also_where_it_goes_together(
    subscribe: Subscribe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.outbox.SECONDS_AT_ONCE", 0.0)
    subscribe({BellRung: [examples.write_the_guest_book, examples.bark]})
    ring(1)
    ring(2)
    fan_out_waiting()
    assert Relay().deliver_due() == 2
    assert (marks("wrote 1 2"), marks("barked 1")) == (1, 0)


def test_a_busy_relay_begins_a_turn_a_tenth_of_a_second_after_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stop, began = threading.Event(), list[float]()

    def turn(relay: Relay, stop: threading.Event) -> int:
        began.append(monotonic())
        if len(began) == 4:
            stop.set()
        return 1

    monkeypatch.setattr(Relay, "turn", turn)
    Relay().run_until(stop)
    gaps = [later - sooner for sooner, later in pairwise(began)]
    assert len(gaps) == 3
    assert min(gaps) >= TURN_SECONDS * 0.9


def test_a_turn_looks_again_only_after_a_full_batch(
    subscribe: Subscribe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.outbox.DELIVERIES_AT_ONCE", 2)
    subscribe({BellRung: [examples.bark]})
    looks: list[int] = []
    deliver = Relay.deliver_due

    def look(relay: Relay) -> int:
        looks.append(deliver(relay))
        return looks[-1]

    monkeypatch.setattr(Relay, "deliver_due", look)
    for door in (1, 2, 3):
        ring(door)
    assert (Relay().turn(), looks) == (6, [2, 1])


def test_a_reaction_sees_what_the_one_before_it_wrote(subscribe: Subscribe) -> None:
    seen: list[tuple[str, int]] = []

    def look(event: BellRung) -> None:
        seen.append(("opened", marks(f"opened {event.door}")))

    subscribe({BellRung: [examples.open_the_door, look]})
    ring()
    relay_all()
    assert seen == [("opened", 1)]


def test_poison_rests_as_a_dead_letter_and_can_be_replayed(subscribe: Subscribe, later: Later) -> None:
    subscribe({BellRung: [examples.open_the_door]})
    Trouble.is_on = True
    ring(7)
    for _ in range(REACTION.tries + 3):
        relay_all()
        later(timedelta(minutes=11))
    assert examples.deliveries() == [(DEAD, REACTION.tries)]
    with reading():
        (letter,) = outbox.list_dead()
    assert (letter.event, letter.payload, letter.subscriber) == (
        "BellRung",
        {"door": 7},
        "tests.jobs.examples.open_the_door",
    )
    assert letter.last_error == "PoisonError: the door is stuck"
    Trouble.is_on = False
    relay_all()
    assert marks("opened 7") == 0
    with transaction():
        assert outbox.replay([letter.id]) == 1
    relay_all()
    assert (marks("opened 7"), examples.deliveries()) == (1, [(DONE, 1)])
    with transaction():
        assert outbox.replay([letter.id]) == 0


def test_a_delivery_to_a_function_that_is_gone_is_dead_at_once(subscribe: Subscribe) -> None:
    subscribe({BellRung: [examples.open_the_door]})
    ring()
    fan_out_waiting()
    subscribe({})
    relay_all()
    assert examples.deliveries() == [(DEAD, 1)]


def test_what_a_killed_relay_left_half_done_is_done_by_the_next(subscribe: Subscribe) -> None:
    subscribe({BellRung: [examples.open_the_door]})
    ring()
    with child("tests.jobs.dying_relay") as relay:
        assert relay.wait(30) == -signal.SIGKILL
    assert (marks("opened 1"), examples.deliveries()) == (0, [(PENDING, 0)])
    relay_all()
    assert (marks("opened 1"), examples.deliveries()) == (1, [(DONE, 1)])


def test_two_relays_share_the_work_and_do_nothing_twice(subscribe: Subscribe) -> None:
    subscribe({BellRung: [examples.open_the_door, examples.bark]})
    for door in range(30):
        ring(door)
    relays = [threading.Thread(target=relay_all) for _ in range(3)]
    for relay in relays:
        relay.start()
    for relay in relays:
        relay.join(60)
    relay_all()
    effects = [marks(f"{done} {door}") for done in ("opened", "barked") for door in range(30)]
    assert effects == [1] * 60


def test_the_bell_wakes_the_relay_and_sigterm_ends_it_quickly() -> None:
    with child("tests.jobs.living_relay") as relay:
        assert relay.stdout is not None
        assert relay.stdout.readline() == "up\n"
        ring()
        rung = monotonic()
        while not marks("opened 1") and monotonic() - rung < 10:
            sleep(0.02)
        assert marks("opened 1") == 1
        relay.send_signal(signal.SIGTERM)
        asked = monotonic()
        assert relay.wait(10) == 0
        assert monotonic() - asked < 3


def test_the_request_id_follows_the_click_into_its_reactions(subscribe: Subscribe) -> None:
    heard: list[str | None] = []

    def listen(event: BellRung) -> None:
        heard.append(log.request_id())
        outbox.record(BellRung(door=event.door + 1)) if event.door < 2 else None

    subscribe({BellRung: [listen]})
    with log.bound(request_id="click-1"):
        ring()
    relay_all(Relay())
    assert heard == ["click-1", "click-1"]
