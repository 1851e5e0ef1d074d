# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title Positional Merkle trees
@notice Leaf i is at place i, and the leaves are padded with zero words to 2^d places, d = ceil(log2 n). So a proof
        also proves the leaf's place, and what comes after the last leaf. A proof has exactly d siblings. Twin:
        protocol/merkle.py.
"""

from . import constants

# rows under one multiproof, and the most siblings that they can need: 128 * (14 - 7)


@pure
@internal
def _depth(count: uint256) -> uint256:
    """@notice The levels above the leaves of a tree with `count` leaves."""
    depth: uint256 = 0
    width: uint256 = 1
    for _: uint256 in range(constants.MAX_DEPTH):
        if width >= count:
            break
        width *= 2
        depth += 1
    return depth


@pure
@internal
def _fold(leaf: bytes32, index: uint256, proof: DynArray[bytes32, constants.MAX_DEPTH]) -> bytes32:
    """@notice The root that a leaf and its proof lead to."""
    node: bytes32 = leaf
    place: uint256 = index
    for sibling: bytes32 in proof:
        if place % 2 == 1:
            node = keccak256(concat(sibling, node))
        else:
            node = keccak256(concat(node, sibling))
        place //= 2
    return node


@pure
@internal
def _verify(
    root: bytes32, count: uint256, index: uint256, leaf: bytes32, proof: DynArray[bytes32, constants.MAX_DEPTH]
) -> bool:
    """@notice Whether `leaf` is at place `index` of the tree of `count` leaves."""
    if index >= count or len(proof) != self._depth(count):
        return False
    return self._fold(leaf, index, proof) == root


@pure
@internal
def _verify_last(
    root: bytes32, count: uint256, leaf: bytes32, proof: DynArray[bytes32, constants.MAX_DEPTH]
) -> bool:
    """@notice Whether `leaf` is the last of `count` leaves, with only zero subtrees to its right."""
    if count == 0 or not self._verify(root, count, count - 1, leaf, proof):
        return False
    zero: bytes32 = empty(bytes32)
    place: uint256 = count - 1
    for sibling: bytes32 in proof:
        if place % 2 == 0 and sibling != zero:
            return False
        zero = keccak256(concat(zero, zero))
        place //= 2
    return True


@pure
@internal
def _verify_range(
    root: bytes32,
    count: uint256,
    start: uint256,
    levels: uint256,
    leaves: DynArray[bytes32, constants.MAX_ROWS],
    proof: DynArray[bytes32, constants.MAX_DEPTH],
) -> bool:
    """@notice Whether an aligned range of 2^levels places, which begins at `start`, holds exactly `leaves`."""
    if len(leaves) == 0 or len(leaves) > 1 << levels or start % (1 << levels) != 0:
        return False
    if start + len(leaves) > count or len(proof) + levels != self._depth(count):
        return False
    return self._fold(self._range_root(leaves, levels), start >> levels, proof) == root


@pure
@internal
def _range_root(leaves: DynArray[bytes32, constants.MAX_ROWS], levels: uint256) -> bytes32:
    """@notice The root of an aligned range of 2^levels places. Places after the last leaf are empty."""
    nodes: DynArray[bytes32, constants.MAX_ROWS] = leaves
    zero: bytes32 = empty(bytes32)
    for _: uint256 in range(levels, bound=constants.RANGE_LEVELS):
        half: uint256 = (len(nodes) + 1) // 2
        for i: uint256 in range(half, bound=constants.MAX_ROWS // 2):
            right: bytes32 = zero
            if 2 * i + 1 < len(nodes):
                right = nodes[2 * i + 1]
            nodes[i] = keccak256(concat(nodes[2 * i], right))
        for _i: uint256 in range(constants.MAX_ROWS):
            if len(nodes) == half:
                break
            nodes.pop()
        zero = keccak256(concat(zero, zero))
    return nodes[0]


@pure
@internal
def _multi_root(
    indices: DynArray[uint256, constants.MAX_PROVEN],
    leaves: DynArray[bytes32, constants.MAX_PROVEN],
    depth: uint256,
    siblings: DynArray[bytes32, constants.MAX_SIBLINGS],
) -> bytes32:
    """
    @notice The root that leaves at ascending places lead to. Siblings come level by level from the leaves, each
            from left to right. Zero if the places do not ascend, or not exactly all siblings are used.
    """
    places: DynArray[uint256, constants.MAX_PROVEN] = indices
    nodes: DynArray[bytes32, constants.MAX_PROVEN] = leaves
    known: uint256 = len(places)
    used: uint256 = 0
    for i: uint256 in range(1, known, bound=constants.MAX_PROVEN):
        if places[i - 1] >= places[i]:
            return empty(bytes32)
    for _: uint256 in range(depth, bound=constants.MAX_DEPTH):
        above: uint256 = 0
        paired: bool = False
        for i: uint256 in range(known, bound=constants.MAX_PROVEN):
            if paired:
                paired = False
                continue
            place: uint256 = places[i]
            node: bytes32 = nodes[i]
            if place & 1 == 1:
                if used == len(siblings):
                    return empty(bytes32)
                node = keccak256(concat(siblings[used], node))
                used = unsafe_add(used, 1)
            elif unsafe_add(i, 1) < known and places[unsafe_add(i, 1)] == unsafe_add(place, 1):
                node = keccak256(concat(node, nodes[unsafe_add(i, 1)]))
                paired = True
            else:
                if used == len(siblings):
                    return empty(bytes32)
                node = keccak256(concat(node, siblings[used]))
                used = unsafe_add(used, 1)
            places[above] = place >> 1
            nodes[above] = node
            above = unsafe_add(above, 1)
        known = above
    if used != len(siblings):
        return empty(bytes32)
    return nodes[0]
