"""The `entrepot` command: every operator's task, one file each in cli/commands/."""

import importlib
import pkgutil
import sys

import click

import cli.commands
from core.platform.settings import BadSetting


class Commands(click.Group):
    """The files of cli/commands/, each imported only when its command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        files = pkgutil.iter_modules(cli.commands.__path__)
        return sorted(file.name.replace("_", "-") for file in files)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"cli.commands.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def entrepot() -> None:
    """Run and tend an Entrepot marketplace."""


def main() -> None:
    """Run the command line; a bad setting ends it with one line and status 2."""
    try:
        entrepot(prog_name="entrepot")
    except BadSetting as problem:
        print(f"entrepot: {problem}", file=sys.stderr)
        sys.exit(2)
