"""`entrepot screenshots`: pictures of the storefront's main pages, to look at and judge."""

import shutil
from pathlib import Path

import click

from cli.progress import Progress


@click.command(name="screenshots")
@click.option("--port", default=8000, show_default=True, help="Where the demo shop listens.")
@click.option(
    "--folder",
    default="screenshots",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the pictures go.",
)
def command(port: int, folder: Path) -> None:
    """Take pictures of ten pages in four languages, three widths, light and dark, of a running demo shop."""
    try:
        from playwright.sync_api import Error

        from cli import tour
    except ImportError:
        raise click.ClickException("needs playwright: bin/setup tests installs it") from None
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    try:
        with Progress().step("Screenshots", tour.SHOTS) as advance:
            for _ in tour.take(port, folder, chromium):
                advance(1)
    except Error as problem:
        raise click.ClickException(problem.message.splitlines()[0]) from None
    click.echo(f"{tour.SHOTS} pictures in {folder}/")
