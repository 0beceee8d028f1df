"""Facts are written with the change and delivered after it, once to each who wants to hear."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from core.kernel import clock
from core.kernel.event import Event
from core.platform import log, outbox
from core.platform.db import reading, session, transaction
from core.platform.outbox import Delivery, DeliveryState, Message
from tests.conftest import Later
from tests.witness import undone

pytestmark = pytest.mark.usefixtures("db")


@dataclass(frozen=True, kw_only=True)
class GateOpened(Event):
    gate_id: int


def record(*gates: int) -> None:
    with transaction():
        for gate in gates:
            outbox.record(GateOpened(gate_id=gate))


def fan_out(*subscribers: str) -> int:
    with transaction():
        messages = outbox.take_messages(100)
        outbox.fan_out(dict.fromkeys(messages, subscribers))
        return len(messages)


def taken() -> outbox.Waiting | None:
    return next(iter(outbox.take_deliveries(1)), None)


def deliveries() -> list[tuple[int, str, str, int]]:
    with reading():
        rows = session().query(Delivery).order_by(Delivery.id)
        return [(row.message_id, row.subscriber, row.state, row.attempts) for row in rows]


def test_a_fact_of_a_change_that_was_undone_is_never_told() -> None:
    with undone():
        outbox.record(GateOpened(gate_id=1))
    assert fan_out("listener") == 0


def test_a_fact_is_kept_with_what_it_says_and_where_it_came_from() -> None:
    with log.bound(request_id="req-7"):
        record(1)
    with reading():
        (message,) = session().query(Message)
        assert (message.name, message.payload, message.request_id) == (
            "GateOpened",
            {"gate_id": 1},
            "req-7",
        )


def test_each_subscriber_gets_a_fact_once() -> None:
    record(1, 2)
    assert fan_out("one", "two") == 2
    assert fan_out("one", "two") == 0
    assert [(subscriber, state) for _, subscriber, state, _ in deliveries()] == [
        ("one", "pending"),
        ("two", "pending"),
    ] * 2


def test_a_fact_nobody_wants_is_done_with() -> None:
    record(1)
    assert fan_out() == 1
    assert deliveries() == []
    with reading():
        assert outbox.counts() == {"waiting": 0}
        assert outbox.oldest_waiting() is None


def test_the_oldest_due_delivery_is_taken_first_and_done_once() -> None:
    record(1, 2)
    fan_out("listener")
    heard = []
    for _ in range(3):
        with transaction():
            delivery = taken()
            if delivery is not None:
                heard.append(delivery.event)
                outbox.done([delivery.id])
    assert heard == [GateOpened(gate_id=1), GateOpened(gate_id=2)]
    with reading():
        assert outbox.counts() == {"done": 2, "waiting": 0}


def test_a_failed_delivery_comes_again_later(later: Later) -> None:
    record(1)
    fan_out("listener")
    with transaction():
        delivery = taken()
        assert delivery is not None
        outbox.postpone(delivery.id, delay=timedelta(seconds=30), error="stuck")
    with transaction():
        assert taken() is None
    later(timedelta(seconds=31))
    with transaction():
        again = taken()
        assert again is not None
        assert again.attempts == 1
        assert session().get_one(Delivery, again.id).last_error == "stuck"


def test_a_delivery_that_gave_up_is_shown_and_can_be_tried_again() -> None:
    record(7)
    fan_out("listener")
    with transaction():
        delivery = taken()
        assert delivery is not None
        outbox.postpone(delivery.id, delay=None, error="poison " * 2000)
    with transaction():
        assert taken() is None
        (letter,) = outbox.list_dead()
    assert (letter.event, letter.payload, letter.subscriber, letter.attempts) == (
        "GateOpened",
        {"gate_id": 7},
        "listener",
        1,
    )
    assert len(letter.last_error) == 4000
    with transaction():
        assert outbox.replay([letter.id, 10**9]) == 1
        assert outbox.replay([letter.id]) == 0
    with transaction():
        again = taken()
        assert again is not None
        assert again.attempts == 0


def test_what_is_done_cannot_be_failed_afterwards() -> None:
    record(1)
    fan_out("listener")
    with transaction():
        delivery = taken()
        assert delivery is not None
        outbox.done([delivery.id])
        id = delivery.id
    with transaction():
        outbox.postpone(id, delay=None, error="too late")
    assert [(state, attempts) for _, _, state, attempts in deliveries()] == [("done", 1)]


def test_a_queued_delivery_is_looked_at_again_in_case_the_queue_lost_it(later: Later) -> None:
    record(1)
    fan_out("job")
    with transaction():
        delivery = taken()
        assert delivery is not None
        outbox.queued([delivery.id], look_again_at=clock.now() + timedelta(minutes=5))
    with transaction():
        assert taken() is None
    later(timedelta(minutes=6))
    with transaction():
        again = taken()
        assert again is not None
        assert again.state == DeliveryState.QUEUED


def test_the_age_of_the_oldest_unfinished_fact_is_known() -> None:
    before = clock.now()
    record(1)
    with reading():
        waiting = outbox.oldest_waiting()
    assert waiting is not None
    assert abs(waiting - before) < timedelta(minutes=5)
    fan_out("listener")
    with reading():
        assert outbox.oldest_waiting() == waiting


def test_old_facts_are_swept_when_all_is_done_and_not_before(later: Later) -> None:
    record(1, 2)
    fan_out("listener")
    with transaction():
        delivery = taken()
        assert delivery is not None
        outbox.done([delivery.id])
    later(timedelta(days=31))
    with transaction():
        assert outbox.sweep(timedelta(days=30)) == 1
    with reading():
        assert [message.payload for message in session().query(Message)] == [{"gate_id": 2}]
    assert len(deliveries()) == 1
