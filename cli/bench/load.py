"""Asking a server as fast as it answers, by a load tool from a package; never anybody but ourselves."""

import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from cli.bench import tools
from cli.bench.figures import Sample
from cli.bench.stage import HOST, SITE, Stage

CONNECTIONS = 8
SPARE_SECONDS = 30

SCRIPT = """
local asked, at = {}, 0
function init()
  for _, one in ipairs(prepared) do
    asked[#asked + 1] = wrk.format(one.method, one.path, one.headers, one.body)
  end
end
function request()
  at = at % #asked + 1
  return asked[at]
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('\\nFIGURES {"requests":%d,"us":%d,"p50":%d,"p99":%d,"failed":%d}\\n', summary.requests,
    summary.duration, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: by GET without a body unless said otherwise."""

    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """Requests in turn to one server of a stage, over a number of connections that stay open."""

    stage: Stage
    port: int
    requests: Sequence[Request]
    connections: int = CONNECTIONS

    def __call__(self, seconds: float) -> Sample:
        """Ask for so many seconds."""
        before = self.stage.spent()
        found = self._asked(seconds)
        spent = self.stage.spent() - before
        done = found["requests"] - found["failed"]
        return Sample(
            rate=done / (found["us"] / 1e6),
            p50=found["p50"] / 1000,
            p99=found["p99"] / 1000,
            done=done,
            failed=found["failed"],
            cpu_ms=spent * 1000 / done if done else None,
        )

    def _asked(self, seconds: float) -> dict[str, int]:
        wrk = tools.find("wrk", self.stage.tools)
        if wrk is None:
            raise click.ClickException("the bench needs wrk: install it, or apt-get, which can fetch it")
        script = self.stage.data / "load.lua"
        script.write_text(_prepared(self.requests) + SCRIPT)
        command = [
            str(wrk),
            "-t1",
            f"-c{self.connections}",
            f"-d{max(1, round(seconds))}s",
            "-s",
            str(script),
        ]
        command += [
            "--timeout",
            f"{SPARE_SECONDS}s",
            "-H",
            f"Host: {SITE}:{self.port}",
            f"http://{HOST}:{self.port}/",
        ]
        said = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            timeout=seconds + SPARE_SECONDS,
            env={"LD_LIBRARY_PATH": tools.library_path(self.stage.tools)},
        )
        told = [line for line in said.stdout.splitlines() if line.startswith("FIGURES ")]
        if not told:
            raise click.ClickException(
                f"{Path(wrk).name} failed: {said.stderr.strip() or said.stdout.strip()}"
            )
        figures: dict[str, int] = json.loads(told[0].removeprefix("FIGURES "))
        return figures


Measure = Callable[[float], Sample]


def gets(paths: Sequence[str], **headers: str) -> list[Request]:
    """Make plain requests of paths."""
    return [Request(path, headers=headers) for path in paths]


def _prepared(requests: Sequence[Request]) -> str:
    """Write the requests as a table of Lua."""
    lines = []
    for one in requests:
        headers = ", ".join(f"[{_quoted(name)}] = {_quoted(value)}" for name, value in one.headers.items())
        body = f", body = {_quoted(one.body)}" if one.body else ""
        lines.append(
            f"  {{method = {_quoted(one.method)}, path = {_quoted(one.path)}, headers = {{{headers}}}{body}}},"
        )
    return "local prepared = {\n" + "\n".join(lines) + "\n}\n"


def _quoted(text: str) -> str:
    """Write a string of Lua, byte by byte where it is not plain."""
    return (
        '"'
        + "".join(chr(b) if 32 <= b < 127 and b not in (34, 92) else f"\\{b:03d}" for b in text.encode())
        + '"'
    )
