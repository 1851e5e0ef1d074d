"""People with keys, and the records and salts that they would have: the same for the same name, always."""

from dataclasses import dataclass
from functools import cache

from coincurve import PrivateKey
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from kula.protocol.types import Address, Leaf


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody with a key."""

    name: str
    key: bytes
    address: Address


@cache
def actor(name: str) -> Actor:
    """The same person for the same name, always."""
    key = keccak(name.encode())
    public = PrivateKey(key).public_key.format(compressed=False)
    return Actor(name, key, Address(to_checksum_address(keccak(public[1:])[12:])))


def make_leaf(gateway: Address, seq: int, pay_to: Address) -> Leaf:
    """A record's place in a batch; record and signatures are named by the sequence number."""
    name = seq.to_bytes(8, "big")
    return Leaf(
        gateway=gateway,
        seq=seq,
        record_hash=keccak(b"record" + name),
        pay_to=pay_to,
        signatures_hash=keccak(b"signatures" + name),
    )


def salt_of(epoch: int, seat: int) -> bytes:
    """The salt that a seat takes in an epoch."""
    return keccak(b"salt" + epoch.to_bytes(4, "big") + bytes([seat]))
