"""Choices that follow from a seed alone, the same on every machine and in every language that has keccak256."""

from collections.abc import Sequence
from typing import TypeVar

from eth_utils.crypto import keccak

Item = TypeVar("Item")


def u32(number: int) -> bytes:
    """Returns a number as four bytes, big endian. Raises OverflowError if it does not fit."""
    return number.to_bytes(4, "big")


def seat_seed(seed: bytes, seat: int) -> bytes:
    """Returns the 32 bytes from which one seat draws its checks, so that each seat asks other ones."""
    return keccak(seed + u32(seat))


class Choices:
    """An endless row of choices: number i is the first 8 bytes of keccak256(seed ‖ u32be i), modulo what is asked for."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._made = 0

    def below(self, limit: int) -> int:
        """Returns the next number from 0 to `limit` − 1. Its bias is below limit / 2^64."""
        drawn = keccak(self._seed + u32(self._made))
        self._made += 1
        return int.from_bytes(drawn[:8], "big") % limit

    def one(self, items: Sequence[Item]) -> Item:
        """Returns one of the items."""
        return items[self.below(len(items))]

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """Returns `count` different items in a drawn order (Fisher and Yates). Raises IndexError if there are too few."""
        rest = list(items)
        for place in range(count):
            other = place + self.below(len(rest) - place) if place < len(rest) else place
            rest[place], rest[other] = rest[other], rest[place]
        return rest[:count]
