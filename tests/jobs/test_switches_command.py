import pytest
from click.testing import CliRunner, Result

from cli.commands.switches import command
from core.platform import log
from core.switches import queries
from core.switches.types import Feature

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "setup", lambda _: None)


def switches(*words: str) -> Result:
    return CliRunner().invoke(command, list(words))


def test_a_switch_is_set_listed_and_cleared() -> None:
    said = switches("set", "reviews", "off", "--for", "15m", "--reason", "spam")
    assert (said.exit_code, said.output.splitlines()[-1]) == (0, "reviews is off on all sites")
    assert not queries.is_on(Feature.REVIEWS, None)
    listed = switches("list").output
    assert "reviews          off" in listed
    assert "by system: spam" in listed
    assert switches("clear", "reviews").exit_code == 0
    assert queries.is_on(Feature.REVIEWS, None)
    again = switches("clear", "reviews")
    assert (again.exit_code, again.output) == (1, "Error: reviews is normal on all sites already\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("set", "teleport", "off", "--reason", "x"), "switches.feature_unknown"),
        (("set", "reviews", "read-only", "--reason", "x"), "switches.level_unknown"),
        (("set", "reviews", "off", "--reason", " "), "switches.reason_missing"),
        (("set", "reviews", "off", "--reason", "x", "--for", "99d"), "switches.expiry_out_of_reason"),
        (("set", "reviews", "off", "--reason", "x", "--for", "soon"), "say 90s, 15m, 2h or 1d"),
        (("set", "reviews", "off", "--reason", "x", "--site", "mars"), "choose one of"),
    ],
)
def test_what_makes_no_sense_is_one_line(words: tuple[str, ...], said: str) -> None:
    answer = switches(*words)
    assert answer.exit_code != 0
    assert said in answer.output.splitlines()[-1]
    assert queries.is_on(Feature.REVIEWS, None)
