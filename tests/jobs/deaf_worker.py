"""A worker whose job does not hear the alarm that its time is up."""

import signal
import time

import workers.subscriptions as page
from tests.jobs import examples
from workers import run
from workers.job import Job


def bake_without_ears(event: examples.BellRung) -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    time.sleep(60)


if __name__ == "__main__":
    deaf = Job(bake_without_ears, examples.bake_a_cake.queue, examples.bake_a_cake.timeout)
    page._by_name = lambda: {examples.bake_a_cake.name: deaf}  # type: ignore[assignment]
    run.GRACE_SECONDS = -4
    run.main()
