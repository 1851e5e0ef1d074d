"""People with keys, and their records and salts. The same name always gives the same."""

from dataclasses import dataclass
from functools import cache

from coincurve import PrivateKey
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from kula.protocol.types import Address, Leaf


@dataclass(frozen=True, slots=True)
class Actor:
    """A person with a key."""

    name: str
    key: bytes
    address: Address


@cache
def actor(name: str) -> Actor:
    """The person of a name."""
    key = keccak(name.encode())
    public = PrivateKey(key).public_key.format(compressed=False)
    return Actor(name, key, Address(to_checksum_address(keccak(public[1:])[12:])))


def make_leaf(gateway: Address, seq: int, pay_to: Address) -> Leaf:
    """The leaf of a record in a batch. Record and signatures follow from the sequence number."""
    name = seq.to_bytes(8, "big")
    return Leaf(
        gateway=gateway,
        seq=seq,
        record_hash=keccak(b"record" + name),
        pay_to=pay_to,
        signatures_hash=keccak(b"signatures" + name),
    )


def salt_of(epoch: int, seat: int) -> bytes:
    """The salt that a seat uses in an epoch."""
    return keccak(b"salt" + epoch.to_bytes(4, "big") + bytes([seat]))
