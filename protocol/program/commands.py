"""`kula chain`, `kula keys`, `kula ipfs`, `kula config`: deployments, keystores, the block directory's RPC, settings."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from kula.protocol.program.console import say

chain = typer.Typer(no_args_is_help=True, help="Deploy the contracts; see where a deployment stands.")
keys = typer.Typer(no_args_is_help=True, help="Encrypted keystores.")
ipfs = typer.Typer(no_args_is_help=True, help="A block directory served like a Kubo.")
config = typer.Typer(no_args_is_help=True, help="Show effective settings.")

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
    from kula.protocol.chain.presets import preset_of
    from kula.protocol.hex import unhex
    from kula.protocol.ipfs.cid import cid_to_bytes32
    from kula.protocol.parameters import Parameters
    from kula.protocol.types import Address

    chosen = preset_of(preset) if preset else None
    connection = Connection(rpc.split(","), chosen.chain_id if chosen else None)
    changed = json.loads(parameters.read_text()) if parameters else {}
    plan = Deployment(
        parameters=Parameters(**changed),
        scorer_id=unhex(scorer_id, 32),
        base_manifest=cid_to_bytes32(base_model),
        admitted=tuple(Address(to_checksum_address(one)) for one in admit),
    )
    deployed = deploy(connection, _account(keystore, connection.chain_id), plan)
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
    from kula.protocol.parameters import TOKEN
    from kula.protocol.types import Address

    network = connect(rpc.split(","), addresses)
    to = Address(to_checksum_address(account))
    bank = _account(None, network.addresses.chain_id)
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


@keys.command("new")
def keys_new(path: Path) -> None:
    """Make an encrypted keystore (password from KULA_PASSWORD_FILE or typed)."""
    from kula.protocol.program.keys import new_key, save_keystore

    account = new_key()
    save_keystore(path, account, _password(confirm=True))
    say(account.address)


@keys.command("import")
def keys_import(path: Path) -> None:
    """Encrypt a private key that is read, hidden, from the terminal or standard input."""
    from eth_account import Account

    from kula.protocol.errors import MalformedInput
    from kula.protocol.program.keys import save_keystore

    secret = typer.prompt("private key", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline().strip()
    try:
        account = Account.from_key(secret)
    except ValueError as error:
        raise MalformedInput("private key", "must be 32 bytes in hexadecimal digits") from error
    save_keystore(path, account, _password(confirm=True))
    say(account.address)


@keys.command("list")
def keys_list(folder: Path = typer.Argument(Path()), as_json: bool = typer.Option(False, "--json")) -> None:
    """The keystores of a folder."""
    from kula.protocol.program.keys import address_of

    keystores: list[dict[str, str]] = []
    for path in sorted(folder.glob("*.json")):
        try:
            keystores.append({"file": path.name, "address": address_of(path)})
        except (ValueError, KeyError, AttributeError, TypeError):
            # Another kind of JSON file.
            continue
    say(keystores, as_json, "\n".join(f"{one['address']}  {one['file']}" for one in keystores))


@ipfs.callback()
def _ipfs() -> None:
    """For networks without a Kubo."""


@ipfs.command("serve")
def ipfs_serve(folder: Path = typer.Option(Path("blocks")), port: int = typer.Option(5001)) -> None:
    """Serve a block directory on loopback with the part of Kubo's RPC that Kula uses."""
    from kula.protocol.ipfs.blocks import BlockDirectory
    from kula.protocol.ipfs.serve import server

    server(BlockDirectory(folder), port).run()


def _account(keystore: Path | None, chain_id: int) -> Any:
    from eth_account import Account

    from kula.protocol.chain.presets import DEPLOYER_KEY, LOCAL_CHAIN_ID
    from kula.protocol.errors import MalformedInput
    from kula.protocol.program.keys import load_keystore

    if keystore:
        return load_keystore(keystore, _password())
    if chain_id != LOCAL_CHAIN_ID:
        raise MalformedInput("keystore", "is needed on a chain that is not a local anvil")
    return Account.from_key(DEPLOYER_KEY)


def _password(confirm: bool = False) -> str:
    path = os.environ.get("KULA_PASSWORD_FILE")
    if path:
        return Path(path).read_text().strip()
    return typer.prompt("password", hide_input=True, confirmation_prompt=confirm)


@config.callback()
def _config() -> None:
    """Settings come from flags, KULA_… variables, the TOML file KULA_CONFIG, and defaults, in this order."""


@config.command("show")
def config_show(program: str = typer.Argument("gateway", help="gateway, validator or trainer")) -> None:
    """Print the effective values without secrets."""
    from kula.protocol.program.settings import settings_of, shown

    say(shown(settings_of(program)), as_json=True)
