"""`entrepot run`: the whole shop in one command."""

from pathlib import Path

import click

from cli.launcher import shop
from core.platform import log
from core.platform import settings as configuration


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the web server.")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Folder of all data.")
@click.option("--no-demo", is_flag=True, help="Start with an empty shop and its first-admin page.")
def command(port: int | None, data: Path | None, no_demo: bool) -> None:
    """Run the whole shop: servers, web, workers and scheduler, until Ctrl-C."""
    chosen: dict[str, str] = {}
    if port:
        chosen["ENTREPOT_PORT"] = str(port)
    if data:
        chosen["ENTREPOT_DATA"] = str(data)
    if no_demo:
        chosen["ENTREPOT_DEMO"] = "false"
    configuration.export(**chosen)
    log.setup("launcher")
    shop.run()
