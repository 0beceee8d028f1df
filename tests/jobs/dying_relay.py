"""A relay that is killed in the middle of a reaction, after its effect and before its commit."""

import os
import signal

import workers.subscriptions as page
from core.platform.db import session
from tests.jobs import examples
from workers.outbox import Relay


def open_the_door_and_die(event: examples.BellRung) -> None:
    examples.open_the_door(event)
    session().flush()
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    page._by_name = lambda: {"tests.jobs.examples.open_the_door": open_the_door_and_die}  # type: ignore[assignment]
    page.SUBSCRIPTIONS = {examples.BellRung: [examples.open_the_door]}
    Relay().turn()
