# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title Batch leaves
@notice The leaf of one record in a gateway's batch. Twin: protocol/encoding.py.
"""

from . import constants


# What a leaf covers beside its gateway and sequence number, which follow from its batch.
struct Leaf:
    record: bytes32
    pay_to: address
    signatures: bytes32


@pure
@internal
def _hash(dom: bytes32, gateway: address, seq: uint64, leaf: Leaf) -> bytes32:
    """@notice The leaf's hash. It is hashed twice, so that no inner node can pass for a leaf."""
    return keccak256(
        abi_encode(
            keccak256(abi_encode(dom, constants.BATCH_TAG, gateway, seq, leaf.record, leaf.pay_to, leaf.signatures))
        )
    )
