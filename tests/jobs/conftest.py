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

import workers.subscriptions as page
from cli.servers import valkey
from core.kernel.event import Event
from core.platform import cache, db
from core.platform import settings as configuration
from core.platform.settings import ROOT, settings
from tests import database
from tests.database import Databases
from tests.jobs.examples import Trouble
from workers.outbox import Relay
from workers.queues import QueueName
from workers.run import HouseWorker
from workers.subscriptions import Subscriber

Later = Callable[[timedelta], None]
Subscribe = Callable[[Mapping[type[Event], Sequence[Subscriber]]], None]


@pytest.fixture(scope="session")
def jobs_database(databases: Databases) -> str:
    """Give the URL of a database for jobs alone."""
    return databases.create("jobs", like="empty")


@pytest.fixture(scope="session")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a queue and give its URL."""
    with valkey.start(tmp_path_factory.mktemp("queue"), fast=True) as url:
        yield url


@pytest.fixture
def world(jobs_database: str, queue: str, data: Path) -> Iterator[None]:
    """Point this process at a database and a queue, both empty, and at a folder of its own."""
    with database.at(jobs_database):
        point_at(redis_url=queue)
        empty()
        Trouble.is_on = False
        yield
        cache.valkey.cache_clear()


def point_at(**values: Any) -> None:
    """Change settings and forget the connection to the former queue."""
    configuration.override(**values)
    cache.valkey.cache_clear()


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
        "DATABASE_URL": chosen.database_url.replace("+psycopg", ""),
        "REDIS_URL": chosen.redis_url,
        "ENTREPOT_DATA": str(chosen.data),
        "ENTREPOT_SECRET_KEY": "the secret of the tests",
    }
    command = [sys.executable, "-m", module]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()
