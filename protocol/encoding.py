"""The byte strings that are hashed or signed on the way from a record to its pay. Pure.

contracts/modules holds the same rules in Vyper. docs/protocol.md describes them and names the worked vectors.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple

from eth_abi.abi import encode
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.crypto import keccak

from kula.protocol.errors import IntegrityError
from kula.protocol.parameters import Parameters
from kula.protocol.types import CHUNK_BYTES, MAX_RECORDS, ZERO_HASH, Address, Leaf, Report, Row

BATCH_TAG = 1
LEDGER_TAG = 2
REPORT_TAG = 3
MAX_CHUNKS = MAX_RECORDS // CHUNK_BYTES
ROW_TYPES = ("uint32", "address", "uint32", "uint8", "uint64", "uint64", "uint128", "uint32")
_PACKED_ROW = struct.Struct(">20sIBQQ16sI")
ROW_BYTES = _PACKED_ROW.size
"""Bytes of one row in a ledger's file: 61."""


def domain(chain_id: int, reports: Address) -> bytes:
    """Returns DOM, the hash that ties every leaf and digest to one deployment."""
    return keccak(encode(["string", "uint256", "address"], ["kula.v1", chain_id, reports]))


def commitment(salt: bytes, content: bytes) -> bytes:
    """Returns keccak256(salt ‖ bytes). A record's signature covers this hash instead of the content."""
    return keccak(salt + content)


def batch_leaf(dom: bytes, leaf: Leaf) -> bytes:
    """Returns the leaf hash of one record in its batch: a double keccak."""
    return _twice(
        encode(
            ["bytes32", "uint256", "address", "uint64", "bytes32", "address", "bytes32"],
            [
                dom,
                BATCH_TAG,
                leaf.gateway,
                leaf.seq,
                leaf.record_hash,
                leaf.pay_to,
                leaf.signatures_hash,
            ],
        )
    )


def ledger_leaf(dom: bytes, epoch: int, row: Row) -> bytes:
    """Returns the leaf hash of one ledger row: a double keccak."""
    return _twice(encode(["bytes32", "uint256", "uint32", *ROW_TYPES], [dom, LEDGER_TAG, epoch, *astuple(row)]))


def report_digest(dom: bytes, report: Report, parameters_hash: bytes) -> bytes:
    """Returns the digest that validators sign for a report. It covers the parent's digest and the parameters."""
    types = [
        "bytes32",
        "uint256",
        "uint32",
        "uint32",
        "bytes32",
        "bytes32",
        "uint32",
        "uint64",
        "bytes32",
        "bytes32",
    ]
    return keccak(
        encode(
            types,
            [
                dom,
                REPORT_TAG,
                report.epoch,
                report.attempt,
                report.parent,
                report.root,
                report.records,
                report.sum_credit,
                report.files,
                parameters_hash,
            ],
        )
    )


def parameters_hash(parameters: Parameters) -> bytes:
    """Returns keccak256 of the struct's ABI encoding: one word for each number. Every report digest covers it."""
    return keccak(b"".join(number.to_bytes(32, "big") for number in astuple(parameters)))


def chunk_hashes(scores: bytes) -> list[bytes]:
    """Returns the hashes of the 16 chunks of 1,024 scores. The hash of an absent chunk is zero."""
    chunks = [keccak(scores[i : i + CHUNK_BYTES]) for i in range(0, len(scores), CHUNK_BYTES)]
    return chunks + [ZERO_HASH] * (MAX_CHUNKS - len(chunks))


def scores_hash(scores: bytes) -> bytes:
    """Returns keccak256(abi_encode(bytes32[16])) of the chunk hashes."""
    return keccak(b"".join(chunk_hashes(scores)))


def commit_hash(
    chain_id: int,
    contract: Address,
    epoch: int,
    *,
    batches_root: bytes,
    operator: Address,
    scorer_id: bytes,
    scores: bytes,
    salt: bytes,
) -> bytes:
    """A seat's commitment to its scores under its operator's key; `scores` are the bytes that it will reveal."""
    return keccak(
        encode(
            ["uint256", "address", "uint32", "bytes32", "address", "bytes32", "bytes32", "bytes32"],
            [
                chain_id,
                contract,
                epoch,
                batches_root,
                operator,
                scorer_id,
                scores_hash(scores),
                salt,
            ],
        )
    )


def batches_root(roots: Sequence[bytes]) -> bytes:
    """Returns keccak256 of an epoch's batch roots, joined in the order of their offsets."""
    return keccak(b"".join(roots))


def dataset_id(first_epoch: int, last_epoch: int, parent: bytes) -> bytes:
    """Returns the id of a dataset version, which exists before the version has bytes.

    `parent` is the sha2-256 digest of the parent's manifest, or zero if there is no parent.
    """
    return keccak(
        encode(
            ["string", "uint32", "uint32", "bytes32"],
            ["kula.dataset", first_epoch, last_epoch, parent],
        )
    )


def row_id(salt: bytes, dataset: bytes) -> bytes:
    """Returns the id of a record's row in a dataset. Only whoever knows the salt can link the row to the record."""
    return keccak(salt + dataset)


def pack_rows(rows: Iterable[Row]) -> bytes:
    """Returns a ledger's file: 61 bytes per row, without separators. It omits `t`, because `t` is the row's index."""
    return b"".join(
        _PACKED_ROW.pack(
            to_canonical_address(row.pay_to),
            row.pos,
            row.median,
            row.credits,
            row.sum_credit,
            row.before.to_bytes(16, "big"),
            row.since,
        )
        for row in rows
    )


def unpack_rows(packed: bytes) -> list[Row]:
    """Reads a ledger's file. Raises IntegrityError if its length is not a whole number of rows."""
    if len(packed) % _PACKED_ROW.size:
        raise IntegrityError("ledger file", f"{len(packed)} bytes are not rows of {_PACKED_ROW.size}")
    return list(_read_rows(packed))


def _read_rows(packed: bytes) -> Iterator[Row]:
    for t, fields in enumerate(_PACKED_ROW.iter_unpack(packed)):
        pay_to, pos, median, credits_, sum_credit, before, since = fields
        yield Row(
            t=t,
            pay_to=Address(to_checksum_address(pay_to)),
            pos=pos,
            median=median,
            credits=credits_,
            sum_credit=sum_credit,
            before=int.from_bytes(before, "big"),
            since=since,
        )


def _twice(encoded: bytes) -> bytes:
    return keccak(keccak(encoded))
