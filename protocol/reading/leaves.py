"""The file of an epoch's batch leaves: 84 bytes per record, in order of position.

Its author may be a stranger. Whoever reads it checks each batch against the root on chain.
"""

import struct
from collections.abc import Sequence

from eth_utils.address import to_checksum_address

from kula.protocol.encoding import batch_leaf
from kula.protocol.merkle import root
from kula.protocol.types import Address, Batch, Leaf

_LEAF = struct.Struct(">20s32s32s")
"""payTo, record hash, signatures hash. What else a leaf covers stands in its batch on chain."""
LEAF_BYTES = _LEAF.size


def pack_leaves(leaves: Sequence[Leaf]) -> bytes:
    """Returns the file of leaves, which are in order of position."""
    fields = ((bytes.fromhex(leaf.pay_to[2:]), leaf.record_hash, leaf.signatures_hash) for leaf in leaves)
    return b"".join(_LEAF.pack(*one) for one in fields)


def read_batch(dom: bytes, packed: bytes, batch: Batch) -> list[Leaf] | None:
    """Returns the leaves of one batch in a file of leaves, or None if they do not hash to the batch's root.

    `dom` is the deployment's domain of leaves.
    """
    part = packed[batch.offset * LEAF_BYTES : (batch.offset + batch.count) * LEAF_BYTES]
    if len(part) != batch.count * LEAF_BYTES:
        return None
    leaves = [
        Leaf(
            gateway=batch.gateway,
            seq=batch.first_seq + i,
            record_hash=record_hash,
            pay_to=Address(to_checksum_address(pay_to)),
            signatures_hash=signatures_hash,
        )
        for i, (pay_to, record_hash, signatures_hash) in enumerate(_LEAF.iter_unpack(part))
    ]
    return leaves if root([batch_leaf(dom, leaf) for leaf in leaves]) == batch.root else None
