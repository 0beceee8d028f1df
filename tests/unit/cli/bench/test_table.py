import io
import json
from dataclasses import replace

from rich.console import Console

from cli.bench import table
from cli.bench.figures import Bar, Result, Sample, Verdict

PARTS = {"relay": 0.001, "PostgreSQL": 1.1, "web": 3.099}
RESULT = Result(
    "product",
    "product page, drawn",
    Sample(480.0, 16.04, 31.9, 2400, failed=2, cpu_ms=4.2, parts=PARTS, notes=("a line was cut (2×)",)),
    (
        Verdict(Bar("ratio", 0.5, "bare Flask + Jinja page"), 0.6, 797.0),
        Verdict(Bar("statements", 4), 5),
    ),
    ("44,137 bytes of HTML",),
    why="Half of it is waiting.",
)


def test_the_table_has_a_line_for_each_bar_and_says_what_does_not_hold() -> None:
    out = io.StringIO()
    table.show([RESULT], 61, Console(file=out, width=table.WIDE))
    lines = [" ".join(line.split()) for line in out.getvalue().splitlines()]
    assert lines[1] == "product page, drawn 480.0 16.0 31.9 4.20 bare Flask + Jinja page 797.0 0.60 ≥ 0.5 yes"
    assert lines[2] == "5.00 ≤ 4 statements NO"
    assert lines[3] == "product page, drawn: 2 of 2402 failed"
    assert "product page, drawn: 44,137 bytes of HTML" in lines
    assert "product page, drawn: processor time of one, in ms: web 3.10, PostgreSQL 1.10" in lines
    assert "product page, drawn: Half of it is waiting." in lines
    assert lines[-1] == "measured in 1 min 1 s"


def test_what_holds_needs_no_excuse() -> None:
    out = io.StringIO()
    table.show([replace(RESULT, verdicts=RESULT.verdicts[:1])], 61, Console(file=out, width=table.WIDE))
    assert "processor time" not in out.getvalue()
    assert RESULT.why not in out.getvalue()


def test_machines_get_the_same_figures() -> None:
    told = json.loads(table.as_json([RESULT], {"cores": 2}))
    assert told["machine"] == {"cores": 2}
    assert told["rows"][0]["holds"] is False
    assert [verdict["holds"] for verdict in told["rows"][0]["verdicts"]] == [True, False]


BROKEN = replace(
    RESULT, broken="the shop is gone", verdicts=tuple(replace(one, measured=None) for one in RESULT.verdicts)
)


def test_a_broken_row_says_why_and_holds_nothing() -> None:
    out = io.StringIO()
    table.show([BROKEN], 3, Console(file=out, width=table.WIDE))
    lines = [" ".join(line.split()) for line in out.getvalue().splitlines()]
    assert lines[1] == "product page, drawn broken bare Flask + Jinja page 797.0 ? ≥ 0.5 NO"
    assert lines[-2:] == ["product page, drawn: broken: the shop is gone", "measured in 3 s"]
    assert not BROKEN.holds


def test_a_row_is_told_as_soon_as_it_is_done() -> None:
    assert table.told(replace(RESULT, took=70.4)) == (
        "product: 480.0/s; 0.60 (≥ 0.5 bare Flask + Jinja page: yes), 5.00 (≤ 4 statements: NO) (1 min 10 s)"
    )
    assert table.told(BROKEN) == "product: broken: the shop is gone (0 s)"
