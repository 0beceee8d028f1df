"""`entrepot operator`: the platform's staff."""

import click

from cli.servers.lent import with_servers
from core.accounts import service
from core.kernel.actor import SYSTEM
from core.kernel.refusal import Refusal
from core.platform import log
from core.platform.db import transaction


@click.group(name="operator")
def command() -> None:
    """Look after operators' accounts."""
    log.setup("operator")


@command.command("create")
@click.argument("name")
@click.argument("email")
@click.password_option(help="Asked for when not given.")
@with_servers
def _create(name: str, email: str, password: str) -> None:
    """Make an account that opens the admin console."""
    try:
        with transaction():
            service.create_operator(email=email, name=name, password=password, by=SYSTEM)
    except Refusal as refusal:
        raise click.ClickException(f"refused: {refusal.code} {refusal.facts or ''}".strip()) from None
    click.echo(f"{email} may log in at /admin/")
