"""Relayed transfers of coin: the account signs, the gateway pays the gas and keeps the fee that the account signed."""

from kula.node.gateway.duties.budget import GasBudget, Relayed
from kula.protocol.amounts import kula
from kula.protocol.chain.network import Network
from kula.protocol.errors import MalformedInput, RefusedByPolicy
from kula.protocol.signatures import require_signer
from kula.protocol.transfers import TransferWithFee, transfer_with_fee_digest
from kula.protocol.types import Address

LEAST_SECONDS = 120
"""A transfer that expires sooner could fail after the gateway has paid for its gas."""


def relay_transfer(
    network: Network, budget: GasBudget, us: Address, transfer: TransferWithFee, signature: bytes, *, least_fee: int
) -> bytes:
    """Sends a signed transfer that names `us` as its relayer. Returns the transaction's hash.

    Raises MalformedInput if the transfer names another relayer or expires too soon. Raises RefusedByPolicy if its fee is
    below `least_fee` (10^-18 KULA). Raises InvalidSignature if another account signed it. Raises ChainRefused, before anything is
    sent, if the Token would refuse it: a used nonce, or too little coin. Raises Problem `gas-used-up`.
    """
    if transfer.relayer != us:
        raise MalformedInput("transfer.relayer", f"must be this gateway, {us}")
    if transfer.fee < least_fee:
        fee = kula(transfer.fee)
        raise RefusedByPolicy("fee-too-low", f"the fee is {fee} KULA; sign one of at least {kula(least_fee)} KULA")
    if transfer.valid_before < network.connection.now() + LEAST_SECONDS:
        raise MalformedInput("transfer.validBefore", f"must be at least {LEAST_SECONDS} s after the newest block")
    require_signer(transfer_with_fee_digest(network.coin_signing, transfer), signature, transfer.owner, "the transfer")
    call = network.token.transfer_with_fee(transfer, signature)
    return budget.send(Relayed.TRANSFER, transfer.owner, call)
