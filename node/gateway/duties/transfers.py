"""Relayed transfers of coin: the account signs, the gateway pays the gas and keeps the fee that the account signed."""

from kula.protocol.amounts import kula
from kula.protocol.chain.network import Network
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import MalformedInput, RefusedByPolicy
from kula.protocol.signatures import require_signer
from kula.protocol.transfers import TransferWithFee, transfer_with_fee_digest

LEAST_SECONDS = 120
"""A transfer that expires sooner could fail after the gateway has paid for its gas."""


def relay_transfer(
    network: Network, sender: Sender, transfer: TransferWithFee, signature: bytes, *, least_fee: int
) -> bytes:
    """Sends a signed transfer. Returns the transaction's hash.

    Raises MalformedInput if the transfer names another relayer or expires too soon. Raises RefusedByPolicy if its fee is
    below `least_fee` (10^-18 KULA). Raises InvalidSignature if another account signed it. Raises ChainRefused, before anything is
    sent, if the Token would refuse it: a used nonce, or too little coin.
    """
    if transfer.relayer != sender.address:
        raise MalformedInput("transfer.relayer", f"must be this gateway, {sender.address}")
    if transfer.fee < least_fee:
        fee = kula(transfer.fee)
        raise RefusedByPolicy("fee-too-low", f"the fee is {fee} KULA; sign one of at least {kula(least_fee)} KULA")
    if transfer.valid_before < network.connection.now() + LEAST_SECONDS:
        raise MalformedInput("transfer.validBefore", f"must be at least {LEAST_SECONDS} s after the newest block")
    require_signer(transfer_with_fee_digest(network.coin_signing, transfer), signature, transfer.owner, "the transfer")
    call = network.token.transfer_with_fee(transfer, signature)
    return bytes(sender.send(call)["transactionHash"])
