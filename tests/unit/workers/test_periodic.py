from datetime import UTC, datetime

import pytest

from workers.job import job
from workers.periodic import Periodic
from workers.queues import QueueName


@job(queue=QueueName.DEFAULT)
def nothing() -> None:
    """Do nothing at a time."""


NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "instant", "slot"),
    [
        ("* * * * *", NOON, NOON),
        ("* * * * *", NOON.replace(second=59, microsecond=900_000), NOON),
        ("0 12 * * *", NOON, NOON),
        ("0 12 * * *", NOON.replace(hour=11, minute=59), NOON.replace(day=20)),
        ("30 15 * * 1-5", NOON, NOON.replace(day=20, hour=15, minute=30)),
        ("* * * * * */5", NOON.replace(second=7), NOON.replace(second=5)),
    ],
)
def test_an_instant_belongs_to_the_latest_turn_due(cron: str, instant: datetime, slot: datetime) -> None:
    assert Periodic(cron, nothing).slot_of(instant) == slot


def test_a_periodic_job_is_named_after_its_verb() -> None:
    assert Periodic("* * * * *", nothing).name == "nothing"
