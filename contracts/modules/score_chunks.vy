# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title The hash of an epoch's scores
@notice keccak256 of 16 hashes of chunks of 1,024 bytes, where the hash of an absent chunk is zero. So one chunk can
        be proven without the others. Twin: protocol/encoding.py.
"""

from . import constants


@pure
@internal
def _scores_hash(scores: Bytes[constants.MAX_RECORDS]) -> bytes32:
    """@notice The hash of all scores of a seat."""
    hashes: bytes32[constants.CHUNKS] = empty(bytes32[constants.CHUNKS])
    for i: uint256 in range(constants.CHUNKS):
        start: uint256 = i * constants.CHUNK_BYTES
        if start >= len(scores):
            break
        hashes[i] = keccak256(slice(scores, start, min(constants.CHUNK_BYTES, len(scores) - start)))
    return keccak256(abi_encode(hashes))


@pure
@internal
def _score_at(
    position: uint256,
    chunk: Bytes[constants.CHUNK_BYTES],
    hashes: bytes32[constants.CHUNKS],
    scores_hash: bytes32,
) -> uint256:
    """
    @notice The score at a position of an epoch. Reverts unless `chunk` and `hashes` are those under
            `scores_hash`.
    """
    assert keccak256(abi_encode(hashes)) == scores_hash, "score_chunks: wrong hashes"
    assert keccak256(chunk) == hashes[position // constants.CHUNK_BYTES], "score_chunks: wrong chunk"
    byte: Bytes[1] = slice(chunk, position % constants.CHUNK_BYTES, 1)
    return convert(byte, uint256)
