"""Deploy and wire the six contracts."""

from dataclasses import astuple, dataclass
from typing import Any

from eth_account.signers.local import LocalAccount
from web3.types import TxParams

from contracts import artifact
from protocol.chain.addresses import Addresses
from protocol.chain.connection import Connection
from protocol.parameters import TOKEN, Parameters
from protocol.types import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """What a deployment fixes for ever."""

    parameters: Parameters
    scorer_id: bytes
    base_manifest: bytes
    """sha2-256 digest of the base model's manifest."""
    minimum_stake: int = 1_000 * TOKEN
    minimum_bond: int = 100 * TOKEN
    unbonding_seconds: int = 14 * 86_400


def deploy(connection: Connection, account: LocalAccount, plan: Deployment) -> Addresses:
    """Send the contracts and wire them. The account keeps only the powers that docs/protocol.md lists."""
    block = connection.block()
    token = _create(connection, account, "Token")
    validators = _create(connection, account, "Validators", token, plan.minimum_stake, plan.unbonding_seconds)
    batches = _create(connection, account, "Batches", token, astuple(plan.parameters), plan.minimum_bond)
    scores = _create(connection, account, "Scores", token, validators, batches, plan.scorer_id)
    reports = _create(connection, account, "Reports", token, validators, batches, scores)
    registry = _create(
        connection,
        account,
        "Registry",
        *(token, validators, batches, scores, reports),
        plan.minimum_bond,
        plan.base_manifest,
    )
    for name, address, function, arguments in (
        ("Token", token, "set_ledger", [reports]),
        ("Token", token, "set_minter", [scores, True]),
        ("Validators", validators, "wire", [scores, reports]),
        ("Batches", batches, "wire", [scores, reports]),
        ("Scores", scores, "wire", [reports]),
    ):
        call = connection.contract(name, address).functions[function](*arguments)
        _send(connection, account, call.build_transaction({"from": account.address}))
    return Addresses(
        chain_id=connection.chain_id,
        token=token,
        validators=validators,
        batches=batches,
        scores=scores,
        reports=reports,
        registry=registry,
        block=block,
    )


def _create(connection: Connection, account: LocalAccount, name: str, *arguments: object) -> Address:
    compiled = artifact(name)
    factory = connection.web3.eth.contract(abi=compiled["abi"], bytecode=compiled["bytecode"])
    transaction = factory.constructor(*arguments).build_transaction({"from": account.address})
    return Address(_send(connection, account, transaction)["contractAddress"])


def _send(connection: Connection, account: LocalAccount, transaction: TxParams) -> Any:
    web3 = connection.web3
    transaction["nonce"] = web3.eth.get_transaction_count(account.address)  # type: ignore[arg-type]
    signed = account.sign_transaction(transaction)  # type: ignore[arg-type]
    receipt = web3.eth.wait_for_transaction_receipt(web3.eth.send_raw_transaction(signed.raw_transaction))
    if receipt["status"] != 1:
        raise RuntimeError(f"deployment stopped: transaction 0x{receipt['transactionHash'].hex()} failed")
    return receipt
