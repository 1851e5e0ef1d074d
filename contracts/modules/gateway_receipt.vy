# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title Receipts of gateways
@notice The promise to post a record under a number. Twin: receipt_digest in protocol/signatures.py.
"""

from . import signature

# What a gateway signs for a record that it takes in.
struct Receipt:
    gateway: address
    seq: uint64
    record: bytes32
    last_epoch: uint32

RECEIPT_TYPE: constant(bytes32) = keccak256("Receipt(address gateway,uint64 seq,bytes32 record,uint32 lastEpoch)")


@pure
@internal
def _digest(separator: bytes32, receipt: Receipt) -> bytes32:
    """@notice The digest that the gateway signs: EIP-712 over the receipt."""
    fields: Bytes[160] = abi_encode(RECEIPT_TYPE, receipt.gateway, receipt.seq, receipt.record, receipt.last_epoch)
    return signature._typed(separator, keccak256(fields))
