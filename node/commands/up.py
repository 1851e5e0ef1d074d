"""`kula up`: the network on this machine, left running."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from kula.protocol.program.console import say

if TYPE_CHECKING:
    from kula.node.local.network import LocalNetwork
    from kula.protocol.parameters import Parameters

app = typer.Typer(help="Run the whole network on this machine until Ctrl-C.")


@app.command()
def up(
    port: int = typer.Option(8000, help="The page and the API."),
    chain_port: int = typer.Option(0, help="anvil's port; 0 takes a free one."),
    validators: int = typer.Option(5),
    folder: Path = typer.Option(Path("build/up"), help="Keys, rows and logs. What it holds is deleted first."),
    ipfs: str = typer.Option("", help="URL of a Kubo RPC; without it `kula ipfs serve` runs over a directory."),
    epoch_seconds: int = typer.Option(120, help="How long an epoch takes records, in seconds."),
) -> None:
    """Start a chain with the contracts, IPFS, a gateway with its worker, validators and a trainer, and print their addresses."""
    import shutil

    from kula.node.local.network import LocalNetwork, LocalPlan

    shutil.rmtree(folder, ignore_errors=True)
    plan = LocalPlan(
        folder=folder,
        parameters=_parameters(epoch_seconds),
        validators=validators,
        port=port,
        chain_port=chain_port,
        ipfs=ipfs,
        post_seconds=max(1, epoch_seconds // 4),
    )
    say("starting the chain, the contracts, IPFS and the network's programs")
    with LocalNetwork(plan) as local:
        local.wait_ready(say)
        _show(local)
        try:
            while True:
                local.processes.check()
                time.sleep(1)
        except KeyboardInterrupt:
            say("stopping")


def _parameters(epoch_seconds: int) -> "Parameters":
    from dataclasses import replace

    from kula.protocol.chain.presets import LOCAL

    return replace(
        LOCAL.parameters,
        open_seconds=epoch_seconds,
        commit_seconds=300,
        reveal_seconds=120,
        report_seconds=300,
        challenge_seconds=300,
        vote_seconds=300,
    )


def _show(local: "LocalNetwork") -> None:
    for name, value in {
        "page and API": local.gateway,
        "chain RPC": local.anvil.url,
        "addresses": local.addresses_file,
        "IPFS API": local.ipfs,
        "logs": local.plan.folder / "logs",
    }.items():
        say(f"{name:14}{value}")
    say("Ctrl-C stops everything.")
