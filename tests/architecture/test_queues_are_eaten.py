import pytest

from workers import queues, subscriptions
from workers.job import Job
from workers.queues import QueueName


@pytest.mark.parametrize("workers", [1, 2, 3, 8])
def test_every_queue_is_eaten_by_somebody(workers: int) -> None:
    eaten = {name for number in range(1, workers + 1) for name in queues.eaten_by(number, of=workers)}
    assert eaten == set(QueueName)


def test_a_worker_that_knows_nothing_eats_everything_the_most_important_first() -> None:
    assert queues.eaten_by(1, of=1) == tuple(QueueName)
    assert queues.eaten_by(1, of=1)[0] is QueueName.PAYMENTS


def test_every_job_stands_in_a_queue_and_has_a_limit() -> None:
    jobs = [
        follower
        for followers in subscriptions.SUBSCRIPTIONS.values()
        for follower in followers
        if isinstance(follower, Job)
    ]
    assert jobs != []
    for job in jobs:
        assert job.queue in QueueName
        assert 0 < job.timeout <= 600
