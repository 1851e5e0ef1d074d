"""Headers of blocks in RLP, from what an endpoint says of a block. Pure.

Twin: contracts/modules/block_header.vy, which reads the mix hash of such a header.
"""

from collections.abc import Mapping
from typing import Any

import rlp
from eth_utils.crypto import keccak

from kula.protocol.chain.rpc.calldata import bytes_of
from kula.protocol.errors import IntegrityError

_HASHES = ("parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot", "logsBloom")
_NUMBERS = ("difficulty", "number", "gasLimit", "gasUsed", "timestamp")
_SEALS = ("extraData", "mixHash", "nonce")
_LATER = (
    "baseFeePerGas",  # London
    "withdrawalsRoot",  # Shanghai
    "blobGasUsed",  # Cancun
    "excessBlobGas",
    "parentBeaconBlockRoot",
    "requestsHash",  # Prague
)
"""Fields that forks appended, in their order. A block of an earlier fork lacks them."""


def header_of(block: Mapping[str, Any]) -> bytes:
    """Returns the header of a block in RLP, which hashes to the block's hash.

    `block` is a block of web3.py, or the JSON of eth_getBlockByNumber. Raises IntegrityError if the header does not
    hash to the block's hash. Then the endpoint lies, or the chain has fields that this function does not know.
    """
    try:
        names = [*_HASHES, *_NUMBERS, *_SEALS, *(name for name in _LATER if block.get(name) is not None)]
        header: bytes = rlp.encode([_field(name, block[name]) for name in names])
        number, expected = _number_of(block["number"]), bytes_of(block["hash"])
    except (KeyError, TypeError, ValueError, AttributeError, rlp.exceptions.RLPException) as error:
        raise IntegrityError("block", f"has no header: {type(error).__name__}") from error
    if keccak(header) != expected:
        raise IntegrityError(f"block {number}", "its header does not hash to its hash")
    return header


def _field(name: str, value: int | str | bytes) -> int | bytes:
    is_number = name in _NUMBERS or name in ("baseFeePerGas", "blobGasUsed", "excessBlobGas")
    return _number_of(value) if is_number else bytes_of(value)


def _number_of(value: int | str | bytes) -> int:
    number = value if isinstance(value, int) else int(str(value), 16)
    if not 0 <= number < 1 << 256:
        raise ValueError("not a number of a header")
    return number
