import pytest

from workers.queues import QueueName, eaten_by


@pytest.mark.parametrize("workers", [1, 2, 3, 8])
def test_every_queue_is_eaten_however_many_workers_there_are(workers: int) -> None:
    eaten = {queue for number in range(1, workers + 1) for queue in eaten_by(number, of=workers)}
    assert eaten == set(QueueName)


@pytest.mark.parametrize("workers", [2, 3, 8])
def test_one_worker_is_always_free_of_pictures(workers: int) -> None:
    assert QueueName.IMAGES not in eaten_by(1, of=workers)


@pytest.mark.parametrize(("number", "workers"), [(0, 0), (0, 1), (0, 4), (1, 1), (2, 2)])
def test_payments_come_first_and_pictures_last(number: int, workers: int) -> None:
    eaten = eaten_by(number, of=workers)
    assert (eaten[0], eaten[-1]) == (QueueName.PAYMENTS, QueueName.IMAGES)
