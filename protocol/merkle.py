"""Positional Merkle trees: leaf i has index i, and zeros pad n leaves to 2^d with d = ceil(log2 n). Pure.

Indices are fixed, so a proof shows the index of a leaf. Two proofs show that two leaves are neighbours. The proof of
the last leaf shows that no leaf follows. Twin: contracts/modules/positional_tree.vy.
"""

from collections.abc import Mapping, Sequence

from eth_utils.crypto import keccak

from kula.protocol.types import ZERO_HASH


def depth(count: int) -> int:
    """Returns the number of levels above `count` leaves. A proof has exactly so many siblings.

    Raises ValueError for less than one leaf.
    """
    if count < 1:
        raise ValueError(f"a tree has at least one leaf, not {count}")
    return (count - 1).bit_length()


def zero_subtrees(levels: int) -> list[bytes]:
    """Returns the roots of empty subtrees of 0 to `levels` levels."""
    zeros = [ZERO_HASH]
    for _ in range(levels):
        zeros.append(keccak(zeros[-1] + zeros[-1]))
    return zeros


class Tree:
    """A tree with all its levels in memory, so that it can make proofs."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.count = len(leaves)
        self._zeros = zero_subtrees(depth(self.count))
        self._levels = [list(leaves)]
        for level in range(depth(self.count)):
            below = self._levels[-1]
            if len(below) % 2:
                below = [*below, self._zeros[level]]
            self._levels.append([keccak(below[i] + below[i + 1]) for i in range(0, len(below), 2)])

    @property
    def root(self) -> bytes:
        """The root. A tree of one leaf has that leaf as its root."""
        return self._levels[-1][0]

    def node(self, level: int, index: int) -> bytes:
        """Returns the node at `index` of `level` (0: leaves). Beyond the last node, it returns a zero subtree's root."""
        nodes = self._levels[level]
        return nodes[index] if index < len(nodes) else self._zeros[level]

    def proof(self, index: int) -> list[bytes]:
        """Returns the siblings of the leaf at `index`, from the bottom up. Raises IndexError."""
        return self.subtree_proof(index, 0)

    def subtree_proof(self, index: int, level: int) -> list[bytes]:
        """Returns the proof of an aligned range of 2^level leaves: the siblings of its node, from the bottom up.

        `index` is the node's index in its level. Raises IndexError if the level has no such node.
        """
        if not 0 <= index < max(1, len(self._levels[level])):
            raise IndexError(f"node {index} is not one of {len(self._levels[level])}")
        return [self.node(up, (index >> (up - level)) ^ 1) for up in range(level, len(self._levels) - 1)]

    def multiproof(self, indices: Sequence[int]) -> list[bytes]:
        """Returns one proof for the leaves at ascending `indices`: their siblings by level, from left to right."""
        siblings: list[bytes] = []
        known = list(indices)
        for level in range(len(self._levels) - 1):
            have = set(known)
            siblings += [self.node(level, i ^ 1) for i in known if i ^ 1 not in have]
            known = sorted({i >> 1 for i in known})
        return siblings


def root(leaves: Sequence[bytes]) -> bytes:
    """Returns the root of a tree over `leaves`."""
    return Tree(leaves).root


def fold(index: int, leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """Returns the root that follows from a leaf, its index and its proof."""
    node = leaf
    for level, sibling in enumerate(proof):
        node = keccak(sibling + node) if index >> level & 1 else keccak(node + sibling)
    return node


def verify(expected_root: bytes, count: int, index: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Tells whether `leaf` is at `index` in a tree of `count` leaves. The proof must have depth(count) siblings."""
    if not 0 <= index < count or len(proof) != depth(count):
        return False
    return fold(index, leaf, proof) == expected_root


def verify_last(expected_root: bytes, count: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Tells whether `leaf` is at index count − 1 and only zeros follow it."""
    if not verify(expected_root, count, count - 1, leaf, proof):
        return False
    zeros = zero_subtrees(len(proof))
    return all(sibling == zeros[level] for level, sibling in enumerate(proof) if not (count - 1) >> level & 1)


def verify_many(expected_root: bytes, count: int, leaves: Mapping[int, bytes], siblings: Sequence[bytes]) -> bool:
    """Tells whether all `leaves` are at their indices. The multiproof must hold no sibling too many or too few."""
    if not leaves or not all(0 <= index < count for index in leaves):
        return False
    rest = iter(siblings)
    known = dict(sorted(leaves.items()))
    for _ in range(depth(count)):
        above: dict[int, bytes] = {}
        for index, node in known.items():
            if index >> 1 in above:
                continue
            other = known.get(index ^ 1) or next(rest, None)
            if other is None:
                return False
            above[index >> 1] = keccak(other + node) if index & 1 else keccak(node + other)
        known = above
    return next(rest, None) is None and known[0] == expected_root
