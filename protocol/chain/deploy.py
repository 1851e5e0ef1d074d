"""Deploys the contracts, and has their Token mint a genesis.

Each constructor takes the addresses of the others, so no address is set later. Token's constructor mints the first part
of the genesis and binds the others by a hash. Anybody may send these, so whoever deploys gets no power by it.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import rlp
from eth_account.signers.local import LocalAccount
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.crypto import keccak
from web3.types import TxParams, TxReceipt

from kula.contracts import NAMES, artifact
from kula.protocol.amounts import kula
from kula.protocol.chain.addresses import Addresses, read_addresses
from kula.protocol.chain.clients.token import Token
from kula.protocol.chain.connection import Connection
from kula.protocol.chain.genesis import STAKE, Genesis, founders_of, local_genesis, parts_of
from kula.protocol.chain.presets import LOCAL_CHAIN_ID
from kula.protocol.chain.rpc.errors import kula_errors
from kula.protocol.errors import ChainRefused, IntegrityError, MalformedInput, RefusedByPolicy
from kula.protocol.parameters import TOKEN, Parameters
from kula.protocol.types import ZERO_HASH, Address

_PART_GAS, _HOLDING_GAS = 50_000, 29_000
"""Gas that is asked for a part, and for each of its holdings: what it takes at most, whatever the accounts held before."""
_LOCAL_POLL_SECONDS, _POLL_SECONDS = 0.01, 0.1
"""Pauses between two looks at a transaction: a local chain mines within milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """The settings of a deployment, which no transaction can change later."""

    parameters: Parameters
    scorer_id: bytes
    base_manifest: bytes
    """The sha2-256 digest of the base model's manifest. If the genesis names models, its line counts instead."""
    admitted: tuple[Address, ...] = ()
    """Accounts that may take a seat before four accounts hold one. The owner announces later ones two days ahead."""
    genesis: Genesis | None = None
    """Who holds stake and coin at the start. All other coin is earned. None is for local chains only: the deploying
    account holds all coin."""
    minimum_stake: int = 1_000 * TOKEN
    minimum_bond: int = 1_000 * TOKEN
    """A gateway's smallest bond. It gives room for 2,048 records per epoch."""
    trainer_bond: int = 100 * TOKEN
    candidate_fee: int = 10 * TOKEN
    """What the first candidate of a round pays. Each further one pays twice as much as the one before."""
    direct_fee: int = TOKEN
    rows_deposit: int = 8 * TOKEN
    """The deposit for a demand of 256 rows. The deposit for one leaf is an eighth of it."""
    licence_price: int = 10 * TOKEN


def deploy(connection: Connection, account: LocalAccount, plan: Deployment) -> Addresses:
    """Creates the contracts and returns their addresses. `mint_pending` mints what does not fit into Token's constructor.

    The account keeps only the owner's powers that docs/protocol.md lists. Raises RefusedByPolicy for a genesis that no
    network can begin with. Raises RuntimeError if a creation fails, or if a contract gets another address than
    expected, because the account sent another transaction meanwhile.
    """
    owner = Address(account.address)
    genesis = _genesis(plan, owner)
    if plan.genesis is None and connection.chain_id != LOCAL_CHAIN_ID:
        raise RefusedByPolicy("genesis", "is missing; only a local chain gives all coin to its deployer")
    block = connection.block()
    with kula_errors("asking for the deployer's nonce"):
        nonce = connection.web3.eth.get_transaction_count(account.address)
    places = {name: created_at(owner, nonce + i) for i, name in enumerate(NAMES)}
    arguments = constructor_arguments(plan, owner, places)
    for i, name in enumerate(NAMES):
        created = _create(connection, account, nonce + i, name, arguments[name])
        if created != places[name]:
            raise RuntimeError(f"deployment stopped: {name} stands at {created}, the others expect {places[name]}")
    addresses = {name.lower(): place for name, place in places.items()}
    return Addresses(chain_id=connection.chain_id, block=block, parties=genesis.parties(), **addresses)


def unfinished(connection: Connection, file: Path, genesis: Genesis) -> Addresses | None:
    """Returns the deployment of an addresses file if its Token waits for a part of this genesis, else None."""
    addresses = None
    with suppress(MalformedInput):
        addresses = read_addresses(file)
    if addresses is None or addresses.chain_id != connection.chain_id:
        return None
    try:
        pending = pending_of(connection, addresses.token)
    except ChainRefused:
        return None
    return addresses if pending in {part.hash() for part in parts_of(genesis, addresses.validators)} else None


def mint_pending(connection: Connection, account: LocalAccount, addresses: Addresses, genesis: Genesis) -> int:
    """Mints the parts of a genesis that a deployment's Token waits for. Returns how many `account` minted.

    It goes on where it was stopped, and where somebody else sent a part. Raises IntegrityError if the Token waits for
    something else, and RuntimeError if a part is not minted.
    """
    parts = {part.hash(): part for part in parts_of(genesis, addresses.validators)}
    token, minted = Token(connection, addresses.token, addresses.block), 0
    while (pending := pending_of(connection, addresses.token)) != ZERO_HASH:
        if pending not in parts:
            raise IntegrityError("Token", f"at {addresses.token} waits for holdings of another genesis")
        part = parts[pending]
        with kula_errors("asking for the nonce"):
            nonce = connection.web3.eth.get_transaction_count(account.address, "pending")  # type: ignore[arg-type]
        gas = _PART_GAS + _HOLDING_GAS * len(part.holdings)
        wanted: Any = {"from": account.address, "nonce": nonce, "gas": gas}
        call = token.mint_holdings(part.holdings, part.rest)
        receipt = _send(connection, account, call, wanted, "minting holdings")
        minted += receipt["status"]
        if receipt["status"] != 1 and pending_of(connection, addresses.token) == pending:
            raise RuntimeError(
                f"holdings were not minted by 0x{receipt['transactionHash'].hex()}; run the command again"
            )
    return minted


