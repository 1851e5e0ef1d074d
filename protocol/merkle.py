"""Positional Merkle trees: leaf i stands at place i, zero-padded to 2^d, d = ceil(log2 n). Pure.

Because places are fixed, a proof shows where a leaf stands, that two leaves are neighbours, and what lies beyond the last.
Twin: contracts/modules/positional_tree.vy.
"""

from collections.abc import Mapping, Sequence

from eth_utils.crypto import keccak

from kula.protocol.types import ZERO_HASH


def depth(count: int) -> int:
    """Levels above the leaves of a tree with `count` leaves, and the exact length of its proofs."""
    if count < 1:
        raise ValueError(f"a tree has at least one leaf, not {count}")
    return (count - 1).bit_length()


def zero_subtrees(levels: int) -> list[bytes]:
    """Roots of empty subtrees of 0 … `levels` levels."""
    zeros = [ZERO_HASH]
    for _ in range(levels):
        zeros.append(keccak(zeros[-1] + zeros[-1]))
    return zeros


class Tree:
    """A tree with all its levels, for who makes proofs."""

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
        """The tree's root; the leaf itself when there is one."""
        return self._levels[-1][0]

    def node(self, level: int, index: int) -> bytes:
        """The node at `index` of `level` (0: leaves); a zero subtree beyond the last."""
        nodes = self._levels[level]
        return nodes[index] if index < len(nodes) else self._zeros[level]

    def proof(self, index: int) -> list[bytes]:
        """The siblings of leaf `index`, from the bottom up."""
        return self.subtree_proof(index, 0)

    def subtree_proof(self, index: int, level: int) -> list[bytes]:
        """The siblings of node `index` of `level`, from there up: the proof of an aligned range of 2^level leaves."""
        if not 0 <= index < max(1, len(self._levels[level])):
            raise IndexError(f"node {index} is not one of {len(self._levels[level])}")
        return [self.node(up, (index >> (up - level)) ^ 1) for up in range(level, len(self._levels) - 1)]

    def multiproof(self, indices: Sequence[int]) -> list[bytes]:
        """The siblings that fold the leaves at ascending `indices` to the root: level by level, from left to right."""
        siblings: list[bytes] = []
        known = list(indices)
        for level in range(len(self._levels) - 1):
            have = set(known)
            siblings += [self.node(level, i ^ 1) for i in known if i ^ 1 not in have]
            known = sorted({i >> 1 for i in known})
        return siblings


def root(leaves: Sequence[bytes]) -> bytes:
    """The root of a tree over `leaves`."""
    return Tree(leaves).root


def fold(index: int, leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """The root that a proof leads to."""
    node = leaf
    for level, sibling in enumerate(proof):
        node = keccak(sibling + node) if index >> level & 1 else keccak(node + sibling)
    return node


def verify(expected_root: bytes, count: int, index: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `leaf` stands at `index` of the tree of `count` leaves; a proof of any other length is none."""
    if not 0 <= index < count or len(proof) != depth(count):
        return False
    return fold(index, leaf, proof) == expected_root


def verify_last(expected_root: bytes, count: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `leaf` is leaf count − 1 and nothing lies to its right."""
    if not verify(expected_root, count, count - 1, leaf, proof):
        return False
    zeros = zero_subtrees(len(proof))
    return all(sibling == zeros[level] for level, sibling in enumerate(proof) if not (count - 1) >> level & 1)


def verify_many(expected_root: bytes, count: int, leaves: Mapping[int, bytes], siblings: Sequence[bytes]) -> bool:
    """Whether all `leaves` stand at their indices, by one multiproof that is used up exactly."""
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
