"""Draws the rows that fault F6 recomputes, from an epoch's seed. Pure. Twin: contracts/modules/draw.vy."""

from eth_abi.abi import encode
from eth_utils.crypto import keccak

DRAWN = 16


def draw(seed: bytes, n: int) -> list[int]:
    """Returns min(16, n) different numbers below n.

    Number i is keccak256(seed, i) mod n. If that number is taken, the next free one is drawn instead.
    """
    drawn: list[int] = []
    for i in range(min(n, DRAWN)):
        number = int.from_bytes(keccak(encode(["bytes32", "uint256"], [seed, i])), "big") % n
        while number in drawn:
            number = (number + 1) % n
        drawn.append(number)
    return drawn


def seat_seed(seed: bytes, epoch: int, seat: int) -> bytes:
    """Returns the seed for one seat's rows. `seed` is the epoch's, which `Scores.fix_seed` fixes."""
    return keccak(encode(["bytes32", "uint32", "uint256"], [seed, epoch, seat]))
