"""Rows of generated pages, as files behind nginx and from the memory of Python, and of searches that repeat."""

import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from statistics import median
from urllib.parse import quote

import click

from cli import nginx
from cli.bench import tools
from cli.bench.load import Load, Measure, gets
from cli.bench.pages import ALL_ANSWERED, asked_before, common_searches, on_sale
from cli.bench.rows import Plan, Row, at_most, ratio
from cli.bench.stage import HOST, Server, Stage, free_port

PLAIN, CONSTANT, KEPT = "nginx gzip_static", "the same server's constant bytes", "generated page from Python"
GENERATED = 200
ACCEPTED = {"Accept-Encoding": "gzip"}


@dataclass(frozen=True)
class Front:
    """nginx before the shop, by the generated configuration, and a plain folder of the same bytes on another port."""

    served: Server
    plain: Server


def paths(stage: Stage, many: int = GENERATED) -> list[str]:
    """List product pages, each drawn once, so that a file of it lies there."""
    return kept_on_file(stage, [f"/en/p/{quote(slug)}" for slug, _ in on_sale(stage, many)])


def kept_on_file(stage: Stage, asked: Sequence[str]) -> list[str]:
    """Have pages drawn once, so that a file of each lies there."""
    for path in asked:
        status, _ = stage.shop().get(path, **ACCEPTED)
        if status != 200:
            raise click.ClickException(f"{path} was answered with {status}")
    return list(asked)


def front(stage: Stage, asked: Sequence[str]) -> Front:
    """Start nginx with two workers; the plain folder holds what the pages' files hold."""
    program = tools.find("nginx", stage.tools)
    if program is None:
        raise click.ClickException("the bench needs nginx, or apt-get, which can fetch it")
    folder = stage.data / "nginx"
    (folder / "plain").mkdir(parents=True, exist_ok=True)
    for number, path in enumerate(asked):
        (folder / "plain" / f"{number}.html.gz").write_bytes(stage.shop().get(path, **ACCEPTED)[1])
    ports = free_port(), free_port()
    (folder / "pages.conf").write_text(_configuration(stage, ports[0]))
    (folder / "nginx.conf").write_text(_MAIN.format(folder=folder, port=ports[1]))
    process = subprocess.Popen(
        [str(program), "-c", f"{folder}/nginx.conf", "-e", f"{folder}/error.log"],
        env=tools.surroundings(stage.tools),
    )
    stage.stop_at_end(process)
    found = Front(Server(ports[0], process), Server(ports[1], process))
    _wait_for_first(found.served, asked[0])
    return found


def _wait_for_first(server: Server, path: str) -> None:
    for _ in range(100):
        with suppress(OSError):
            if server.get(path, **ACCEPTED)[0] == 200:
                return
        time.sleep(0.1)
    raise click.ClickException("nginx does not answer with the generated configuration")


_MAIN = """\
user root; worker_processes 2; daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; default_type text/html;
    include {folder}/pages.conf;
    server {{ listen 127.0.0.1:{port}; root {folder}/plain; gzip_static always; }}
}}
"""


def _configuration(stage: Stage, port: int) -> str:
    """Write what `entrepot pages nginx` prints, for the shop of this stage."""
    from core.platform.db import reading
    from core.platform.settings import settings
    from core.sites import queries as sites
    from web.rendering import page_headers, shared_pages_rule

    stage.enter()
    with reading():
        shops = sites.list_sites()
    rule = shared_pages_rule()
    return nginx.write(settings(), shops, page_headers(), listen=f"{HOST}:{port}", cache_control=rule)


def _behind_nginx(stage: Stage) -> Plan:
    asked = paths(stage)
    found = front(stage, asked)
    return Plan(
        measure=Load(stage, found.served.port, gets(asked, **ACCEPTED)),
        limits={PLAIN: _plain(stage, found, asked)},
        remarks=(f"{len(asked)} pages of about {wire_size(stage, asked):,} bytes on the wire",),
    )


def _plain(stage: Stage, found: Front, asked: Sequence[str]) -> Measure:
    return Load(
        stage, found.plain.port, gets([f"/{number}.html" for number in range(len(asked))], **ACCEPTED)
    )


def wire_size(stage: Stage, asked: Sequence[str]) -> int:
    """Give the usual size of pages as they travel."""
    return int(median(len(stage.shop().get(path, **ACCEPTED)[1]) for path in asked[:20]))


def _from_python(stage: Stage) -> Plan:
    asked = paths(stage)
    constant = Load(stage, stage.bare().port, gets([f"/constant/{wire_size(stage, asked)}"]))
    return Plan(
        measure=kept(stage, asked),
        limits={PLAIN: _plain(stage, front(stage, asked), asked), CONSTANT: constant},
    )


def kept(stage: Stage, asked: Sequence[str]) -> Measure:
    """Measure generated pages as the shop's own server gives them."""
    return Load(stage, stage.shop().port, gets(asked, **ACCEPTED))


def _repeated(stage: Stage) -> Plan:
    """Plan searches for a handful of words, again and again."""
    words = asked_before(stage, common_searches(stage)[:8], **ACCEPTED)
    return Plan(
        measure=Load(stage, stage.shop().port, gets(words, **ACCEPTED)),
        limits={KEPT: kept(stage, paths(stage))},
        remarks=(f"{len(words)} searches; each is drawn anew every two seconds in each process",),
    )


ROWS = (
    Row(
        "generated-nginx",
        "generated page, nginx",
        (ratio(0.9, PLAIN), ALL_ANSWERED),
        _behind_nginx,
        "nginx finds site, currency and shard by maps, rewrites the address, and looks for the sign that buying is"
        " paused.",
    ),
    Row(
        "generated",
        "generated page, Python",
        (ratio(0.45, PLAIN), ratio(0.8, CONSTANT), at_most("p99", 5), ALL_ANSWERED),
        _from_python,
        "Eight threads share an interpreter; fifteen headers instead of two take a twelfth of the rate.",
    ),
    Row(
        "search-again",
        "search, repeated",
        (ratio(0.4, KEPT), ALL_ANSWERED),
        _repeated,
        "Every second each process draws each of the words anew, while the others ask on.",
    ),
)
