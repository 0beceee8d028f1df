from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rq import Queue

from cli.servers import valkey as server
from core.kernel.actor import SYSTEM
from core.kernel.page import PageAsk
from core.media.events import PictureAccepted
from core.ops import queries, service
from core.ops.types import QueueLength, RunId, RunOutcome
from core.platform import cache, outbox
from core.platform import settings as configuration
from core.platform.db import reading, transaction
from tests.conftest import Later

pytestmark = pytest.mark.usefixtures("db")

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LEASE = timedelta(minutes=1)


def claim(name: str = "sweep", slot: datetime = NOON, *, tries: int = 1) -> RunId | None:
    with transaction():
        return service.claim_run(name, slot, lease=LEASE, tries=tries)


def test_lengths_of_queues_are_told_and_an_absent_queue_is_no_failure(tmp_path: Path) -> None:
    configuration.override(redis_url=server.Server(tmp_path).url)
    cache.valkey.cache_clear()
    with reading():
        assert queries.look().queues is None
    with server.start(tmp_path, fast=True):
        for name, jobs in (("mail", 2), ("images", 1)):
            for _ in range(jobs):
                Queue(name, connection=cache.valkey()).enqueue("workers.deliveries.carry_out", 1)
        with reading():
            assert queries.look().queues == (QueueLength("images", 1), QueueLength("mail", 2))
    cache.valkey.cache_clear()


def test_what_waits_is_counted_and_its_oldest_fact_is_told() -> None:
    with transaction():
        outbox.record(PictureAccepted(media_id=1))
    with reading():
        health = queries.look()
    assert health.deliveries == {"waiting": 1}
    assert health.oldest_waiting is not None
    with transaction():
        (message,) = outbox.take_messages(10)
        outbox.fan_out({message: ["one", "another"]})
    with reading():
        assert queries.look().deliveries == {"waiting": 0, "pending": 2}


def test_dead_letters_are_listed_and_replayed() -> None:
    with transaction():
        outbox.record(PictureAccepted(media_id=7))
    with transaction():
        (message,) = outbox.take_messages(10)
        outbox.fan_out({message: ["one"]})
    with transaction():
        (delivery,) = outbox.take_deliveries(1)
        outbox.postpone(delivery.id, delay=None, error="PoisonError: no")
    with reading():
        (letter,) = queries.list_dead_letters()
    assert (letter.event, letter.payload, letter.last_error) == (
        "PictureAccepted",
        {"media_id": 7},
        "PoisonError: no",
    )
    with transaction():
        assert service.replay_dead_letters([letter.id], by=SYSTEM) == 1
    with reading():
        assert queries.list_dead_letters() == []


def test_a_turn_is_claimed_once() -> None:
    run_id = claim()
    assert run_id is not None
    assert claim() is None
    with transaction():
        service.finish_run(run_id, note="done it")
    assert claim(tries=5) is None
    assert claim(slot=NOON + LEASE) is not None
    with reading():
        runs = queries.list_runs(PageAsk(), name="sweep").items
        assert [(run.slot, run.outcome, run.note) for run in runs] == [
            (NOON + LEASE, RunOutcome.RUNNING, ""),
            (NOON, RunOutcome.DONE, "done it"),
        ]
        assert [run.slot for run in queries.list_last_runs()] == [NOON + LEASE]


def test_a_failed_turn_may_be_claimed_as_often_as_allowed() -> None:
    for attempt in (1, 2, 3):
        run_id = claim(tries=3)
        assert run_id is not None, attempt
        with transaction():
            service.fail_run(run_id, problem="PoisonError: no")
        with reading():
            (broken,) = queries.list_broken_runs(["sweep"], within=LEASE * 60)
        assert (broken.attempts, broken.outcome) == (attempt, RunOutcome.FAILED)
    assert claim(tries=3) is None


def test_a_vanished_turn_is_broken_when_its_lease_is_over(later: Later) -> None:
    claim(tries=2)
    with reading():
        assert queries.list_broken_runs(["sweep"], within=LEASE * 60) == []
    later(LEASE * 2)
    with reading():
        assert len(queries.list_broken_runs(["sweep"], within=LEASE * 60)) == 1
    assert claim(tries=2) is not None


def test_old_history_is_swept(later: Later) -> None:
    claim()
    later(timedelta(days=31))
    claim(slot=NOON + LEASE)
    with transaction():
        assert service.forget_old_runs(timedelta(days=30)) == 1


def test_done_messages_are_swept_and_unfinished_ones_stay(later: Later) -> None:
    for media_id, state in ((1, "done"), (2, "pending")):
        with transaction():
            outbox.record(PictureAccepted(media_id=media_id))
        with transaction():
            (message,) = outbox.take_messages(10)
            outbox.fan_out({message: ["one"]})
        if state == "done":
            with transaction():
                (delivery,) = outbox.take_deliveries(1)
                outbox.done([delivery.id])
    later(timedelta(days=31))
    with transaction():
        assert outbox.sweep(timedelta(days=30)) == 1
        assert outbox.sweep(timedelta(days=30)) == 0
    with reading():
        assert outbox.counts() == {"pending": 1, "waiting": 0}
