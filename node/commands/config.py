"""`kula config`: what a program would be told."""

import json
import sys

import typer

app = typer.Typer(no_args_is_help=True, help="Show effective settings.")


@app.callback()
def _main() -> None:
    """Settings come from flags, KULA_… variables, the TOML file KULA_CONFIG, and defaults, in this order."""


@app.command()
def show(program: str = typer.Argument("gateway", help="gateway or validator")) -> None:
    """Print the effective values without secrets."""
    from node.settings import GatewaySettings, ValidatorSettings, shown

    kinds = {"gateway": GatewaySettings, "validator": ValidatorSettings}
    if program not in kinds:
        raise typer.BadParameter(f"expected one of {', '.join(kinds)}")
    sys.stdout.write(json.dumps(shown(kinds[program]()), indent=1) + "\n")
