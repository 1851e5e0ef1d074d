"""Moves coin of an account that holds no coin for gas: it signs a transfer, and a gateway sends it for a fee.

The account is a key's, or a contract wallet that takes a key's signature under a digest as its own.
"""

from typing import Any

from eth_account.signers.local import LocalAccount

from kula.protocol.amounts import kula
from kula.protocol.errors import RefusedByPolicy, Unavailable
from kula.protocol.hex import hex0
from kula.protocol.reading.gateway_client import GatewayApi, facts_of
from kula.protocol.signatures import SigningDomain, sign
from kula.protocol.transfers import new_transfer, transfer_to_json, transfer_with_fee_digest
from kula.protocol.types import Address


def send_coin(
    gateway: str,
    owner: LocalAccount,
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
    fee = max(fee, facts.transfer_fee)
    if fee > most_fee:
        raise RefusedByPolicy("fee-too-high", f"the gateway asks for {kula(fee)} KULA, more than {kula(most_fee)} KULA")
    if not facts.token:
        raise Unavailable(f"the gateway {gateway} does not name its Token")
    domain = SigningDomain(facts.chain_id, facts.token)
    transfer = new_transfer(wallet or Address(owner.address), to, amount, relayer=facts.gateway, fee=fee, now=facts.now)
    signature = sign(transfer_with_fee_digest(domain, transfer), bytes(owner.key))
    body = {"transfer": transfer_to_json(transfer), "signature": hex0(signature)}
    sent = api.post("/v1/transfers", body)
    return {"to": to, "amount": kula(amount), "fee": kula(fee), "transaction": sent["transaction"]}
