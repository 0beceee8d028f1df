import threading
from datetime import timedelta
from pathlib import Path

import pytest
from rq import Queue
from rq.job import Job as QueuedJob
from rq.job import JobStatus

from cli.servers import valkey as server
from core.kernel import clock
from core.platform import log, outbox
from core.platform.cache import valkey
from core.platform.db import NoSession, reading, session, transaction
from core.platform.http import OutageError
from tests.jobs import examples
from tests.jobs.conftest import Later, Subscribe, child, point_at, relay_all, work_all
from tests.jobs.examples import DEAD, DONE, PENDING, QUEUED, BellRung, Trouble, marks, ring
from workers import deliveries
from workers.backoff import OUTAGE
from workers.job import job
from workers.outbox import LOOK_AGAIN, Relay
from workers.queues import QueueName

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture(autouse=True)
def _baking(world: None, subscribe: Subscribe) -> None:
    subscribe({BellRung: [examples.bake_a_cake]})


def in_line() -> int:
    return Queue(QueueName.DEFAULT, connection=valkey()).count


def test_a_job_follows_its_fact_through_the_queue() -> None:
    ring()
    relay_all()
    assert (in_line(), examples.deliveries(), marks("baked 1")) == (1, [(QUEUED, 0)], 0)
    work_all()
    assert (in_line(), examples.deliveries(), marks("baked 1")) == (0, [(DONE, 1)], 1)


def test_the_same_delivery_done_again_has_no_second_effect() -> None:
    ring()
    relay_all()
    for _ in range(3):
        deliveries.carry_out(examples.delivery_id())
    work_all()
    assert (marks("baked 1"), examples.deliveries()) == (1, [(DONE, 1)])


def test_two_workers_with_the_same_delivery_have_one_effect() -> None:
    ring()
    relay_all()
    id = examples.delivery_id()
    both = [threading.Thread(target=deliveries.carry_out, args=(id,)) for _ in range(4)]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert (marks("baked 1"), examples.deliveries()) == (1, [(DONE, 1)])


def test_handing_over_twice_takes_one_place_in_line() -> None:
    ring()
    relay_all()
    ticket = deliveries.Ticket(examples.delivery_id(), 0, clock.now(), examples.bake_a_cake)
    deliveries.hand_over(ticket)
    deliveries.hand_over(ticket)
    assert in_line() == 1


def test_a_failed_job_rests_comes_again_and_is_dead_after_its_retries(later: Later) -> None:
    Trouble.is_on = True
    ring()
    for attempt in range(1, examples.bake_a_cake.backoff.tries):
        relay_all()
        work_all()
        assert examples.deliveries() == [(PENDING, attempt)]
        later(timedelta(minutes=1))
    relay_all()
    work_all()
    assert examples.deliveries() == [(DEAD, 4)]
    with reading():
        (letter,) = outbox.list_dead()
    assert letter.last_error == "PoisonError: the oven is cold"
    Trouble.is_on = False
    with transaction():
        outbox.replay([letter.id])
    relay_all()
    work_all()
    assert (marks("baked 1"), examples.deliveries()) == (1, [(DONE, 1)])


def test_an_absent_queue_holds_nothing_up_and_makes_no_dead_letter(tmp_path: Path, later: Later) -> None:
    point_at(redis_url=server.Server(tmp_path).url)
    for door in range(3):
        ring(door)
    relay = Relay()
    for _ in range(15):
        relay_all(relay)
        later(timedelta(minutes=1))
        relay.queue_rests_until = 0
    assert examples.deliveries() == [(PENDING, 0)] * 3
    with server.start(tmp_path, fast=True):
        relay_all(relay)
        work_all()
    assert [marks(f"baked {door}") for door in range(3)] == [1, 1, 1]


def test_only_the_first_delivery_asks_a_queue_that_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    point_at(redis_url=server.Server(tmp_path).url)
    asked: list[int] = []
    real = deliveries.hand_over
    monkeypatch.setattr("workers.outbox.hand_over", lambda ticket: (asked.append(1), real(ticket)))
    for door in range(5):
        ring(door)
    relay_all(Relay(clock=lambda: 100.0))
    assert (len(asked), examples.deliveries()) == (1, [(PENDING, 0)] * 5)


def test_a_job_that_the_queue_lost_is_put_in_line_again(later: Later) -> None:
    ring()
    relay_all()
    valkey().flushall()
    relay_all()
    assert in_line() == 0
    later(LOOK_AGAIN + timedelta(seconds=1))
    relay_all()
    work_all()
    assert (marks("baked 1"), examples.deliveries()) == (1, [(DONE, 1)])


def test_a_job_that_waits_long_keeps_its_one_place(later: Later) -> None:
    ring()
    for _ in range(3):
        relay_all()
        later(LOOK_AGAIN + timedelta(seconds=1))
    assert (in_line(), examples.deliveries()) == (1, [(QUEUED, 0)])


def test_a_vanished_worker_counts_as_an_attempt(later: Later) -> None:
    ring()
    relay_all()
    place = QueuedJob.fetch(f"delivery-{examples.delivery_id()}-0", connection=valkey())
    place.set_status(JobStatus.STARTED)
    Queue(QueueName.DEFAULT, connection=valkey()).remove(place)
    later(LOOK_AGAIN + timedelta(seconds=1))
    relay_all()
    assert examples.deliveries() == [(PENDING, 1)]
    later(timedelta(seconds=5))
    relay_all()
    work_all()
    assert (marks("baked 1"), examples.deliveries()) == (1, [(DONE, 2)])


def test_a_job_beyond_its_time_is_interrupted(subscribe: Subscribe) -> None:
    subscribe({BellRung: [examples.sleep_for_ever]})
    ring()
    relay_all()
    work_all()
    assert examples.deliveries() == [(DEAD, 1)]
    with reading():
        assert outbox.list_dead()[0].last_error.startswith("JobTimeoutException")


def test_a_job_that_does_not_hear_its_time_is_up_ends_its_worker() -> None:
    ring()
    relay_all()
    with child("tests.jobs.deaf_worker") as worker:
        assert worker.wait(30) == 1
    assert examples.deliveries() == [(QUEUED, 0)]


def test_an_outage_elsewhere_is_waited_for_longer_than_a_mistake(subscribe: Subscribe, later: Later) -> None:
    subscribe({BellRung: [ask_the_weather]})
    ring()
    for _ in range(12):
        relay_all()
        work_all()
        later(OUTAGE.longest)
    assert examples.deliveries() == [(PENDING, 12)]


@job(queue=QueueName.DEFAULT, retries=1)
def ask_the_weather(event: BellRung) -> None:
    raise OutageError("weather: status 503", 503)


def test_a_job_has_no_ambient_session_but_the_request_id_of_the_click(subscribe: Subscribe) -> None:
    subscribe({BellRung: [look_around]})
    with log.bound(request_id="click-7"):
        ring()
    relay_all()
    work_all()
    assert seen == ["click-7", "no session"]
    assert log.request_id() is None


seen: list[str | None] = []


@job(queue=QueueName.ORDERS)
def look_around(event: BellRung) -> None:
    seen.append(log.request_id())
    try:
        session()
    except NoSession:
        seen.append("no session")
