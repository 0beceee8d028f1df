"""`entrepot fx`: exchange rates."""

from pathlib import Path

import click

from cli.servers.lent import with_servers
from core.fx import queries, service
from core.fx.types import PublishedRate
from core.platform import http, log
from core.platform.db import reading, transaction
from core.platform.http import OutageError
from core.platform.settings import settings


@click.group(name="fx")
def command() -> None:
    """Look after exchange rates."""
    log.setup("fx")


@command.command("import")
@click.option("--source", type=click.Choice(["ECB", "CBR"]), help="Only this bank.")
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Its document, read from a file.",
)
@with_servers
def _import(source: str | None, file: Path | None) -> None:
    """Fetch the newest rates of the European Central Bank and the Bank of Russia."""
    if file is not None and source is None:
        raise click.UsageError("--file needs --source, to know whose document it is")
    failed = False
    for name in [source] if source else ["ECB", "CBR"]:
        try:
            rates = _read(name, file)
        except (OutageError, ValueError) as problem:
            click.echo(f"{name}: {problem.args[0]}", err=True)
            failed = True
            continue
        with transaction():
            click.echo(f"{name}: {service.record_rates(rates)} new")
    raise SystemExit(failed)


@command.command("list")
@with_servers
def _list() -> None:
    """Show the newest rate of each currency."""
    with reading():
        for rate in queries.list_latest():
            click.echo(
                f"1 {rate.base} = {rate.rate.normalize():f} {rate.quote}  {rate.effective_on}  {rate.source}"
            )


def _read(source: str, file: Path | None) -> list[PublishedRate]:
    addresses = {"ECB": settings().feed_ecb_url, "CBR": settings().feed_cbr_url}
    return service.read_feed(source, file.read_bytes() if file else http.get(addresses[source]))
