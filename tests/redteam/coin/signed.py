"""Signed transfers of coin, as the attacks on them use them."""

from dataclasses import replace
from typing import Any

from kula.protocol.signatures import SigningDomain
from kula.protocol.transfers import TransferWithFee
from kula.protocol.types import Address
from tests.support.actors import actor
from tests.support.evm import chain_id
from tests.support.evm_network import Network

ANNA, BEN, RELAYER = actor("anna"), actor("ben"), actor("relayer of coin")
FOREVER = 2**256 - 1


def coin_domain(net: Network) -> SigningDomain:
    """The domain of signed transfers of coin."""
    return SigningDomain(chain_id(), net.token.address)


def transfer(owner: str = ANNA.address, **changes: Any) -> TransferWithFee:
    """A transfer of 60 to Ben, for which the relayer keeps 3."""
    plain = TransferWithFee(
        owner=Address(owner),
        to=BEN.address,
        amount=60,
        relayer=RELAYER.address,
        fee=3,
        valid_after=0,
        valid_before=FOREVER,
        nonce=b"\x01" * 32,
    )
    return replace(plain, **changes)
