# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title Hashes and headers of earlier blocks
@notice A header hashes to the hash of its block, so whoever brings a header proves every field in it. Field 14 is the
        mix hash, which holds `prevrandao` (EIP-4399). Twin: protocol/chain/headers.py.
"""

# the longest header in RLP that is read
MAX_HEADER: constant(uint256) = 1_024
# EIP-2935: this contract knows the last 8,191 block hashes; BLOCKHASH knows 256
HISTORY: constant(address) = 0x0000F90827F1C53a10cb7A02335B175320002935
BLOCKHASH_BLOCKS: constant(uint256) = 256
# where the difficulty begins: 3 bytes of the list's prefix, parent and uncles (33 each), the beneficiary (21), three roots
# (33 each) and the bloom (259)
DIFFICULTY_AT: constant(uint256) = 448
# fields between the bloom and the mix hash: difficulty, number, gas limit, gas used, time, extra data
FIELDS_BEFORE: constant(uint256) = 6


@view
@internal
def _hash_of(number: uint256) -> bytes32:
    """@notice The hash of an earlier block. Zero if the chain knows it no more."""
    if block.number - number <= BLOCKHASH_BLOCKS:
        return blockhash(number)
    known: bool = False
    answer: Bytes[32] = b""
    known, answer = raw_call(
        HISTORY, abi_encode(number), max_outsize=32, is_static_call=True, revert_on_failure=False
    )
    if not known or len(answer) != 32:
        return empty(bytes32)
    return convert(answer, bytes32)


@pure
@internal
def _mix_hash(header: Bytes[MAX_HEADER]) -> bytes32:
    """@notice The mix hash of a header in RLP. Reverts if the header has none."""
    at: uint256 = DIFFICULTY_AT
    for _: uint256 in range(FIELDS_BEFORE):
        prefix: uint256 = convert(slice(header, at, 1), uint256)
        # A byte below 128 stands for itself; a string of up to 55 bytes has its length in its prefix.
        at += 1 if prefix < 128 else prefix - 127
    assert slice(header, at, 1) == x"a0", "block_header: it has no mix hash"
    return convert(slice(header, at + 1, 32), bytes32)
