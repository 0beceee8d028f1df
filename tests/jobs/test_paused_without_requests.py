"""A proxy hears of an outage although no request reaches a web process: from the publisher."""

import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from cli.servers import postgres
from core.platform.settings import settings
from tests import database
from tests.jobs.conftest import child


def test_a_publisher_leaves_the_sign_that_buying_is_paused_and_takes_it_back(data: Path) -> None:
    sign = settings().data / "pages" / "paused"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="entrepot-dark-")))
        server = ExitStack()
        url = server.enter_context(postgres.start(folder, fast=True))
        stack.enter_context(database.at(url))
        database.migrate(url)
        sign.parent.mkdir(parents=True)
        sign.touch()  # left by one that died
        publisher = stack.enter_context(child("tests.jobs.living_publisher"))
        happens(lambda: not sign.exists())
        server.close()
        happens(sign.exists)
        with postgres.start(folder, fast=True) as again:
            assert again == url
            happens(lambda: not sign.exists())
            publisher.send_signal(signal.SIGTERM)
            assert publisher.wait(10) == 0


def happens(what: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not what():
        assert time.monotonic() < until
        time.sleep(0.05)
