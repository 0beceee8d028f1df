"""Long work tells where it is: a bar on a terminal, plain lines elsewhere."""

import sys
from types import SimpleNamespace

import pytest

from cli import progress
from cli.progress import Progress


def test_elsewhere_it_tells_now_and_then_and_at_the_end(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter([0.0, 4.0, 11.0, 11.0, 12.0, 12.5])
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: next(seconds)))
    with Progress().step("Counting stock", 30) as advance:
        for _ in range(3):
            advance(10)
    assert capsys.readouterr().out == "Counting stock: 20 of 30\nCounting stock: 30 in 12.5 s\n"


def test_on_a_terminal_it_draws_a_bar(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with Progress().step("Counting stock", 30) as advance:
        advance(30)
    drawn = capsys.readouterr().out
    assert "━" in drawn
    assert "30/30" in drawn


def test_what_breaks_within_travels_on() -> None:
    with pytest.raises(ValueError, match="broken"), Progress().step("Counting stock", 3):
        raise ValueError("broken")


def test_told_aside_it_leaves_the_answer_of_a_command_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(aside=True).step("Making a world", 1) as advance:
        advance(1)
    told = capsys.readouterr()
    assert (told.out, told.err[:17]) == ("", "Making a world: 1")
