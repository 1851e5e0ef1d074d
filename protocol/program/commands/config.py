"""`kula config`: the settings that a program would take."""

import typer

from kula.protocol.program.console import say

config = typer.Typer(no_args_is_help=True, help="Show the effective settings of a program.")


@config.callback()
def _config() -> None:
    """Settings come from flags, KULA_… variables, the TOML file KULA_CONFIG, and defaults, in this order."""


@config.command("show")
def config_show(program: str = typer.Argument("gateway", help="gateway, validator or trainer")) -> None:
    """Print the effective values without secrets."""
    from kula.protocol.program.settings import settings_of, shown

    say(shown(settings_of(program)), as_json=True)
