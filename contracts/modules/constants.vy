# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title Constants that several contracts share
@notice The sizes bound arrays, so each of them is the most that one call can take. Twin: protocol/types.py.
"""

# --- sizes

# seats in one snapshot of stakes
MAX_SEATS: constant(uint256) = 31
# places of gateways
MAX_PLACES: constant(uint256) = 32
# records of one epoch that the minimum bond gives room for
ROOM_OF_MINIMUM: constant(uint256) = 2_048
# records in one epoch
MAX_RECORDS: constant(uint256) = 16_384
# siblings in a proof of one leaf among MAX_RECORDS
MAX_DEPTH: constant(uint256) = 14
# rows in one aligned range of a ledger, and the levels of the tree below the range's root
MAX_ROWS: constant(uint256) = 256
RANGE_LEVELS: constant(uint256) = 8
# rows under one multiproof, and the most siblings that they can need: 128 * (14 - 7)
MAX_PROVEN: constant(uint256) = 128
MAX_SIBLINGS: constant(uint256) = 896
# rows that are drawn to check one seat's scores
MAX_DRAWN: constant(uint256) = 16
# an epoch's scores, one byte per record, are hashed in chunks
CHUNKS: constant(uint256) = 16
CHUNK_BYTES: constant(uint256) = 1_024
# datasets that one model names, and epochs (ledgers that a sale shares among) that these cover together
MAX_DATASETS: constant(uint256) = 16
MAX_EPOCHS: constant(uint32) = 64
# candidates in one round
MAX_CANDIDATES: constant(uint256) = 8
# one signature: r, s and v; and one of every seat
SIGNATURE_BYTES: constant(uint256) = 65
SIGNATURES_BYTES: constant(uint256) = MAX_SEATS * SIGNATURE_BYTES
# what a contract wallet accepts as its signature
PROOF_BYTES: constant(uint256) = 2_048

# --- numbers

BASIS_POINTS: constant(uint256) = 10_000
# masks of the lowest bits
LOW_32: constant(uint256) = 2**32 - 1
LOW_64: constant(uint256) = 2**64 - 1
LOW_128: constant(uint256) = 2**128 - 1

# --- hashes

# what DOM begins with: the hash that binds leaves and digests to one deployment
PROTOCOL: constant(String[7]) = "kula.v1"
# tags, so that no leaf or digest of one kind passes for another
BATCH_TAG: constant(uint256) = 1
LEDGER_TAG: constant(uint256) = 2
REPORT_TAG: constant(uint256) = 3

# --- phases of an epoch, in order. Twin: Phase in protocol/types.py.

PHASE_OPEN: constant(uint8) = 0
PHASE_COMMIT: constant(uint8) = 1
PHASE_REVEAL: constant(uint8) = 2
PHASE_REPORT: constant(uint8) = 3
PHASE_CHALLENGE: constant(uint8) = 4
PHASE_FINAL: constant(uint8) = 5

# --- faults: why a report fell (F0 to F5 of docs/protocol.md)

FAULT_FORM: constant(uint8) = 0
FAULT_MEDIAN: constant(uint8) = 1
FAULT_ORDER: constant(uint8) = 2
FAULT_PAYEE: constant(uint8) = 3
FAULT_START: constant(uint8) = 4
FAULT_UNOPENED: constant(uint8) = 5
