"""`entrepot relay`: takes what rooms have told to those who listen."""

import click

from cli.servers.lent import with_servers
from core.platform import log


@click.command()
@with_servers
def command() -> None:
    """Deliver recorded events to their subscribers."""
    log.setup("relay")
    from workers import outbox

    outbox.main()
