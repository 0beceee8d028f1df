"""The shop as the launcher knows it: which processes there are, in which order they come and go."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from cli.launcher import readiness
from cli.launcher.signals import Signals
from cli.launcher.supervisor import StopAsked, Supervisor
from cli.servers import lent, places, postgres, valkey
from cli.servers.lock import held
from cli.servers.program import Program
from core.platform import log
from core.platform import settings as configuration
from core.platform.settings import ROOT, settings

SERVERS = (postgres.NAME, valkey.NAME)
DEMO_NOTE = "demo-log-ins"
STANDS_BACK = 5  # of who follows facts: shoppers who wait for a page go first

# Who stops after whom, and how many seconds after the beginning of the end each is killed at the latest.
PHASES: Sequence[tuple[Callable[[str], bool], float]] = (
    (lambda name: name == "web", 3.0),
    (lambda name: name not in SERVERS, 6.5),
    (lambda name: name == valkey.NAME, 7.5),
    (lambda name: name == postgres.NAME, 9.5),
)


def run() -> None:
    """Run the shop until somebody asks to stop; refuses in one line where it cannot start."""
    signals = Signals()
    # Children stand in another folder, so the name of this one has to be whole.
    chosen = configuration.export(ENTREPOT_DATA=str(settings().data))
    with held(chosen.data):
        readiness.require_free_port(chosen.host, chosen.port)
        supervisor = Supervisor(chosen.data, signals)
        try:
            _start(supervisor, chosen.data)
            supervisor.watch(until=lambda: False)
        except StopAsked:
            log.get(__name__).info("stopping")
        finally:
            supervisor.stop(PHASES)
    log.get(__name__).info("stopped")


def _start(supervisor: Supervisor, data: Path) -> None:
    _start_servers(supervisor, data)
    if supervisor.run(_command("prepare")):
        raise click.ClickException("the database could not be prepared; the log above says why")
    for old in (data / "metrics").glob("*.db"):  # counted by the processes of an earlier run
        old.unlink(missing_ok=True)
    supervisor.add(_command("web"))
    supervisor.watch(until=readiness.Probe(settings().host, settings().port))
    # Those behind it come after it, because side by side they would take each other's time to start.
    for program in _background():
        supervisor.add(program)
    _announce(data)
    if settings().demo:
        supervisor.add(_command("demo", "album", name="album"), lasting=False)


def _start_servers(supervisor: Supervisor, data: Path) -> None:
    """Start the servers that the settings do not name, and name them there for everybody after us."""
    addresses: dict[str, str] = {}
    if not settings().redis_url:
        queue = valkey.Server(data)
        _start_server(supervisor, queue.program(), queue.is_ready)
        addresses["REDIS_URL"] = queue.url
    if not settings().database_url:
        database = postgres.Server(data)
        _start_server(supervisor, database.program(), database.is_ready)
        database.make_database()
        addresses["DATABASE_URL"] = database.url
    configuration.export(**addresses)
    # The port too, because pages that a command draws name it.
    lent.write_down(data, addresses | {"ENTREPOT_PORT": str(settings().port)})


def _start_server(supervisor: Supervisor, program: Program, is_ready: Callable[[], bool]) -> None:
    child = supervisor.add(program)
    supervisor.watch(until=lambda: is_ready() or not child.is_running)
    if not child.is_running:
        raise click.ClickException(f"{program.name} did not start; it said: {child.last_words}")


def _background() -> list[Program]:
    numbers = range(1, settings().job_workers + 1)
    workers = [
        _command("worker", "--number", str(number), name=f"worker-{number}", niceness=STANDS_BACK)
        for number in numbers
    ]
    return [_command("relay", niceness=STANDS_BACK), *workers, _command("scheduler"), _command("publisher")]


def _command(command: str, *options: str, name: str | None = None, niceness: int = 0) -> Program:
    script = Path(sys.executable).with_name("entrepot")
    argv = (sys.executable, str(script), command, *options)
    return Program(name=name or command, argv=argv, folder=ROOT, niceness=niceness)


def _announce(data: Path) -> None:
    """Print the address; and the log-ins of the demo world, if it is this database's world."""
    address = settings().public_url.rstrip("/") or f"http://localhost:{settings().port}"
    print(f"\nEntrepot is ready: {address}/", flush=True)
    note = places.run_folder(data) / DEMO_NOTE
    if note.exists():
        for who, name, password in json.loads(note.read_text()):
            print(f"  {who:<9} {name}  password {password}", flush=True)