def pending_of(connection: Connection, token: Address) -> bytes:
    """Returns the hash of the part that a Token waits for, at the newest block. Raises ChainRefused if it is no Token."""
    with kula_errors("reading Token.pending"):
        if not connection.web3.eth.get_code(token):  # type: ignore[arg-type]
            raise ChainRefused(f"no contract is at {token}")
        return bytes(connection.contract("Token", token).functions.pending().call())


def created_at(sender: Address, nonce: int) -> Address:
    """Returns the address of the contract that `sender` creates with `nonce`.

    It is the last 20 bytes of keccak256(rlp([sender, nonce])).
    """
    return Address(to_checksum_address(keccak(rlp.encode([to_canonical_address(sender), nonce]))[12:]))


def constructor_arguments(
    plan: Deployment, owner: Address, places: Mapping[str, Address]
) -> dict[str, tuple[Any, ...]]:
    """Returns each contract's constructor arguments, by name. `places` holds the address that each contract will have."""

    def at(*names: str) -> list[Address]:
        return [places[name] for name in names]

    numbers = astuple(plan.parameters)
    genesis = _genesis(plan, owner)
    first = parts_of(genesis, places["Validators"])[0]
    models = list(genesis.models) or [plan.base_manifest]
    return {
        "Token": (*at("Claims", "Pay"), list(first.holdings), first.rest),
        "Grants": (*at("Batches"),),
        "Gateways": (*at("Token", "Batches", "Grants", "Reports"), plan.minimum_bond),
        "Batches": (*at("Token", "Gateways", "Validators", "Scores", "Reports"), numbers, plan.direct_fee),
        "Validators": (
            *at("Token", "Batches", "Scores", "Reports"),
            at("Reports", "Challenges", "Pay"),
            *(plan.minimum_stake, owner, list(plan.admitted), founders_of(genesis)),
        ),
        "Scorers": (*at("Batches", "Scores", "Validators"), plan.scorer_id),
        "Scores": (*at("Validators", "Batches", "Scorers"), numbers),
        "Reports": (*at("Validators", "Batches", "Scores", "Demands", "Challenges"), owner, numbers),
        "Challenges": (*at("Reports", "Scores", "Batches", "Validators"), numbers),
        "Demands": (*at("Token", "Batches", "Reports"), numbers, plan.rows_deposit),
        "Pay": (*at("Token", "Validators", "Scores", "Reports"), numbers),
        "Claims": (*at("Token", "Reports", "Grants"),),
        "Registry": (
            *at("Token", "Validators", "Batches", "Scores", "Reports", "Judgements"),
            *(plan.trainer_bond, plan.candidate_fee, models),
        ),
        "Judgements": (*at("Batches", "Scores", "Validators", "Reports", "Registry"), numbers),
        "Royalties": (*at("Token", "Reports", "Registry", "Grants"), plan.parameters.floor, plan.licence_price),
    }


def _genesis(plan: Deployment, owner: Address) -> Genesis:
    """Returns the genesis of a plan. Raises RefusedByPolicy if one of its stakes is too small for a seat."""
    genesis = plan.genesis or local_genesis(owner)
    for row in genesis.of(STAKE):
        if row.amount < plan.minimum_stake:
            least = f"{kula(row.amount)} KULA is below the minimum of {kula(plan.minimum_stake)}"
            raise RefusedByPolicy("genesis", f"the stake of {row.account} is too small: {least}; raise it")
    return genesis


def _create(connection: Connection, account: LocalAccount, nonce: int, name: str, arguments: tuple[Any, ...]) -> str:
    compiled = artifact(name)
    factory = connection.web3.eth.contract(abi=compiled["abi"], bytecode=compiled["bytecode"])
    wanted: TxParams = {"from": account.address, "nonce": nonce}  # type: ignore[typeddict-item]
    receipt = _send(connection, account, factory.constructor(*arguments), wanted, f"creating {name}")
    if receipt["status"] != 1:
        raise RuntimeError(f"deployment stopped: creating {name} failed in 0x{receipt['transactionHash'].hex()}")
    return str(receipt["contractAddress"])


def _send(connection: Connection, account: LocalAccount, call: Any, wanted: TxParams, doing: str) -> TxReceipt:
    web3 = connection.web3
    with kula_errors(doing):
        signed = account.sign_transaction(call.build_transaction(wanted))  # type: ignore[arg-type]
        digest = web3.eth.send_raw_transaction(signed.raw_transaction)
        pause = _LOCAL_POLL_SECONDS if connection.chain_id == LOCAL_CHAIN_ID else _POLL_SECONDS
        return web3.eth.wait_for_transaction_receipt(digest, poll_latency=pause)
