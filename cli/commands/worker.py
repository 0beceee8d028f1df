"""`entrepot worker`: does the queued jobs."""

import click

from cli.servers.lent import with_servers
from core.platform import log


@click.command()
@click.option("--number", type=click.IntRange(min=0), default=0, help="Which of the workers this is, from 1.")
@with_servers
def command(number: int) -> None:
    """Do the queued jobs."""
    log.setup(f"worker-{number}" if number else "worker")
    from workers import run

    run.main(number)
