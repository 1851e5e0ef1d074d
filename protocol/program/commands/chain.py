"""`kula chain`: deploy the contracts; check and see where a deployment stands; take a snapshot for new contracts."""

import json
import os
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from kula.protocol.chain.presets import LOCAL, Preset, preset_at, preset_of
from kula.protocol.errors import MalformedInput
from kula.protocol.hex import unhex
from kula.protocol.ipfs.cid import cid_to_bytes32
from kula.protocol.parameters import TOKEN, Parameters
from kula.protocol.program.commands.signer import account_of
from kula.protocol.program.console import say, warn
from kula.protocol.types import Address

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from kula.protocol.chain.addresses import Addresses
    from kula.protocol.chain.connection import Connection
    from kula.protocol.chain.genesis import Genesis

chain = typer.Typer(no_args_is_help=True, help="Deploy the contracts; see where a deployment stands.")

_PARTS = ((1, 3), (1, 2), (2, 3))
"""More than a third of the stake stops an epoch, a half decides medians, two thirds sign reports."""
_RPC = typer.Option("http://127.0.0.1:8545", envvar="KULA_RPC", help="JSON-RPC endpoints, comma-separated.")
_ADDRESSES = typer.Option(Path("addresses.json"), envvar="KULA_ADDRESSES")
_BASE_MODEL = typer.Option(None, help="CID of the base model's manifest. A genesis that names models needs none.")
_KEYSTORE = typer.Option(None, envvar="KULA_KEYSTORE", help="None takes anvil's first account, on a local chain only.")
_GENESIS = typer.Option(
    None, help="TOML or JSON: who holds stake and coin. On a local chain, None gives all coin to the deployer."
)
_CHANGES = typer.Option(None, help="JSON of Parameters that differ from the preset's.")
_ADMIT = typer.Option([], help="Validators that may take a seat before four hold one.")
_PRESET = typer.Option(
    None,
    envvar="KULA_CHAIN",
    help="The chain that the RPC must serve: local, sepolia, base, aurora (docs/chains.md).",
)


@chain.command("deploy")
def chain_deploy(  # noqa: PLR0913 - one argument per option
    scorer_id: str = typer.Option(help="0x… as `kula scorer id` prints it"),
    base_model: str | None = _BASE_MODEL,
    rpc: str = _RPC,
    addresses: Path = _ADDRESSES,
    keystore: Path | None = _KEYSTORE,
    genesis: Path | None = _GENESIS,
    parameters: Path | None = _CHANGES,
    admit: list[str] = _ADMIT,
    preset: str | None = _PRESET,
) -> None:
    """Check the chain, deploy the contracts, write the addresses file and mint the genesis, or go on with minting it."""
    from eth_utils.address import to_checksum_address

    from kula.protocol.chain.connection import Connection
    from kula.protocol.chain.deploy import Deployment, deploy
    from kula.protocol.chain.genesis import read_genesis
    from kula.protocol.chain.readiness import require_ready

    connection = Connection(rpc.split(","), preset_of(preset).chain_id if preset else None)
    chosen = preset_at(connection.chain_id)
    founding = read_genesis(genesis) if genesis else None
    account = account_of(keystore, connection.chain_id)
    if founding and _went_on(connection, account, addresses, founding):
        return
    plan = Deployment(
        parameters=_parameters(chosen, parameters),
        scorer_id=unhex(scorer_id, 32),
        base_manifest=_base(founding, base_model),
        admitted=tuple(Address(to_checksum_address(one)) for one in admit),
        genesis=founding,
    )
    _announce_checks(chosen)
    require_ready(connection, chosen, plan.parameters, founding)
    deployed = deploy(connection, account, plan)
    deployed.write(addresses)
    if chosen:
        typer.echo(f"nodes read it at {chosen.finality!r}; can be undone there: {chosen.reorg}", err=True)
    _mint(connection, account, deployed, founding)


def _went_on(connection: "Connection", account: "LocalAccount", file: Path, genesis: "Genesis") -> bool:
    """Mints what the deployment of an addresses file waits for. Says whether there is one that waits for this genesis."""
    from kula.protocol.chain.deploy import unfinished

    begun = unfinished(connection, file, genesis)
    if begun:
        _mint(connection, account, begun, genesis)
    return begun is not None


def _mint(connection: "Connection", account: "LocalAccount", deployed: "Addresses", genesis: "Genesis | None") -> None:
    """Mints what Token's constructor did not, and says what stands and who decides."""
    from kula.protocol.chain.deploy import mint_pending

    if genesis:
        calls = mint_pending(connection, account, deployed, genesis)
        if calls:
            typer.echo(f"the rest of the genesis was minted in {calls} calls", err=True)
        typer.echo(_who_decides(genesis), err=True)
    say(asdict(deployed), as_json=True)


