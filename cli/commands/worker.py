"""`entrepot worker`: does the queued jobs."""

import click

from cli.servers.lent import with_servers
from core.platform import log


@click.command()
@with_servers
def command() -> None:
    """Do the queued jobs."""
    log.setup("worker")
    from workers import run

    run.main()
