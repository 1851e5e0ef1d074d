"""Trees and medians: each rule once in Python and once in Vyper, on the same random input."""

import boa
import boa.interpret
import pytest
from eth_utils.crypto import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.contracts import FOLDER
from kula.protocol.ledgers.scores import median
from kula.protocol.merkle import Tree, depth, verify, verify_last, verify_many

LEAVES = st.lists(st.binary(min_size=1, max_size=4).map(keccak), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def twin():
    source = """
from modules import positional_tree
from modules import weighted_median

@external
@pure
def verify(root: bytes32, count: uint256, index: uint256, leaf: bytes32, proof: DynArray[bytes32, 14]) -> bool:
    return positional_tree._verify(root, count, index, leaf, proof)

@external
@pure
def verify_last(root: bytes32, count: uint256, leaf: bytes32, proof: DynArray[bytes32, 14]) -> bool:
    return positional_tree._verify_last(root, count, leaf, proof)

@external
@pure
def multi_root(
    indices: DynArray[uint256, 128], leaves: DynArray[bytes32, 128], depth: uint256, siblings: DynArray[bytes32, 896]
) -> bytes32:
    return positional_tree._multi_root(indices, leaves, depth, siblings)

@external
@pure
def range_root(leaves: DynArray[bytes32, 256], levels: uint256) -> bytes32:
    return positional_tree._range_root(leaves, levels)

@external
@pure
def median(weights: DynArray[uint256, 31], scores: DynArray[uint256, 31]) -> uint256:
    return weighted_median._median(weights, scores)
"""
    boa.interpret.set_search_paths([str(FOLDER)])
    return boa.loads(source)


@settings(max_examples=150, deadline=None)
@given(LEAVES, st.data())
def test_proofs__both_languages_agree__also_on_wrong_ones(twin, leaves: list[bytes], data):
    tree = Tree(leaves)
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof = tree.proof(index)
    assert len(proof) == depth(len(leaves))
    cases = [(len(leaves), index, leaves[index], proof), (len(leaves) + 1, index, leaves[index], proof)]
    cases += [(len(leaves), index, leaves[0], proof), (len(leaves), len(leaves), leaves[index], proof)]
    cases += [(len(leaves), index, leaves[index], [*proof, keccak(b"")])]
    for count, at, leaf, siblings in cases:
        assert verify(tree.root, count, at, leaf, siblings) == twin.verify(tree.root, count, at, leaf, siblings)
        assert verify_last(tree.root, count, leaf, siblings) == twin.verify_last(tree.root, count, leaf, siblings)
    last = tree.proof(len(leaves) - 1)
    assert verify_last(tree.root, len(leaves), leaves[-1], last)


@settings(max_examples=100, deadline=None)
@given(LEAVES, st.data())
def test_multiproof__both_languages_fold_to_the_root(twin, leaves: list[bytes], data):
    tree = Tree(leaves)
    indices = sorted(data.draw(st.sets(st.integers(0, len(leaves) - 1), min_size=1, max_size=len(leaves))))
    siblings = tree.multiproof(indices)
    chosen = [leaves[i] for i in indices]
    assert verify_many(tree.root, len(leaves), dict(zip(indices, chosen, strict=True)), siblings)
    assert twin.multi_root(indices, chosen, depth(len(leaves)), siblings) == tree.root
    assert twin.multi_root(indices, chosen, depth(len(leaves)), [*siblings, keccak(b"")]) != tree.root


@settings(max_examples=60, deadline=None)
@given(LEAVES)
def test_range__padded_with_zero_subtrees__the_root(twin, leaves: list[bytes]):
    assert twin.range_root(leaves, depth(len(leaves))) == Tree(leaves).root


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 2**90), st.integers(0, 255)), min_size=1, max_size=31))
def test_median__both_languages_agree__and_half_the_weight_is_at_or_below(twin, pairs: list[tuple[int, int]]):
    value = median(pairs)
    assert value == twin.median([w for w, _ in pairs], [s for _, s in pairs])
    total = sum(w for w, _ in pairs)
    assert 2 * sum(w for w, s in pairs if s <= value) >= total
    assert 2 * sum(w for w, s in pairs if s < value) < total
