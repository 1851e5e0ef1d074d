"""Positional trees: Vyper and Python accept the same proofs, whether right, changed or guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kula.protocol.merkle import Tree, depth, verify, verify_last, verify_many
from kula.protocol.types import ZERO_HASH
from tests.contracts.twins.inputs import TWINS, bytes32
from tests.support.actors import actor
from tests.support.evm import Contract, create

pytestmark = pytest.mark.slow

counts = st.one_of(st.integers(1, 20), st.sampled_from([31, 32, 33, 64, 65, 255, 256, 257, 300]))


@pytest.fixture(scope="module")
def modules() -> Contract:
    return create("Modules", (), actor("owner").address)


def leaf(i: int) -> bytes:
    return i.to_bytes(2, "big") * 16 if i else b"\x07" * 32


def tree_of(count: int) -> Tree:
    return Tree([leaf(i) for i in range(count)])


def bent(data: st.DataObject, proof: list[bytes]) -> list[bytes]:
    """The proof, or one with a sibling added, removed or changed."""
    how = data.draw(st.sampled_from(["as it is", "as it is", "more", "less", "changed", "zero"]))
    at = data.draw(st.integers(0, max(0, len(proof) - 1)))
    if how == "more":
        return [*proof, data.draw(bytes32)][:14]
    if how == "less":
        return proof[:-1]
    if how in ("changed", "zero") and proof:
        return [*proof[:at], ZERO_HASH if how == "zero" else data.draw(bytes32), *proof[at + 1 :]]
    return proof


@TWINS
@given(count=st.integers(1, 2**14))
def test_depth__any_count__same_levels(modules: Contract, count: int):
    assert modules.depth(count) == depth(count)


@TWINS
@given(data=st.data(), count=counts)
def test_verify__any_proof__same_verdict(modules: Contract, data: st.DataObject, count: int):
    tree = tree_of(count)
    index = data.draw(st.integers(0, count - 1))
    claimed = data.draw(st.sampled_from([index, index, index ^ 1, count, 2**14]))
    claimed_leaf = data.draw(st.sampled_from([leaf(index), leaf(index ^ 1), ZERO_HASH]))
    count_claimed = data.draw(st.sampled_from([count, count, count + 1, max(1, count - 1), 2**14]))
    proof = bent(data, tree.proof(index))
    expected = verify(tree.root, count_claimed, claimed, claimed_leaf, proof)
    assert modules.verify(tree.root, count_claimed, claimed, claimed_leaf, proof) == expected


@TWINS
@given(data=st.data(), count=counts)
def test_verify_last__any_proof__same_verdict(modules: Contract, data: st.DataObject, count: int):
    tree = tree_of(count)
    count_claimed = data.draw(st.sampled_from([count, count, max(1, count - 1), count + 1]))
    claimed_leaf = data.draw(st.sampled_from([leaf(count - 1), leaf(max(0, count - 2))]))
    proof = bent(data, tree.proof(data.draw(st.sampled_from([count - 1, count - 1, max(0, count - 2)]))))
    expected = verify_last(tree.root, count_claimed, claimed_leaf, proof)
    assert modules.verify_last(tree.root, count_claimed, claimed_leaf, proof) == expected


@TWINS
@given(data=st.data(), count=counts)
def test_verify_range__any_range__true_only_for_what_the_tree_holds(modules: Contract, data: st.DataObject, count: int):
    tree = tree_of(count)
    levels = data.draw(st.integers(0, min(8, depth(count))))
    place = data.draw(st.integers(0, (count - 1) >> levels))
    start = place << levels
    held = [leaf(i) for i in range(start, min(start + (1 << levels), count))]
    how = data.draw(st.sampled_from(["all", "all", "fewer", "more", "changed", "shifted", "none"]))
    leaves = {
        "fewer": held[:-1],
        "more": [*held, ZERO_HASH][:256],
        "changed": [*held[:-1], b"\x01" * 32],
        "none": [],
    }.get(how, held)
    begin = start + 1 if how == "shifted" else start
    proof = bent(data, tree.subtree_proof(place, levels))
    honest = begin == start and leaves == held and proof == tree.subtree_proof(place, levels)
    assert modules.verify_range(tree.root, count, begin, levels, leaves, proof) == honest


@TWINS
@given(data=st.data(), count=counts)
def test_multiproof__any_leaves__same_verdict(modules: Contract, data: st.DataObject, count: int):
    tree = tree_of(count)
    indices = sorted(data.draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=6)))
    leaves = {i: leaf(i) for i in indices}
    if data.draw(st.booleans()):
        leaves[data.draw(st.sampled_from(indices))] = data.draw(bytes32)
    siblings = bent(data, tree.multiproof(indices))
    expected = verify_many(tree.root, count, leaves, siblings)
    folded = modules.multi_root(indices, [leaves[i] for i in indices], depth(count), siblings)
    assert (folded == tree.root) == expected


@TWINS
@given(data=st.data(), count=st.integers(2, 40))
def test_multiproof__places_that_do_not_ascend__no_root(modules: Contract, data: st.DataObject, count: int):
    tree = tree_of(count)
    indices = data.draw(st.lists(st.integers(0, count - 1), min_size=2, max_size=4))
    leaves = [leaf(i) for i in indices]
    folded = modules.multi_root(indices, leaves, depth(count), tree.multiproof(sorted(set(indices))))
    assert (folded == tree.root) == (indices == sorted(set(indices)))
