"""The `entrepot` command: what it offers and how it says no."""

import pytest
from click.testing import CliRunner

from cli import main
from core.platform import settings as configuration


def test_every_file_of_commands_is_offered_with_a_word_of_help() -> None:
    answer = CliRunner().invoke(main.entrepot, ["--help"])
    assert answer.exit_code == 0
    offered = [line.split() for line in answer.output.partition("Commands:")[2].splitlines() if line.strip()]
    assert {"db", "relay", "run", "scheduler", "translations", "web", "worker"} <= {
        words[0] for words in offered
    }
    assert all(len(words) > 2 for words in offered)


def test_a_bad_setting_ends_it_with_one_line_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["entrepot", "web"])
    monkeypatch.setattr(configuration, "_current", None)
    monkeypatch.setenv("ENTREPOT_WEB_WORKERS", "many")
    with pytest.raises(SystemExit) as end:
        main.main()
    assert end.value.code == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert said[0].startswith("entrepot: ENTREPOT_WEB_WORKERS is malformed: ")
