"""Drawing rows from an epoch's salts (F6). Pure. Twin: contracts/modules/draw.vy."""

from eth_abi.abi import encode
from eth_utils.crypto import keccak

DRAWN = 16


def draw(seed: bytes, n: int) -> list[int]:
    """min(16, n) different numbers below n: keccak256(seed, i) mod n, and where that is taken the next free one."""
    drawn: list[int] = []
    for i in range(min(n, DRAWN)):
        number = int.from_bytes(keccak(encode(["bytes32", "uint256"], [seed, i])), "big") % n
        while number in drawn:
            number = (number + 1) % n
        drawn.append(number)
    return drawn


def seat_seed(seed: bytes, epoch: int, seat: int) -> bytes:
    """What a seat's rows are drawn from; `seed` is the epoch's: all revealed salts, xored."""
    return keccak(encode(["bytes32", "uint32", "uint256"], [seed, epoch, seat]))
