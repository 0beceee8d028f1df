"""`entrepot demo`: the demo world."""

import click

from cli.commands import db
from cli.servers.lent import with_servers
from core.platform import log


@click.group(name="demo")
def command() -> None:
    """Tend the demo world."""
    log.setup("demo")


@command.command("load")
@with_servers
def _load() -> None:
    """Load the demo world, with its known passwords, into an empty database."""
    from cli.demo import load, people
    from cli.progress import Progress

    db.upgrade()
    load.load(Progress())
    for role, email, password in people.list_log_ins():
        click.echo(f"  {role:<9} {email}  password {password}")