def _announce_checks(preset: Preset | None) -> None:
    """Says before a deployment which checks are left out, or which one takes a minute."""
    if preset is None:
        warn("no preset knows this chain: the windows and the finality lag are not checked")
    elif preset is not LOCAL:
        typer.echo("measuring the finality lag for a minute", err=True)


def _parameters(preset: Preset | None, changes: Path | None) -> Parameters:
    """Returns the preset's Parameters with the changes of a file. Raises MalformedInput for an unknown name."""
    chosen = preset.parameters if preset else Parameters()
    try:
        return replace(chosen, **json.loads(changes.read_text())) if changes else chosen
    except (OSError, ValueError, TypeError) as error:
        raise MalformedInput("parameters", f"{changes} is not JSON of Parameters: {error}") from error


def _base(genesis: "Genesis | None", base_model: str | None) -> bytes:
    """Returns the manifest of the base model."""
    if genesis and genesis.models:
        if base_model and cid_to_bytes32(base_model) != genesis.models[0]:
            raise MalformedInput("base-model", "is another than the genesis's first model; leave the option out")
        return genesis.models[0]
    if not base_model:
        raise MalformedInput("base-model", "is missing, and the genesis names no model; give the manifest's CID")
    return cid_to_bytes32(base_model)


def _who_decides(genesis: "Genesis") -> str:
    from kula.protocol.chain.genesis import parties_above

    needed = ", ".join(f"{parties_above(genesis, *part)} for more than {part[0]}/{part[1]}" for part in _PARTS)
    return f"{len(genesis.parties())} parties; parties that together hold the stake: {needed}"


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


@chain.command("snapshot")
def chain_snapshot(
    block: int | None = typer.Option(None, help="The block to read at. None takes the newest that is final."),
    out: Path = typer.Option(Path("genesis.json"), help="The genesis file to write."),
    rpc: str = _RPC,
    addresses: Path = _ADDRESSES,
    as_json: bool = typer.Option(False, "--json"),
) -> None:
    """Write balances, stakes, bonds and the adopted models as a genesis file, to move to new contracts."""
    from kula.protocol.amounts import kula
    from kula.protocol.chain.genesis import genesis_to_json
    from kula.protocol.chain.network import connect
    from kula.protocol.chain.snapshot import take_snapshot
    from kula.protocol.files import write_whole

    endpoints = rpc.split(",")
    at = connect(endpoints, addresses).connection.block() if block is None else block
    snapshot = take_snapshot(connect(endpoints, addresses, at))
    write_whole(out, genesis_to_json(snapshot.genesis))
    say(
        {
            "block": at,
            "rows": len(snapshot.genesis.rows),
            "models": len(snapshot.genesis.models),
            "supply": kula(snapshot.supply),
            "left_behind": {name: kula(amount) for name, amount in snapshot.left_behind.items()},
            "unclaimed_pay": kula(snapshot.unclaimed),
            "file": str(out),
        },
        as_json,
    )


@chain.command("check")
def chain_check(
    genesis: Path = typer.Option(help="The genesis file, TOML or JSON."), rpc: str = _RPC, addresses: Path = _ADDRESSES
) -> None:
    """Check that a deployment was created with this version's code from a genesis file, and is minted to its end."""
    from kula.protocol.chain.addresses import read_addresses
    from kula.protocol.chain.connection import Connection
    from kula.protocol.chain.genesis import read_genesis
    from kula.protocol.chain.readiness import require_founded

    deployed, founding = read_addresses(addresses), read_genesis(genesis)
    require_founded(Connection(rpc.split(","), deployed.chain_id), deployed, founding)
    say(f"{addresses} is a deployment of {genesis}: {len(founding.rows)} rows, all minted")


@chain.command("status")
def chain_status(rpc: str = _RPC, addresses: Path = _ADDRESSES, as_json: bool = typer.Option(False, "--json")) -> None:
    """Show the open epoch, the line of reports and the served model."""
    from kula.protocol.chain.network import connect
    from kula.protocol.types import ZERO_HASH

    network = connect(rpc.split(","), addresses)
    status: dict[str, Any] = {
        "chain_id": network.addresses.chain_id,
        "block": network.connection.block(),
        "open_epoch": network.batches.current(),
        "settled_epoch": network.reports.head(),
        "final_epoch": network.reports.final_upto(),
        "genesis_minted": network.token.pending() == ZERO_HASH,
        "validators": len(network.validators.active()),
        "served_model": network.registry.served(),
        "datasets": network.registry.last_dataset(),
    }
    say(status, as_json)
