import signal
from pathlib import Path
from time import monotonic, sleep

import pytest
from redis import Redis

from cli.servers import valkey as server
from core.platform import cache
from core.platform.settings import settings
from tests.jobs import examples
from tests.jobs.conftest import Subscribe, child, point_at, relay_all, work_all
from tests.jobs.examples import BellRung, marks, ring
from workers import run
from workers.queues import QueueName

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture(autouse=True)
def _baking(world: None, subscribe: Subscribe) -> None:
    subscribe({BellRung: [examples.bake_a_cake]})


def test_a_worker_outlives_a_restart_of_the_queue_and_ends_quickly_when_asked(tmp_path: Path) -> None:
    point_at(redis_url=server.Server(tmp_path).url)
    with child("tests.jobs.living_worker") as worker:
        for door in (1, 2):
            with server.start(tmp_path, fast=True):
                ring(door)
                relay_all()
                assert happens(f"baked {door}")
                if door == 2:
                    worker.send_signal(signal.SIGTERM)
                    asked = monotonic()
                    assert worker.wait(10) == 0
                    assert monotonic() - asked < 6.5  # when the launcher would kill it
            cache.valkey().connection_pool.disconnect()


def test_a_worker_that_has_grown_retires_after_its_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "MOST_MEGABYTES", 1)
    worker = run.HouseWorker([QueueName.DEFAULT], connection=Redis.from_url(settings().redis_url))
    ring(1)
    ring(2)
    relay_all()
    worker.work(logging_level=None)
    assert worker.is_ending
    assert sorted(marks(f"baked {door}") for door in (1, 2)) == [0, 1]


def test_a_job_that_is_done_leaves_nothing_in_the_queue() -> None:
    ring(1)
    relay_all()
    queue = cache.valkey()
    before = set(queue.keys("rq:job:*"))
    assert len(before) == 1
    work_all(QueueName.DEFAULT)
    assert marks("baked 1") == 1
    left = [
        key
        for kind in ("job", "execution", "executions", "wip", "finished")
        for key in queue.keys(f"rq:{kind}*")
    ]
    assert left == []


def test_a_worker_says_that_it_lives_when_that_is_news(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = run.HouseWorker([QueueName.DEFAULT], connection=Redis.from_url(settings().redis_url))
    worker.register_birth()
    worker.heartbeat()
    first = worker.connection.hget(worker.key, "last_heartbeat")
    worker.heartbeat()
    assert worker.connection.hget(worker.key, "last_heartbeat") == first
    monkeypatch.setattr(run, "BEAT_SECONDS", 0)
    worker.heartbeat()
    assert worker.connection.hget(worker.key, "last_heartbeat") != first
    assert worker.connection.ttl(worker.key) > run.WORKER_SECONDS


def happens(effect: str) -> bool:
    """Wait up to forty seconds for an effect: a busy machine starts a worker slowly."""
    since = monotonic()
    while monotonic() - since < 40:
        if marks(effect):
            return True
        sleep(0.05)
    return False
