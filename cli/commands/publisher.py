"""`entrepot publisher`: draws generated pages anew."""

import click

from cli.servers.lent import with_servers
from core.platform import log


@click.command()
@with_servers
def command() -> None:
    """Draw generated pages whenever something on them has changed."""
    log.setup("publisher")
    from workers import publishing

    publishing.main()
