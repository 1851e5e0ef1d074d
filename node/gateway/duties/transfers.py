"""Relayed transfers of coin: the account signs, the gateway pays the gas and keeps the fee that the account signed."""

from collections.abc import Callable

from web3.contract.contract import ContractFunction

from kula.node.gateway.duties.budget import FAILED_GAS, GasBudget, Relayed
from kula.node.gateway.problems import Problem
from kula.protocol.amounts import kula
from kula.protocol.chain.network import Network
from kula.protocol.chain.rpc.errors import kula_errors
from kula.protocol.errors import MalformedInput
from kula.protocol.signatures import has_signed
from kula.protocol.transfers import TransferWithFee, transfer_with_fee_digest
from kula.protocol.types import Address

Agreement = Callable[[Address, bytes, bytes, str], bytes]
"""(owner, digest, signature, what) → the signature as the Token takes it. Raises InvalidSignature."""
LEAST_SECONDS = 120
"""A transfer that expires sooner could fail after the gateway has paid for its gas."""
PAID_GAS = 125_000
"""Gas that the least fee pays for. A transfer of a key takes less, and a wallet's as much as its code takes to agree."""
WALLET_FAILED_GAS = 750_000
"""What a wallet's transfer counts that was mined and failed, because the wallet changed its mind: the 500,000 gas that
the Token gives a wallet, the transfer's own, and what a Sender asks for beyond."""


def relay_transfer(
    network: Network,
    budget: GasBudget,
    us: Address,
    transfer: TransferWithFee,
    signature: bytes,
    *,
    agreement: Agreement,
    least_fee: int,
) -> bytes:
    """Sends a signed transfer that names `us` as its relayer. Returns the transaction's hash.

    Raises MalformedInput if the transfer names another relayer or expires too soon. Raises Problem `fee-too-low` if its fee is
    below `least_fee` (10^-18 KULA) for each PAID_GAS. Raises InvalidSignature if another account signed it, by key or as a
    contract wallet. Raises ChainRefused, before anything is sent, if the Token would refuse it: a used nonce, or too little
    coin. Raises Problem `gas-used-up`.
    """
    if transfer.relayer != us:
        raise MalformedInput("transfer.relayer", f"must be this gateway, {us}")
    _require_fee(transfer, least_fee)
    if transfer.valid_before < network.connection.now() + LEAST_SECONDS:
        raise MalformedInput("transfer.validBefore", f"must be at least {LEAST_SECONDS} s after the newest block")
    digest = transfer_with_fee_digest(network.coin_signing, transfer)
    taken = agreement(transfer.owner, digest, signature, "the transfer")
    call = network.token.transfer_with_fee(transfer, taken)
    _require_fee(transfer, least_fee * -(-_gas(call, us) // PAID_GAS))
    failed_gas = FAILED_GAS if has_signed(transfer.owner, digest, taken) else WALLET_FAILED_GAS
    return budget.send(Relayed.TRANSFER, transfer.owner, call, failed_gas=failed_gas)


def _require_fee(transfer: TransferWithFee, least: int) -> None:
    if transfer.fee < least:
        fee = kula(transfer.fee)
        detail = f"the fee is {fee} KULA; sign one of at least {kula(least)} KULA"
        raise Problem("fee-too-low", detail, least_fee=least)


def _gas(call: ContractFunction, us: Address) -> int:
    """Returns what a call would take now. Raises ChainRefused with the contract's reason."""
    with kula_errors("estimating the gas of a transfer"):
        return call.estimate_gas({"from": us})  # type: ignore[typeddict-item]
