# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title Stored reports
@notice The live or final report of each epoch, packed into four slots.
"""

from ..interfaces import IReports
from ..modules import constants

struct Stored:
    digest: bytes32
    root: bytes32
    # price << 128 | proposed_at << 64 | records << 32 | parent
    numbers: uint256
    # what the ledger allots << 128 | signers
    rest: uint256

_reports: HashMap[uint32, Stored]


@internal
def _put(epoch: uint32, report: IReports.ReportState, allotted: uint256):
    """@param allotted What the report's ledger pays contributors."""
    numbers: uint256 = convert(report.price, uint256) << 128 | convert(report.proposed_at, uint256) << 64
    numbers |= convert(report.records, uint256) << 32 | convert(report.parent, uint256)
    self._reports[epoch] = Stored(
        digest=report.digest, root=report.root, numbers=numbers, rest=allotted << 128 | report.signers
    )


@internal
def _drop(epoch: uint32):
    self._reports[epoch] = empty(Stored)


@view
@internal
def _of(epoch: uint32) -> IReports.ReportState:
    """@notice An epoch's report. Empty if there is none."""
    stored: Stored = self._reports[epoch]
    return IReports.ReportState(
        digest=stored.digest,
        root=stored.root,
        records=convert((stored.numbers >> 32) & constants.LOW_32, uint32),
        price=convert(stored.numbers >> 128, uint128),
        proposed_at=convert((stored.numbers >> 64) & constants.LOW_64, uint64),
        parent=convert(stored.numbers & constants.LOW_32, uint32),
        signers=stored.rest & constants.LOW_32,
    )


@view
@internal
def _allotted(epoch: uint32) -> uint256:
    """@notice What an epoch's report pays contributors."""
    return self._reports[epoch].rest >> 128
