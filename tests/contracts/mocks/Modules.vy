# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Modules
@notice Shows what the modules decide, one function each, so that tests can put them beside their Python twins.
"""

from contracts.interfaces import IReports
from contracts.modules import batch_leaf
from contracts.modules import block_header
from contracts.modules import draw
from contracts.modules import ledger_row
from contracts.modules import positional_tree
from contracts.modules import score_chunks
from contracts.modules import signature
from contracts.modules import weighted_median


@pure
@external
def batch_hash(dom: bytes32, gateway: address, seq: uint64, leaf: batch_leaf.Leaf) -> bytes32:
    return batch_leaf._hash(dom, gateway, seq, leaf)


@pure
@external
def ledger_hash(dom: bytes32, epoch: uint32, row: IReports.Row) -> bytes32:
    return ledger_row._leaf(dom, epoch, row)


@pure
@external
def breaks_form(row: IReports.Row, records: uint32, epoch: uint32, least: uint8, since_has_ledger: bool) -> bool:
    return ledger_row._breaks_form(row, records, epoch, least, since_has_ledger)


@pure
@external
def breaks_order(first: bool, previous: IReports.Row, row: IReports.Row, least: uint8) -> bool:
    return ledger_row._breaks_order(first, previous, row, least)


@pure
@external
def drawn(seed: bytes32, n: uint256) -> DynArray[uint256, 16]:
    return draw._draw(seed, n)


@pure
@external
def depth(count: uint256) -> uint256:
    return positional_tree._depth(count)


@pure
@external
def verify(root: bytes32, count: uint256, index: uint256, leaf: bytes32, proof: DynArray[bytes32, 14]) -> bool:
    return positional_tree._verify(root, count, index, leaf, proof)


@pure
@external
def verify_last(root: bytes32, count: uint256, leaf: bytes32, proof: DynArray[bytes32, 14]) -> bool:
    return positional_tree._verify_last(root, count, leaf, proof)


@pure
@external
def verify_range(
    root: bytes32, count: uint256, start: uint256, levels: uint256,
    leaves: DynArray[bytes32, 256], proof: DynArray[bytes32, 14],
) -> bool:
    return positional_tree._verify_range(root, count, start, levels, leaves, proof)


@pure
@external
def multi_root(
    indices: DynArray[uint256, 128], leaves: DynArray[bytes32, 128], depth: uint256, siblings: DynArray[bytes32, 896]
) -> bytes32:
    return positional_tree._multi_root(indices, leaves, depth, siblings)


@pure
@external
def scores_hash(scores: Bytes[16384]) -> bytes32:
    return score_chunks._scores_hash(scores)


@pure
@external
def score_at(position: uint256, chunk: Bytes[1024], hashes: bytes32[16], shown: bytes32) -> uint256:
    return score_chunks._score_at(position, chunk, hashes, shown)


@view
@external
def recovered(digest: bytes32, proof: Bytes[65]) -> address:
    return signature._recover(digest, proof)


@pure
@external
def median(weights: DynArray[uint256, 31], scores: DynArray[uint256, 31]) -> uint256:
    return weighted_median._median(weights, scores)


@pure
@external
def mix_hash(header: Bytes[1024]) -> bytes32:
    return block_header._mix_hash(header)
