"""Deploy the contracts. Each knows the others' addresses from its constructor on, so nothing is wired later by anybody."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any

import rlp
from eth_account.signers.local import LocalAccount
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.crypto import keccak
from web3.types import TxParams

from kula.contracts import NAMES, artifact
from kula.protocol.chain.addresses import Addresses
from kula.protocol.chain.connection import Connection
from kula.protocol.parameters import TOKEN, Parameters
from kula.protocol.types import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """What a deployment fixes for ever."""

    parameters: Parameters
    scorer_id: bytes
    base_manifest: bytes
    """sha2-256 digest of the base model's manifest."""
    admitted: tuple[Address, ...] = ()
    """Who may take a seat before four hold one; later ones the owner announces two days ahead."""
    supply: int = 1_000_000_000 * TOKEN
    """What the treasury (the deploying account) starts with; all other coin is earned."""
    minimum_stake: int = 1_000 * TOKEN
    minimum_bond: int = 1_000 * TOKEN
    """Of a gateway: room for 2,048 records an epoch."""
    trainer_bond: int = 100 * TOKEN
    direct_fee: int = TOKEN
    rows_deposit: int = 8 * TOKEN
    """For a demand of 256 rows; one leaf costs an eighth of it."""
    licence_price: int = 10 * TOKEN


def deploy(connection: Connection, account: LocalAccount, plan: Deployment) -> Addresses:
    """Send the contracts. The account keeps only the owner's powers that docs/protocol.md lists.

    Raises RuntimeError when a contract does not land where the others expect it: another transaction came between.
    """
    block = connection.block()
    owner = Address(account.address)
    nonce = connection.web3.eth.get_transaction_count(account.address)
    places = {name: created_at(owner, nonce + i) for i, name in enumerate(NAMES)}
    arguments = constructor_arguments(plan, owner, places)
    for i, name in enumerate(NAMES):
        found = _create(connection, account, nonce + i, name, arguments[name])
        if found != places[name]:
            raise RuntimeError(f"deployment stopped: {name} stands at {found}, the others expect {places[name]}")
    addresses = {name.lower(): place for name, place in places.items()}
    return Addresses(chain_id=connection.chain_id, block=block, **addresses)


def created_at(sender: Address, nonce: int) -> Address:
    """Where a contract that `sender` creates with `nonce` stands: the end of keccak256(rlp([sender, nonce]))."""
    return Address(to_checksum_address(keccak(rlp.encode([to_canonical_address(sender), nonce]))[12:]))


def constructor_arguments(plan: Deployment, owner: Address, at: Mapping[str, Address]) -> dict[str, tuple[Any, ...]]:
    """What each contract is created with; `at` says where each will stand."""
    numbers = astuple(plan.parameters)
    return {
        "Token": (at["Claims"], at["Pay"], owner, plan.supply),
        "Grants": (at["Batches"],),
        "Gateways": (at["Token"], at["Batches"], at["Grants"], at["Reports"], plan.minimum_bond),
        "Batches": (
            *(at["Token"], at["Gateways"], at["Validators"], at["Scores"], at["Reports"]),
            numbers,
            plan.direct_fee,
        ),
        "Validators": (
            *(at["Token"], at["Batches"], at["Scores"], at["Reports"]),
            [at["Reports"], at["Challenges"], at["Pay"]],
            plan.minimum_stake,
            owner,
            list(plan.admitted),
        ),
        "Scorers": (at["Batches"], at["Scores"], at["Validators"], plan.scorer_id),
        "Scores": (at["Validators"], at["Batches"], at["Scorers"], numbers),
        "Reports": (
            *(at["Validators"], at["Batches"], at["Scores"], at["Demands"], at["Challenges"]),
            owner,
            numbers,
        ),
        "Challenges": (at["Reports"], at["Scores"], at["Batches"], at["Validators"], numbers),
        "Demands": (at["Token"], at["Batches"], at["Reports"], numbers, plan.rows_deposit),
        "Pay": (at["Token"], at["Validators"], at["Scores"], at["Reports"], numbers),
        "Claims": (at["Token"], at["Reports"], at["Grants"]),
        "Registry": (
            *(at["Token"], at["Validators"], at["Batches"], at["Scores"], at["Reports"]),
            plan.trainer_bond,
            plan.base_manifest,
        ),
        "Royalties": (
            *(at["Token"], at["Reports"], at["Registry"], at["Grants"]),
            plan.parameters.floor,
            plan.licence_price,
        ),
    }


def _create(connection: Connection, account: LocalAccount, nonce: int, name: str, arguments: tuple[Any, ...]) -> str:
    compiled = artifact(name)
    factory = connection.web3.eth.contract(abi=compiled["abi"], bytecode=compiled["bytecode"])
    wanted: TxParams = {"from": account.address, "nonce": nonce}  # type: ignore[typeddict-item]
    signed = account.sign_transaction(factory.constructor(*arguments).build_transaction(wanted))  # type: ignore[arg-type]
    web3 = connection.web3
    receipt = web3.eth.wait_for_transaction_receipt(web3.eth.send_raw_transaction(signed.raw_transaction))
    if receipt["status"] != 1:
        raise RuntimeError(f"deployment stopped: creating {name} failed in 0x{receipt['transactionHash'].hex()}")
    return str(receipt["contractAddress"])
