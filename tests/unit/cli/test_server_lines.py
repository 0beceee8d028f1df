"""What the servers write, as lines of our log."""

import pytest

from cli.servers import postgres, valkey

NO_SPACE = "could not write to file: No space left on device"
OVERCOMMIT = "WARNING Memory overcommit must be enabled!"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("LOG:  checkpoint complete", ("debug", "checkpoint complete")),
        (f"PANIC:  {NO_SPACE}", ("error", NO_SPACE)),
        ("WARNING:  out of shared memory", ("warning", "out of shared memory")),
        ("HINT:  a line that belongs to another", ("debug", "HINT:  a line that belongs to another")),
        ("", None),
    ],
)
def test_postgres_tells_how_grave_a_line_is(line: str, told: tuple[str, str] | None) -> None:
    assert postgres.read_line(line) == told


def test_a_connection_ended_by_our_own_stop_is_no_trouble() -> None:
    line = "FATAL:  terminating connection due to administrator command"
    assert postgres.read_line(line) == ("debug", line)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "7:M 21 Nov 2026 07:33:00.123 * Ready to accept connections",
            ("debug", "Ready to accept connections"),
        ),
        ("7:M 21 Nov 2026 07:33:00.123 # Out of memory", ("warning", "Out of memory")),
        (f"7:M 21 Nov 2026 07:33:00.123 # {OVERCOMMIT}", ("debug", OVERCOMMIT)),
        ("7:signal-handler (1795247769) Received SIGTERM", ("debug", "Received SIGTERM")),
        ("=== BUG REPORT START ===", ("warning", "=== BUG REPORT START ===")),
        ("", None),
    ],
)
def test_valkey_marks_how_grave_a_line_is(line: str, told: tuple[str, str] | None) -> None:
    assert valkey.read_line(line) == told
