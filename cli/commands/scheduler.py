"""`entrepot scheduler`: queues the periodic jobs at their times."""

import click

from cli.servers.lent import with_servers
from core.platform import log


@click.command()
@with_servers
def command() -> None:
    """Queue the periodic jobs at their times."""
    log.setup("scheduler")
    from workers.schedule import main

    main()
