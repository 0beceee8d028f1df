"""Jobs are proven on real servers, with transactions that really commit."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from sqlalchemy import text
from time_machine import TimeMachineFixture

import workers.subscriptions as page
from cli.servers import postgres, valkey
from core.kernel import clock
from core.kernel.event import Event
from core.platform import cache, db, storage
from core.platform import settings as configuration
from core.platform.settings import ROOT, settings
from tests.jobs.examples import Trouble
from workers.outbox import Relay
from workers.queues import QueueName
from workers.run import HouseWorker
from workers.subscriptions import Subscriber

Later = Callable[[timedelta], None]
Subscribe = Callable[[Mapping[type[Event], Sequence[Subscriber]]], None]


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Run a database with all tables and a queue."""
    folder = tmp_path_factory.mktemp("servers")
    with postgres.start(folder, fast=True) as database, valkey.start(folder, fast=True) as queue:
        engine = db.connect(database, pooled=False)
        db.Model.metadata.create_all(engine)
        engine.dispose()
        yield database, queue


@pytest.fixture
def world(servers: tuple[str, str], tmp_path: Path) -> Iterator[None]:
    """Point this process at the servers, both empty, and at a folder of its own."""
    database, queue = servers
    changed = {"database_url": database, "redis_url": queue, "data": tmp_path, "smtp_url": "", "storage_url": ""}
    before = {name: getattr(settings(), name) for name in changed}
    point_at(**changed)
    empty()
    Trouble.is_on = False
    yield
    point_at(**before)


def point_at(**values: Any) -> None:
    """Change settings and forget what was made of the former ones."""
    db.forget_engine()
    cache.valkey.cache_clear()
    storage.storage.cache_clear()
    configuration.override(**values)


def empty() -> None:
    """Drop every row and every queued job."""
    tables = ", ".join(table.name for table in db.Model.metadata.sorted_tables)
    with db.engine().begin() as connection:
        connection.execute(text(f"truncate {tables} restart identity cascade"))
    cache.valkey().flushall()


@pytest.fixture
def subscribe(monkeypatch: pytest.MonkeyPatch) -> Iterator[Subscribe]:
    """Write another page of what happens after what."""

    def replace(subscriptions: Mapping[type[Event], Sequence[Subscriber]]) -> None:
        monkeypatch.setattr(page, "SUBSCRIPTIONS", subscriptions)
        page._by_name.cache_clear()

    yield replace
    page._by_name.cache_clear()


@pytest.fixture
def later(time_machine: TimeMachineFixture) -> Later:
    """Travel ahead by a span; the clock goes on ticking there."""
    return lambda span: time_machine.move_to(clock.now() + span)


def relay_all(relay: Relay | None = None) -> None:
    """Relay until nothing is due, at most a hundred turns."""
    relay = relay or Relay()
    for _ in range(100):
        if not relay.turn():
            return
    raise AssertionError("the relay goes on for ever")


def work_all(*queues: str) -> None:
    """Do every job in line."""
    worker = HouseWorker(list(queues or QueueName), connection=Redis.from_url(settings().redis_url))
    worker.work(burst=True, logging_level=None)


@contextmanager
def child(module: str) -> "Iterator[subprocess.Popen[str]]":
    """Run a module in a process of its own, on the servers of this test; nothing is left of it afterwards."""
    chosen = settings()
    environment = os.environ | {
        "DATABASE_URL": chosen.database_url.replace("+psycopg", ""), "REDIS_URL": chosen.redis_url,
        "ENTREPOT_DATA": str(chosen.data), "ENTREPOT_SECRET_KEY": "the secret of the tests",
    }
    command = [sys.executable, "-m", module]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()
