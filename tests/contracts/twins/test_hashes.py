"""Everything that both sides hash: the same input gives the same 32 bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kula.protocol.encoding import batch_leaf, batches_root, chunk_hashes, ledger_leaf, parameters_hash, scores_hash
from kula.protocol.types import Leaf, Row
from tests.contracts.twins.inputs import TWINS, bytes32, payees, rows, uint32, uint64
from tests.support.actors import Actor, actor
from tests.support.evm import Contract, Reverted, create
from tests.support.evm_network import Network

lengths = st.one_of(st.integers(0, 40), st.sampled_from([1023, 1024, 1025, 2048, 5000, 16383, 16384]))


@pytest.fixture(scope="module")
def modules() -> Contract:
    return create("Modules", (), actor("owner").address)


@TWINS
@given(dom=bytes32, seq=uint64, record=bytes32, pay_to=payees, signatures=bytes32)
def test_batch_leaf__any_leaf__same_hash(
    modules: Contract, dom: bytes, seq: int, record: bytes, pay_to: str, signatures: bytes
):
    gateway = actor("gateway").address
    leaf = Leaf(gateway=gateway, seq=seq, record_hash=record, pay_to=pay_to, signatures_hash=signatures)
    assert modules.batch_hash(dom, gateway, seq, (record, pay_to, signatures)) == batch_leaf(dom, leaf)


@TWINS
@given(dom=bytes32, epoch=uint32, row=rows)
def test_ledger_leaf__any_row__same_hash(modules: Contract, dom: bytes, epoch: int, row: Row):
    assert modules.ledger_hash(dom, epoch, row) == ledger_leaf(dom, epoch, row)


@TWINS
@given(length=lengths, seed=st.binary(min_size=1, max_size=8))
def test_scores_hash__any_length__same_hash(modules: Contract, length: int, seed: bytes):
    scores = (seed * length)[:length]
    assert modules.scores_hash(scores) == scores_hash(scores)


@TWINS
@given(data=st.data(), length=st.integers(1, 3000), seed=st.binary(min_size=1, max_size=8))
def test_score_at__any_position__the_byte_that_was_revealed(
    modules: Contract, data: st.DataObject, length: int, seed: bytes
):
    scores = (seed * length)[:length]
    pos = data.draw(st.integers(0, length - 1))
    start = pos // 1024 * 1024
    chunk, hashes, hash_of_all = scores[start : start + 1024], chunk_hashes(scores), scores_hash(scores)
    assert modules.score_at(pos, chunk, hashes, hash_of_all) == scores[pos]
    wrong = bytes([chunk[0] ^ 1]) + chunk[1:]
    with pytest.raises(Reverted, match="wrong chunk"):
        modules.score_at(pos, wrong, hashes, hash_of_all)
    with pytest.raises(Reverted, match="wrong hashes"):
        modules.score_at(pos, chunk, [*hashes[:-1], b"\x01" * 32], hash_of_all)


def test_parameters_hash__of_the_deployment__same(net: Network):
    assert net.batches.parameters_hash() == parameters_hash(net.parameters)


def test_batches_root__three_batches__same(net: Network, gateway: Actor):
    for count in (1, 3, 2):
        net.post(gateway, [actor("contributor 0").address] * count)
    epoch = net.close()
    roots = [net.batches.batch(number).root for number in net.batches.batches_of(epoch)]
    assert net.scores.epoch(epoch).batches_root == batches_root(roots)


def test_domain__of_the_deployment__same(net: Network):
    assert net.reports.domain() == net.dom
    assert net.grants.separator() == net.signing.separator()
