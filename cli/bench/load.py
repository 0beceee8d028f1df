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

DRIVER = """
const [tool, plan] = process.argv.slice(1)
require(tool)(JSON.parse(require('fs').readFileSync(plan)), (problem, found) => {
  if (problem) throw problem
  console.log('FIGURES ' + JSON.stringify({requests: found.requests.total, us: Math.round(found.duration * 1e6),
    p50: Math.round(found.latency.p50 * 1000), p99: Math.round(found.latency.p99 * 1000),
    failed: found['4xx'] + found['5xx'] + found.errors + found.timeouts}))
})
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
        spending = self.stage.spending()
        found = self._asked(seconds)
        done = found["requests"] - found["failed"]
        asked = Sample(
            rate=done / (found["us"] / 1e6),
            p50=found["p50"] / 1000,
            p99=found["p99"] / 1000,
            done=done,
            failed=found["failed"],
        )
        return spending.of(asked)

    def _asked(self, seconds: float) -> dict[str, int]:
        wrk = tools.find("wrk", self.stage.tools)
        if wrk is not None:
            return self._run([str(wrk), *self._options(seconds), f"http://{HOST}:{self.port}/"], seconds)
        autocannon = tools.autocannon(self.stage.tools)
        if autocannon is None:
            raise click.ClickException("the bench needs wrk, or apt-get or npm, which can fetch a load tool")
        return self._run([str(autocannon[0]), "-e", DRIVER, str(autocannon[1]), self._plan(seconds)], seconds)

    def _run(self, command: list[str], seconds: float) -> dict[str, int]:
        said = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            timeout=seconds + SPARE_SECONDS,
            env=tools.surroundings(self.stage.tools),
        )
        told = [line for line in said.stdout.splitlines() if line.startswith("FIGURES ")]
        if not told:
            problem = said.stderr.strip() or said.stdout.strip()
            raise click.ClickException(f"{Path(command[0]).name} failed: {problem[-500:]}")
        figures: dict[str, int] = json.loads(told[0].removeprefix("FIGURES "))
        return figures

    def _options(self, seconds: float) -> list[str]:
        """Give wrk's options: one thread, since the cores are the shop's."""
        length = [
            "-t1",
            f"-c{self.connections}",
            f"-d{max(1, round(seconds))}s",
            "--timeout",
            f"{SPARE_SECONDS}s",
        ]
        return [*length, "-s", self._script(), "-H", f"Host: {SITE}:{self.port}"]

    def _script(self) -> str:
        """Write what wrk is to ask for."""
        script = self.stage.data / "load.lua"
        script.write_text(_prepared(self.requests) + SCRIPT)
        return str(script)

    def _plan(self, seconds: float) -> str:
        """Write what autocannon is to ask for."""
        host = {"Host": f"{SITE}:{self.port}"}
        asked = [
            {"method": one.method, "path": one.path, "headers": {**host, **one.headers}}
            | ({"body": one.body} if one.body else {})
            for one in self.requests
        ]
        plan = self.stage.data / "load.json"
        plan.write_text(
            json.dumps(
                {
                    "url": f"http://{HOST}:{self.port}",
                    "connections": self.connections,
                    "duration": max(1, round(seconds)),
                    "timeout": SPARE_SECONDS,
                    "requests": asked,
                }
            )
        )
        return str(plan)


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
