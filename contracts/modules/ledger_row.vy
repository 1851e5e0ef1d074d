# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Ledger rows
@notice The hash of a row, and the faults that a row or two neighbours prove without other data (F0 and F2). Twins:
        protocol/encoding.py, protocol/ledgers/ledger.py.
"""

from ..interfaces import IReports
from . import constants
from . import positional_tree

# A row and its proof in its epoch's ledger.
struct Proven:
    row: IReports.Row
    proof: DynArray[bytes32, constants.MAX_DEPTH]


@pure
@internal
def _leaf(dom: bytes32, epoch: uint32, row: IReports.Row) -> bytes32:
    """@notice The row's leaf. It is hashed twice, so that no inner node can pass for a leaf."""
    return keccak256(
        abi_encode(
            keccak256(
                abi_encode(
                    dom, constants.LEDGER_TAG, epoch, row.t, row.pay_to, row.pos, row.median,
                    row.credits, row.sum_credit, row.before, row.since,
                )
            )
        )
    )


@pure
@internal
def _require(
    dom: bytes32,
    epoch: uint32,
    report: IReports.ReportState,
    row: IReports.Row,
    proof: DynArray[bytes32, constants.MAX_DEPTH],
):
    """@notice Reverts unless the row is at its place in the epoch's report."""
    assert report.root != empty(bytes32), "ledger_row: no report stands"
    count: uint256 = convert(report.records, uint256)
    place: uint256 = convert(row.t, uint256)
    leaf: bytes32 = self._leaf(dom, epoch, row)
    assert positional_tree._verify(report.root, count, place, leaf, proof), "ledger_row: row not proven"


@pure
@internal
def _breaks_form(row: IReports.Row, records: uint32, epoch: uint32, least: uint8, since_has_ledger: bool) -> bool:
    """
    @notice F0: a position beyond the epoch, pay at or below the floor, or an impossible start.
    @param least The floor.
    @param since_has_ledger Whether the epoch `row.since` has a ledger.
    """
    if row.pos >= records or row.since >= epoch:
        return True
    if row.pay_to == empty(address):
        return row.since != 0 or row.before != 0
    if row.median <= least:
        return True
    if row.since == 0:
        return row.before != 0
    return not since_has_ledger


@pure
@internal
def _breaks_order(first: bool, previous: IReports.Row, row: IReports.Row, least: uint8) -> bool:
    """
    @notice F2: a row out of order after the one before it, or whose sums do not follow. The first row of a ledger
            has none before it.
    @param least The floor.
    """
    own: uint256 = 0
    if row.pay_to != empty(address) and row.median > least:
        own = convert(row.median - least, uint256)
    credits: uint256 = own
    total: uint256 = own
    if not first:
        ahead: uint256 = convert(previous.pay_to, uint256)
        here: uint256 = convert(row.pay_to, uint256)
        if ahead > here or (ahead == here and previous.pos >= row.pos):
            return True
        total += convert(previous.sum_credit, uint256)
        if ahead == here:
            credits += convert(previous.credits, uint256)
    return convert(row.credits, uint256) != credits or convert(row.sum_credit, uint256) != total
