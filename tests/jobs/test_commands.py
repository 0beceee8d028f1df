from datetime import timedelta

import pytest
from click.testing import CliRunner, Result

from cli.commands.jobs import command
from core.media import queries as media
from core.media import service as media_service
from core.platform import log
from core.platform.db import reading
from tests.jobs import examples
from tests.jobs.conftest import Later, Subscribe, relay_all
from tests.jobs.examples import DEAD, DONE, BellRung, Trouble, marks, ring
from tests.jobs.test_images import accept
from workers import schedule
from workers.backoff import REACTION

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "setup", lambda _: None)


def jobs(*words: str) -> Result:
    return CliRunner().invoke(command, list(words))


@pytest.fixture
def dead(subscribe: Subscribe, later: Later) -> int:
    """Have one dead letter and give its number."""
    subscribe({BellRung: [examples.open_the_door]})
    Trouble.is_on = True
    ring()
    for _ in range(REACTION.tries):
        relay_all()
        later(timedelta(minutes=11))
    Trouble.is_on = False
    return examples.delivery_id()


def test_dead_letters_are_shown_with_their_reason(dead: int) -> None:
    said = jobs("dead")
    assert said.exit_code == 0
    assert f"{dead}  BellRung → tests.jobs.examples.open_the_door  10 attempts" in said.output
    assert "PoisonError: the door is stuck" in said.output


@pytest.mark.parametrize("how", ["number", "all"])
def test_dead_letters_are_replayed_by_number_or_all(dead: int, how: str) -> None:
    assert examples.deliveries() == [(DEAD, 10)]
    said = jobs("replay", str(dead) if how == "number" else "--all")
    assert said.output.endswith("1 of 1 replayed\n")
    relay_all()
    assert (examples.deliveries(), marks("opened 1")) == ([(DONE, 1)], 1)


@pytest.mark.parametrize("words", [(), ("1", "--all")])
def test_replaying_asks_what_to_replay(words: tuple[str, ...]) -> None:
    said = jobs("replay", *words)
    assert (said.exit_code, "say --all" in said.output) == (2, True)


def test_a_periodic_job_can_be_run_at_once_and_is_listed() -> None:
    said = jobs("run", "sweep")
    assert said.output.startswith("done: ")
    assert "sessions 0" in said.output
    assert "sweep" in jobs("runs").output
    assert "done" in jobs("runs", "sweep").output


def test_an_unknown_periodic_job_is_answered_with_the_known_ones() -> None:
    said = jobs("run", "wash_the_car")
    assert said.exit_code == 2
    assert all(one.name in said.output for one in schedule.PERIODIC)


def test_the_status_tells_what_waits() -> None:
    ring()
    assert "deliveries waiting: 1" in jobs("status").output


def test_pictures_can_be_drawn_here_and_now() -> None:
    media_id = accept()
    assert jobs("pictures").exit_code == 0
    with reading():
        assert media.list_by_ids([media_id])[media_id].is_ready
    assert jobs("pictures").output.startswith("Drawing pictures: 0 in")


def test_a_picture_that_cannot_be_drawn_fails_the_command_at_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    accept()
    monkeypatch.setattr(media_service, "draw_renditions", lambda *_, **__: 1 / 0)
    said = jobs("pictures")
    assert (said.exit_code, "1 of 1 pictures could not be drawn" in said.output) == (1, True)
