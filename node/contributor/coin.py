"""Moves coin of an account that holds no coin for gas: it signs a transfer, and a gateway sends it for a fee.

The account is a key's, or a contract wallet that takes a key's signature under a digest as its own.
"""

from typing import TYPE_CHECKING, Any

from kula.protocol.amounts import kula
from kula.protocol.errors import MalformedInput, RefusedByPolicy, Unavailable
from kula.protocol.hex import hex0
from kula.protocol.reading.gateway_client import GatewayApi, GatewayFacts, facts_of
from kula.protocol.signatures import SigningDomain, sign
from kula.protocol.transfers import new_transfer, transfer_to_json, transfer_with_fee_digest
from kula.protocol.types import Address

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount


def send_coin(
    gateway: str,
    owner: "LocalAccount",
    to: Address,
    amount: int,
    *,
    most_fee: int,
    fee: int = 0,
    wallet: Address | None = None,
) -> dict[str, Any]:
    """Signs a transfer of `amount` (10^-18 KULA) and lets a gateway send it. Returns what was sent, and the fee.

    The coin is that of `wallet`, or of `owner` itself. The fee is the least that the gateway takes, or `fee` if that is
    more: a wallet whose check takes much gas needs more. Raises RefusedByPolicy if the gateway asks for more than `most_fee`, or with its problem's slug if it refuses.
    Raises Unavailable if it does not answer.
    """
    api = GatewayApi(gateway)
    facts = facts_of(api.get("/v1/network"))
    body = signed_transfer(
        facts,
        bytes(owner.key),
        wallet or Address(owner.address),
        to,
        amount,
        most_fee=most_fee,
        fee=fee,
        gateway=gateway,
    )
    sent = api.post("/v1/transfers", body)
    fee_signed = int(body["transfer"]["fee"])
    return {"to": to, "amount": kula(amount), "fee": kula(fee_signed), "transaction": sent["transaction"]}


def signed_transfer(
    facts: GatewayFacts,
    key: bytes,
    owner: Address,
    to: Address,
    amount: int,
    *,
    most_fee: int,
    fee: int = 0,
    gateway: str,
) -> dict[str, Any]:
    """Returns the body of POST /v1/transfers, signed by a key. Raises what `send_coin` raises before it sends."""
    if type(amount) is not int or amount < 1:
        raise MalformedInput("amount", "must be a whole number of the token's smallest unit: 10**18 is 1 KULA")
    fee = max(fee, facts.transfer_fee)
    if fee > most_fee:
        raise RefusedByPolicy("fee-too-high", f"the gateway asks for {kula(fee)} KULA, more than {kula(most_fee)} KULA")
    if not facts.token:
        raise Unavailable(f"the gateway {gateway} does not name its Token")
    transfer = new_transfer(owner, to, amount, relayer=facts.gateway, fee=fee, now=facts.now)
    digest = transfer_with_fee_digest(SigningDomain(facts.chain_id, facts.token), transfer)
    return {"transfer": transfer_to_json(transfer), "signature": hex0(sign(digest, key))}
