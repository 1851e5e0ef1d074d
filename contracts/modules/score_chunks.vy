# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The hash of an epoch's scores
@notice keccak256 of the 16 hashes of 1,024-byte chunks, absent ones zero, so that one chunk can be shown alone.
        Twin: protocol/encoding.py.
"""

MAX_RECORDS: constant(uint256) = 16_384
CHUNKS: constant(uint256) = 16
CHUNK_BYTES: constant(uint256) = 1_024


@pure
@internal
def _scores_hash(scores: Bytes[MAX_RECORDS]) -> bytes32:
    """
    @notice The hash of whole scores.
    """
    hashes: bytes32[CHUNKS] = empty(bytes32[CHUNKS])
    for i: uint256 in range(CHUNKS):
        start: uint256 = i * CHUNK_BYTES
        if start >= len(scores):
            break
        hashes[i] = keccak256(slice(scores, start, min(CHUNK_BYTES, len(scores) - start)))
    return keccak256(abi_encode(hashes))


@pure
@internal
def _score_at(position: uint256, chunk: Bytes[CHUNK_BYTES], hashes: bytes32[CHUNKS], shown: bytes32) -> uint256:
    """
    @notice The byte at a position of an epoch, from its chunk. Reverts unless the chunk stands under `shown`.
    """
    assert keccak256(abi_encode(hashes)) == shown, "score_chunks: wrong hashes"
    assert keccak256(chunk) == hashes[position // CHUNK_BYTES], "score_chunks: wrong chunk"
    byte: Bytes[1] = slice(chunk, position % CHUNK_BYTES, 1)
    return convert(byte, uint256)
