"""`kula chain`: deploy the contracts; see where a deployment stands."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from kula.protocol.chain.presets import preset_of
from kula.protocol.hex import unhex
from kula.protocol.ipfs.cid import cid_to_bytes32
from kula.protocol.parameters import TOKEN, Parameters
from kula.protocol.program.commands.signer import account_of
from kula.protocol.program.console import say
from kula.protocol.types import Address

chain = typer.Typer(no_args_is_help=True, help="Deploy the contracts; see where a deployment stands.")

_RPC = typer.Option("http://127.0.0.1:8545", envvar="KULA_RPC", help="JSON-RPC endpoints, comma-separated.")
_ADDRESSES = typer.Option(Path("addresses.json"), envvar="KULA_ADDRESSES")


@chain.command("deploy")
def chain_deploy(
    scorer_id: str = typer.Option(help="0x… as `kula scorer id` prints it"),
    base_model: str = typer.Option(help="CID of the base model's manifest"),
    rpc: str = _RPC,
    addresses: Path = _ADDRESSES,
    keystore: Path | None = typer.Option(
        None, envvar="KULA_KEYSTORE", help="None takes anvil's first account, on a local chain only."
    ),
    parameters: Path | None = typer.Option(None, help="JSON of Parameters that differ from the default."),
    admit: list[str] = typer.Option([], help="Validators that may take a seat before four hold one."),
    preset: str | None = typer.Option(
        None,
        envvar="KULA_CHAIN",
        help="The chain that the RPC must serve: local, sepolia, base, aurora (docs/chains.md).",
    ),
) -> None:
    """Deploy the contracts and write the addresses file."""
    from eth_utils.address import to_checksum_address

    from kula.protocol.chain.connection import Connection
    from kula.protocol.chain.deploy import Deployment, deploy

    chosen = preset_of(preset) if preset else None
    connection = Connection(rpc.split(","), chosen.chain_id if chosen else None)
    plan = Deployment(
        parameters=Parameters(**(json.loads(parameters.read_text()) if parameters else {})),
        scorer_id=unhex(scorer_id, 32),
        base_manifest=cid_to_bytes32(base_model),
        admitted=tuple(Address(to_checksum_address(one)) for one in admit),
    )
    deployed = deploy(connection, account_of(keystore, connection.chain_id), plan)
    deployed.write(addresses)
    say(asdict(deployed), as_json=True)
    if chosen:
        typer.echo(f"nodes read it at {chosen.finality!r}; can be undone there: {chosen.reorg}", err=True)


@chain.command("fund")
def chain_fund(
    account: str, amount: int = typer.Argument(help="KULA"), rpc: str = _RPC, addresses: Path = _ADDRESSES
) -> None:
    """On a local anvil only: give an account KULA and coin for gas."""
    from eth_utils.address import to_checksum_address

    from kula.protocol.chain.network import connect
    from kula.protocol.chain.sender import Sender

    network = connect(rpc.split(","), addresses)
    to = Address(to_checksum_address(account))
    bank = account_of(None, network.addresses.chain_id)
    network.connection.web3.provider.make_request("anvil_setBalance", [to, hex(10**21)])  # type: ignore[arg-type]
    sender = Sender(network.connection, bank, Path(os.environ.get("KULA_DATA", ".")) / "bank.sqlite")
    sender.send(network.token.transfer(to, amount * TOKEN))
    say(f"{to} holds {network.token.balance_of(to) // TOKEN} KULA")


@chain.command("status")
def chain_status(rpc: str = _RPC, addresses: Path = _ADDRESSES, as_json: bool = typer.Option(False, "--json")) -> None:
    """Show the open epoch, the line of reports and the served model."""
    from kula.protocol.chain.network import connect

    network = connect(rpc.split(","), addresses)
    status: dict[str, Any] = {
        "chain_id": network.addresses.chain_id,
        "block": network.connection.block(),
        "open_epoch": network.batches.current(),
        "settled_epoch": network.reports.head(),
        "final_epoch": network.reports.final_upto(),
        "validators": len(network.validators.active()),
        "served_model": network.registry.served(),
        "datasets": network.registry.last_dataset(),
    }
    say(status, as_json)
