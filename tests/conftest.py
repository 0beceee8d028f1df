"""What every test may ask for: a database, a small shop in it, another time, and no network."""

import os
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis
import pytest
from sqlalchemy import Connection, Engine
from time_machine import TimeMachineFixture

from core.kernel import clock
from core.platform import db as platform_db
from core.platform import editions, metrics, storage
from core.platform import settings as configuration
from core.platform.settings import settings
from core.switches import board
from tests import database
from tests.database import Databases
from tests.factories.shop import Shop, open_shop

JOURNEYS = "tests/journeys/"
WHOLE_PROCESSES = (JOURNEYS, "tests/jobs/", "tests/launcher/")  # one after the other, because they start many

Later = Callable[[timedelta], None]

# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")

_outside: dict[str, str] = {}
_folder = TemporaryDirectory(prefix="entrepot-data-")
_clones = count(1)


def pytest_configure(config: pytest.Config) -> None:
    """Read settings that lead nowhere outside this run: tests never touch a developer's data."""
    if getattr(config.option, "numprocesses", None):
        return  # this process only hands out the tests
    for name in ("DATABASE_URL", "REDIS_URL"):
        _outside[name] = os.environ.pop(name, "")
    configuration.export(ENTREPOT_DATA=_folder.name, ENTREPOT_SECRET_KEY="the secret of the tests")
    metrics.start_counting()


def pytest_unconfigure() -> None:
    _folder.cleanup()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what starts whole processes come first, because together they take longest."""
    items.sort(key=lambda item: not item.nodeid.startswith(WHOLE_PROCESSES))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """On two cores, keep each file's tests on one of them, and on one all that start whole processes."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return JOURNEYS if nodeid.startswith(WHOLE_PROCESSES) else nodeid.partition("::")[0]

    return ByFile(config, log)


@pytest.fixture(autouse=True, scope="session")
def _unplugged() -> Iterator[None]:
    """Refuse every connection that leaves this machine."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(real: Callable[..., Any]) -> Callable[..., Any]:
        def dial(this: socket.socket, address: Any) -> Any:
            _refuse_far(this, address)
            return real(this, address)

        return dial

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(connect))
        patch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
        yield


def _refuse_far(this: socket.socket, address: Any) -> None:
    if this.family == socket.AF_UNIX:
        return
    host = str(address[0])
    if host != "localhost" and not ip_address(host.partition("%")[0]).is_loopback:
        raise PermissionError(f"the network is unplugged in tests: {address}")


@pytest.fixture(autouse=True)
def _settings_as_before() -> Iterator[None]:
    """Take back what a test changed in the settings."""
    before = settings()
    yield
    configuration._current = before


@pytest.fixture(autouse=True)
def _nothing_switched() -> Iterator[None]:
    """Let no test know what another one switched, tripped or had kept for seconds."""
    yield
    board.put_up([])
    editions.let_lag(0)  # a web application lets its whole process lag
    for name, forget in (("web.shared.short_cache", "forget_all"), ("core.switches.gates", "open_all")):
        if name in sys.modules:
            getattr(sys.modules[name], forget)()


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Give a server on which databases can be made; `empty` has every table and no row."""
    with database.server(_outside["DATABASE_URL"]) as url:
        made = Databases(url)
        try:
            database.migrate(made.create("empty"))
            yield made
        finally:
            if _outside["DATABASE_URL"]:
                made.drop_all()


@pytest.fixture(scope="session")
def _shop_at_rest(databases: Databases) -> Shop:
    with database.at(databases.create("shop", like="empty")):
        return open_shop()


@dataclass
class _Lent:
    """A copy of a resting database that rooms' tests share, each in a transaction that is rolled back."""

    engine: Engine
    url: str


@pytest.fixture(scope="session")
def _empty_lent(databases: Databases) -> Iterator[_Lent]:
    yield from _lend(databases, "empty")


@pytest.fixture(scope="session")
def _shop_lent(databases: Databases, _shop_at_rest: Shop) -> Iterator[_Lent]:
    yield from _lend(databases, "shop")


def _lend(databases: Databases, like: str) -> Iterator[_Lent]:
    url = databases.create(f"{like}_lent", like=like)
    engine = platform_db.connect(url)
    yield _Lent(engine, url)
    engine.dispose()


@pytest.fixture
def db(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """Run every session on one connection and undo all of it afterwards; the shop's where `shop` is asked for too."""
    lent = request.getfixturevalue("_shop_lent" if "shop" in request.fixturenames else "_empty_lent")
    with lent.engine.connect() as connection, database.at(lent.url):
        outer = connection.begin()
        with platform_db.bound_to(connection):
            yield connection
        outer.rollback()


@pytest.fixture
def shop(db: Connection, _shop_at_rest: Shop) -> Shop:
    """Give a small shop made through the doors; what a test does to it is undone."""
    return _shop_at_rest


@pytest.fixture
def committed_shop(databases: Databases, _shop_at_rest: Shop) -> Iterator[Shop]:
    """Give the same shop in a database of its own, where commits are real and threads may race."""
    name = f"race_{next(_clones)}"
    with database.at(databases.create(name, like="shop")):
        yield _shop_at_rest
    databases.drop(name)


@pytest.fixture
def committed_db(databases: Databases) -> Iterator[str]:
    """Give an empty database of its own, where commits are real; its URL is in the settings."""
    name = f"race_{next(_clones)}"
    with database.at(databases.create(name, like="empty")):
        yield settings().database_url
    databases.drop(name)


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """Give this test a data folder and a storage of its own."""
    configuration.override(data=tmp_path)
    storage.storage.cache_clear()
    yield tmp_path
    storage.storage.cache_clear()


@pytest.fixture
def later(time_machine: TimeMachineFixture) -> Later:
    """Travel ahead by a span; the clock goes on ticking there."""
    return lambda span: time_machine.move_to(clock.now() + span)
