# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Batch leaves
@notice One record's place in a gateway's batch. Twin: protocol/encoding.py.
"""

BATCH_TAG: constant(uint256) = 1


# What a leaf covers beside its gateway and sequence number, which its batch says.
struct Leaf:
    record: bytes32
    pay_to: address
    signatures: bytes32


@pure
@internal
def _hash(dom: bytes32, gateway: address, seq: uint64, leaf: Leaf) -> bytes32:
    """
    @notice The leaf's hash: double keccak, so that no inner node can pass for one.
    """
    return keccak256(
        abi_encode(
            keccak256(abi_encode(dom, BATCH_TAG, gateway, seq, leaf.record, leaf.pay_to, leaf.signatures))
        )
    )
