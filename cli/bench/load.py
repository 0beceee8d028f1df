"""Asking a server as fast as it answers, by a load tool from a package; never anybody but ourselves."""

import json
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from cli.bench import tools
from cli.bench.figures import Sample
from cli.bench.stage import HOST, SITE, Stage

CONNECTIONS = 8
SPARE_SECONDS = 30
PLACE = "@turn@"  # where the number of the turn stands in an address

SCRIPT = """
local asked = {}
function init()
  for _, one in ipairs(prepared) do
    local text = wrk.format(one.method, one.path, one.headers, one.body)
    local from, to = text:find(place, 1, true)
    asked[#asked + 1] = from and {text:sub(1, from - 1), text:sub(to + 1)} or {text}
  end
end
function request()
  local one = asked[at % #asked + 1]
  at = at + 1
  return one[2] and one[1] .. turn .. at .. one[2] or one[1]
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('\\nFIGURES {"requests":%d,"us":%d,"p50":%d,"p99":%d,"failed":%d}\\n', summary.requests,
    summary.duration, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""

DRIVER = """
const [tool, written] = process.argv.slice(1)
const plan = JSON.parse(require('fs').readFileSync(written))
const asked = plan.requests
let at = plan.at
plan.requests = [{setupRequest: () => {
  const one = asked[at++ % asked.length]
  return {...one, path: one.path.replace(plan.place, plan.turn + at)}
}}]
require(tool)(plan, (problem, found) => {
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


@dataclass(slots=True)
class Load:
    """Requests in turn to one server of a stage, over a number of connections that stay open.

    A measurement goes on where the last one ended, and wherever an address holds PLACE stands another number each
    time: an answer that was just given to somebody is then nobody's answer.
    """

    stage: Stage
    port: int
    requests: Sequence[Request]
    connections: int = CONNECTIONS
    at: int = 0

    def __call__(self, seconds: float) -> Sample:
        """Ask for so many seconds, and say what it has cost the shop."""
        spending = self.stage.spending()
        return spending.of(self.ask(seconds))

    def ask(self, seconds: float) -> Sample:
        """Ask for so many seconds."""
        found = self._asked(seconds)
        self.at += (
            found["requests"] + self.connections
        )  # those that were on their way at the end are not counted
        done = found["requests"] - found["failed"]
        return Sample(
            rate=done / (found["us"] / 1e6),
            p50=found["p50"] / 1000,
            p99=found["p99"] / 1000,
            done=done,
            failed=found["failed"],
        )

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
        self._written.unlink(missing_ok=True)
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
        known = f"local at, place, turn = {self.at}, {_quoted(PLACE)}, {_quoted(_turn())}\n"
        self._written.write_text(_prepared(self.requests) + known + SCRIPT)
        return str(self._written)

    def _plan(self, seconds: float) -> str:
        """Write what autocannon is to ask for."""
        host = {"Host": f"{SITE}:{self.port}"}
        asked = [
            {"method": one.method, "path": one.path, "headers": {**host, **one.headers}}
            | ({"body": one.body} if one.body else {})
            for one in self.requests
        ]
        self._written.write_text(
            json.dumps(
                {
                    "url": f"http://{HOST}:{self.port}",
                    "connections": self.connections,
                    "duration": max(1, round(seconds)),
                    "timeout": SPARE_SECONDS,
                    "requests": asked,
                    "at": self.at,
                    "place": PLACE,
                    "turn": _turn(),
                }
            )
        )
        return str(self._written)

    @property
    def _written(self) -> Path:
        """Give the file that tells the tool what to ask for; two may be at work, each at a port of its own."""
        return self.stage.data / f"load-{self.port}.plan"


Measure = Callable[[float], Sample]


def gets(paths: Sequence[str], **headers: str) -> list[Request]:
    """Make plain requests of paths."""
    return [Request(path, headers=headers) for path in paths]


def anew(paths: Sequence[str], **headers: str) -> list[Request]:
    """Make requests of paths, each time under an address that nobody has asked for before."""
    return gets([f"{path}{'&' if '?' in path else '?'}turn={PLACE}" for path in paths], **headers)


def _turn() -> str:
    """Give what the numbers of a measurement's turns begin with; no other measurement has it."""
    return f"{time.time_ns() // 1_000_000}-"


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
