import threading
from datetime import UTC, datetime, timedelta

import pytest
from rq import Queue
from time_machine import TimeMachineFixture

from cli.servers import valkey as server
from core.kernel.page import PageAsk
from core.ops import queries
from core.ops.types import PeriodicRunCard, RunOutcome
from core.platform.cache import valkey
from core.platform.db import reading, transaction
from tests.jobs.conftest import Later, point_at, work_all
from tests.jobs.examples import PoisonError, Trouble, leave_a_mark, marks
from workers import schedule
from workers.job import job
from workers.periodic import Periodic, take_turn
from workers.queues import QueueName

pytestmark = pytest.mark.usefixtures("world")

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@job(queue=QueueName.DEFAULT, timeout=20)
def wind_the_clock() -> str:
    """Have one effect, and fail after it while there is trouble."""
    with transaction():
        leave_a_mark("wound")
    if Trouble.is_on:
        raise PoisonError("the spring is broken")
    return "wound it"


EVERY_MINUTE = Periodic("* * * * *", wind_the_clock)
PATIENT = Periodic("0 12 * * *", wind_the_clock, tries=3)


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "PERIODIC", (EVERY_MINUTE,))


def runs() -> list[PeriodicRunCard]:
    with reading():
        return list(queries.list_runs(PageAsk()).items)


def test_a_turn_is_taken_once_whoever_calls() -> None:
    callers = [threading.Thread(target=take_turn, args=(EVERY_MINUTE, NOON)) for _ in range(5)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(30)
    assert not take_turn(EVERY_MINUTE, NOON)
    assert marks("wound") == 1
    (run,) = runs()
    assert (run.name, run.slot, run.outcome, run.note) == (
        "wind_the_clock",
        NOON,
        RunOutcome.DONE,
        "wound it",
    )


def test_each_slot_is_a_turn_of_its_own() -> None:
    assert take_turn(EVERY_MINUTE, NOON)
    assert take_turn(EVERY_MINUTE, NOON + timedelta(minutes=1))
    assert marks("wound") == 2


@pytest.mark.usefixtures("only")
def test_two_schedulers_run_a_periodic_job_once(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOON - timedelta(seconds=1))
    first, second = schedule.Scheduler(valkey()), schedule.Scheduler(valkey())
    for instant in (NOON, NOON + timedelta(milliseconds=300)):
        time_machine.move_to(instant)
        first.enqueue_jobs()
        second.enqueue_jobs()
    assert Queue(QueueName.DEFAULT, connection=valkey()).count == 2
    time_machine.move_to(NOON + timedelta(seconds=45))
    work_all()
    assert marks("wound") == 1
    assert [run.slot for run in runs()] == [NOON]


def test_a_failed_turn_is_told_and_not_taken_again_where_the_next_one_heals_it() -> None:
    Trouble.is_on = True
    assert take_turn(EVERY_MINUTE, NOON)
    assert not take_turn(EVERY_MINUTE, NOON)
    (run,) = runs()
    assert (run.outcome, run.note, run.attempts) == (
        RunOutcome.FAILED,
        "PoisonError: the spring is broken",
        1,
    )


def test_a_patient_job_takes_a_broken_turn_again_after_a_rest(
    monkeypatch: pytest.MonkeyPatch, later: Later
) -> None:
    monkeypatch.setattr(schedule, "PERIODIC", (PATIENT,))
    Trouble.is_on = True
    take_turn(PATIENT, NOON)
    assert schedule.repeat_broken_turns() == "repeated 0"
    for attempts in (2, 3):
        later(timedelta(minutes=5))
        assert schedule.repeat_broken_turns() == "repeated 1"
        work_all()
        assert [(run.slot, run.attempts) for run in runs()] == [(NOON, attempts)]
    later(timedelta(hours=2))
    assert schedule.repeat_broken_turns() == "repeated 0"


def test_a_turn_whose_worker_vanished_may_be_taken_again_after_its_lease(
    monkeypatch: pytest.MonkeyPatch, later: Later
) -> None:
    def die() -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        take_turn(Periodic("0 12 * * *", job(queue=QueueName.DEFAULT, timeout=20)(die), tries=2), NOON)
    again = Periodic("0 12 * * *", job(queue=QueueName.DEFAULT, timeout=20)(die), tries=2)
    assert not take_turn(again, NOON)
    later(timedelta(seconds=55))
    with pytest.raises(SystemExit):
        take_turn(again, NOON)


@pytest.mark.usefixtures("only")
def test_a_turn_missed_while_nothing_ran_is_made_up_for(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOON)
    schedule.make_up_for_missed_turns()
    work_all()
    assert runs() == [], "a new shop has missed nothing"
    take_turn(EVERY_MINUTE, NOON)
    time_machine.move_to(NOON + timedelta(hours=3, seconds=20))
    for _ in range(2):
        schedule.make_up_for_missed_turns()
        work_all()
    assert [run.slot for run in runs()] == [NOON + timedelta(hours=3), NOON]


@pytest.mark.usefixtures("only")
def test_the_scheduler_outlives_an_outage_of_the_queue(tmp_path_factory: pytest.TempPathFactory) -> None:
    take_turn(EVERY_MINUTE, NOON - timedelta(days=1000))
    folder = tmp_path_factory.mktemp("outage")
    point_at(redis_url=server.Server(folder).url)
    scheduler = schedule.Scheduler(valkey())
    # Signals are the main thread's, and this one is not.
    scheduler._install_signal_handlers = lambda: None
    scheduler.calculate_sleep_interval = lambda: 0.05
    thread = threading.Thread(target=scheduler.run, daemon=True)
    thread.start()
    with server.start(folder, fast=True):
        for _ in range(100):
            if Queue(QueueName.DEFAULT, connection=valkey()).count:
                break
            thread.join(0.1)
        work_all()
        assert marks("wound") >= 2
    scheduler.stop.set()
    thread.join(10)
    assert not thread.is_alive()


def test_every_job_of_the_list_has_a_name_of_its_own() -> None:
    names = [one.name for one in schedule.PERIODIC]
    assert len(set(names)) == len(names)
    assert all(schedule.periodic_named(name).name == name for name in names)
