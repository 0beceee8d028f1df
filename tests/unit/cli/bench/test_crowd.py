"""Scripted shoppers against a server of a few lines: what they carry along, what they count, when they give up."""

from collections.abc import Iterator

import pytest

from cli.bench import crowd
from cli.bench.crowd import Errand, Step, Visit
from tests.factories.listener import Silent, listening

Seen = list[tuple[str, str, str | None, str, bytes]]


class Counter(Silent):
    seen: Seen

    def do_GET(self) -> None:  # noqa: N802 - http.server's name
        self.answer()

    def do_POST(self) -> None:  # noqa: N802 - http.server's name
        self.answer()

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        forwarded, cookie = self.headers["X-Forwarded-For"], self.headers.get("Cookie")
        self.seen.append((self.command, self.path, cookie, forwarded, body))
        if self.path == "/gone":
            self.close_connection = True
            return
        status = 303 if self.command == "POST" else 200
        page = b"x" * 70000
        self.send_response(status)
        self.send_header("Content-Length", str(len(page)))
        self.send_header("Set-Cookie", "cart=c1; Path=/")
        if status == 303:
            self.send_header("Location", "http://localhost/thanks?a=1")
        self.end_headers()
        self.wfile.write(page)


@pytest.fixture
def server() -> Iterator[tuple[int, Seen]]:
    seen: Seen = []
    with listening(Counter, seen=seen) as port:
        yield port, seen


def shop(path: str = "/cart") -> Errand:
    page = yield Step("look", "/p")
    answer = yield Step("add", path, {"variant": "7"})
    if answer.status != 303 or answer.location != "/thanks?a=1":
        return False
    thanks = yield Step("", answer.location)
    return thanks.status == 200 and len(page.body) == 70000


def test_a_shopper_keeps_cookies_and_address_and_follows(server: tuple[int, Seen]) -> None:
    port, seen = server
    outcome = crowd.send(port, [(shop(), Visit("10.0.0.1"))], lines=1)
    assert (outcome.failed, len(outcome.whole)) == (0, 1)
    assert seen == [
        ("GET", "/p", None, "10.0.0.1", b""),
        ("POST", "/cart", "cart=c1", "10.0.0.1", b"variant=7"),
        ("GET", "/thanks?a=1", "cart=c1", "10.0.0.1", b""),
    ]


def test_only_named_steps_are_measured(server: tuple[int, Seen]) -> None:
    outcome = crowd.send(server[0], [(shop(), Visit(f"10.0.0.{at}")) for at in range(5)], lines=3)
    assert {name: len(took) for name, took in outcome.steps.items()} == {"look": 5, "add": 5}
    assert outcome.of_step("add").done == 5


def test_a_cut_line_fails_one_errand_and_no_other(server: tuple[int, Seen]) -> None:
    errands = [(shop("/gone" if at == 1 else "/cart"), Visit(f"10.0.0.{at}")) for at in range(4)]
    outcome = crowd.send(server[0], errands, lines=2)
    assert (outcome.failed, len(outcome.whole)) == (1, 3)
    assert outcome.told() == ("add: the connection was closed (1×)",)


def test_nobody_sets_out_after_the_time_is_over(server: tuple[int, Seen]) -> None:
    endless = ((shop(), Visit("10.0.0.1")) for _ in iter(int, 1))
    outcome = crowd.send(server[0], endless, lines=2, seconds=0.3)
    assert outcome.failed == 0
    assert 0 < outcome.seconds < 3


def test_requests_are_counted_and_a_refusal_is_told_by_its_status(server: tuple[int, Seen]) -> None:
    def refused() -> Errand:
        yield Step("look", "/p")
        answer = yield Step("add", "/p")
        return answer.status == 303

    errands = [(refused() if at == 1 else shop(), Visit(f"10.0.0.{at}")) for at in range(3)]
    outcome = crowd.send(server[0], errands, lines=1)
    assert (outcome.asked, outcome.failed) == (8, 1)
    assert outcome.told() == ("add: answered 200 (1×)",)


def test_a_server_that_hangs_up_between_two_errands_costs_one(
    server: tuple[int, Seen], monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object) -> None:
        monkeypatch.undo()
        raise BrokenPipeError("cut")

    monkeypatch.setattr(Visit, "written", cut)
    outcome = crowd.send(server[0], [(shop(), Visit("10.0.0.1")), (shop(), Visit("10.0.0.2"))], lines=1)
    assert (outcome.asked, outcome.failed, len(outcome.whole)) == (4, 1, 1)
    assert outcome.told() == ("look: cut (1×)",)


def test_a_part_of_a_page_is_asked_for_as_htmx_does() -> None:
    part, page = Step("", "/live?me=", swaps=True), Step("", "/p")
    visit = Visit("10.0.0.1")
    assert b"\r\nHX-Request: true\r\n" in visit.written(part, 80)
    assert b"HX-Request" not in visit.written(page, 80)
