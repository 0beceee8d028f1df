"""Shoppers who do one thing after another: scripted clients over raw sockets, cheap enough to sit beside the shop.

An errand is a generator: it yields what to ask and is given the answer. One loop in one process keeps as many
errands going as there are connections, and measures every answer under the name of its step.
"""

import re
import selectors
import socket
import time
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

from cli.bench.figures import Sample, sample_of
from cli.bench.stage import HOST, SITE

LONGEST_ANSWER = 30.0
MOST_TRIES, PAUSE_SECONDS = 50, 0.1
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
_COOKIE = re.compile(rb"\r\nset-cookie: *([^=;\s]+)=([^;\r]*)", re.I)
_PLACE = re.compile(rb"\r\nlocation: *([^\r]+)", re.I)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `location` is a path of the same site."""

    status: int
    body: str
    location: str


@dataclass(frozen=True, slots=True)
class Step:
    """A request under the name that it is measured by; without a name it only prepares something.

    `swaps` says that htmx asks, for a part of a page.
    """

    name: str
    path: str
    form: dict[str, str] | None = None
    swaps: bool = False


Errand = Generator[Step, Answer, bool]


@dataclass
class Visit:
    """One shopper's cookies and address on the net; every visit comes from an address of its own."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    def written(self, step: Step, port: int) -> bytes:
        """Write a request as a browser of this shopper would send it."""
        body = urlencode(step.form).encode() if step.form is not None else b""
        cookies = self.cookie()
        lines = [
            f"{'GET' if step.form is None else 'POST'} {step.path} HTTP/1.1",
            f"Host: {SITE}:{port}",
            f"X-Forwarded-For: {self.address}",
            *([f"Cookie: {cookies}"] if cookies else []),
            *(["HX-Request: true"] if step.swaps else []),
        ]
        if step.form is not None:
            lines += [
                f"Origin: http://{SITE}:{port}",
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    def cookie(self) -> str:
        """Write the cookies as a header has them."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def keep(self, head: bytes) -> None:
        """Keep the cookies of an answer."""
        for name, value in _COOKIE.findall(head):
            self.cookies[name.decode()] = value.decode()


@dataclass
class Outcome:
    """What a crowd brought home: milliseconds of each step, requests, errands done and failed, and why.

    An errand that fails does so at one request: it was not answered, or so that nobody could go on.
    """

    seconds: float = 0.0
    asked: int = 0
    steps: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    whole: list[float] = field(default_factory=list)
    failed: int = 0
    reasons: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def of_step(self, name: str) -> Sample:
        """Sum up one step."""
        return sample_of(self.steps[name], self.seconds, failed=self.failed)

    def of_errands(self) -> Sample:
        """Sum up whole errands."""
        return sample_of(self.whole, self.seconds, failed=self.failed)

    def told(self) -> tuple[str, ...]:
        """Name the reasons of failures."""
        return tuple(f"{reason} ({times}×)" for reason, times in sorted(self.reasons.items()))


class _Line:
    """One connection and the errand it is on."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection((HOST, port), timeout=LONGEST_ANSWER)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.read = bytearray()
        self.begun = self.asked = 0.0

    def take(self, errand: Errand, visit: Visit) -> None:
        self.errand, self.visit, self.begun = errand, visit, time.perf_counter()
        self.ask(next(errand))

    def ask(self, step: Step) -> None:
        self.step = step
        self.read.clear()
        self.asked = time.perf_counter()
        self.socket.sendall(self.visit.written(step, self.port))

    def hear(self) -> Answer | None:
        """Read what is there; gives the answer once it is whole. Raises ConnectionError where the line is cut."""
        chunk = self.socket.recv(262144)
        if not chunk:
            raise ConnectionError("the connection was closed")
        self.read += chunk
        end = self.read.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(self.read[:end])
        found = _LENGTH.search(head)
        if found and len(self.read) < end + 4 + int(found[1]):
            return None
        self.visit.keep(head)
        place = _PLACE.search(head)
        location = re.sub(r"^https?://[^/]+", "", place[1].decode()) if place else ""
        return Answer(int(head[9:12]), self.read[end + 4 :].decode(errors="replace"), location)


def send(
    port: int, errands: Iterable[tuple[Errand, Visit]], *, lines: int = 8, seconds: float | None = None
) -> Outcome:
    """Send shoppers on errands, `lines` at a time, until there is none left or the time is over."""
    crowd = _Crowd(port, iter(errands), seconds)
    return crowd.go(lines)


class _Crowd:
    def __init__(self, port: int, errands: Iterator[tuple[Errand, Visit]], seconds: float | None) -> None:
        self.port, self.errands = port, errands
        self.until = time.perf_counter() + seconds if seconds else None
        self.outcome = Outcome()
        self.selector = selectors.DefaultSelector()

    def go(self, lines: int) -> Outcome:
        begun = time.perf_counter()
        for _ in range(lines):
            self._start(_Line(self.port))
        while self.selector.get_map():
            ready = self.selector.select(LONGEST_ANSWER)
            if not ready:
                self._give_up()
            for key, _ in ready:
                self._go_on(key.data)
        self.outcome.seconds = time.perf_counter() - begun
        return self.outcome

    def _start(self, line: _Line) -> None:
        """Send a line on the next errand, or hang up where there is none or no time."""
        is_over = self.until is not None and time.perf_counter() >= self.until
        given = None if is_over else next(self.errands, None)
        if line.socket in self.selector.get_map():
            self.selector.unregister(line.socket)
        if given is None:
            line.socket.close()
            return
        self.selector.register(line.socket, selectors.EVENT_READ, line)
        self.outcome.asked += 1
        try:
            line.take(*given)
        except OSError as problem:
            self._lose(line, problem)

    def _go_on(self, line: _Line) -> None:
        try:
            answer = line.hear()
            if answer is None:
                return
            if line.step.name:
                self.outcome.steps[line.step.name].append((time.perf_counter() - line.asked) * 1000)
            step = line.errand.send(answer)
            self.outcome.asked += 1
            line.ask(step)
        except StopIteration as end:
            reason = f"{line.step.name or line.step.path}: answered {answer.status if answer else ''}"
            self._note(line, is_fine=bool(end.value), reason=reason)
            self._start(line)
        except OSError as problem:
            self._lose(line, problem)

    def _lose(self, line: _Line, problem: OSError) -> None:
        """Hang up where a line was cut, and go on with the next errand on another one."""
        self.selector.unregister(line.socket)
        line.socket.close()
        self._note(line, is_fine=False, reason=f"{line.step.name or line.step.path}: {problem}")
        self._start(self._connected())

    def _connected(self) -> _Line:
        """Connect anew; a server that is just starting again may refuse for a moment."""
        for _ in range(MOST_TRIES):
            with suppress(ConnectionRefusedError):
                return _Line(self.port)
            time.sleep(PAUSE_SECONDS)
        return _Line(self.port)

    def _note(self, line: _Line, *, is_fine: bool, reason: str) -> None:
        if is_fine:
            self.outcome.whole.append((time.perf_counter() - line.begun) * 1000)
        else:
            self.outcome.failed += 1
            self.outcome.reasons[reason] += 1

    def _give_up(self) -> None:
        for key in list(self.selector.get_map().values()):
            line: _Line = key.data
            self.selector.unregister(line.socket)
            line.socket.close()
            self._note(line, is_fine=False, reason=f"{line.step.name or line.step.path}: no answer")
