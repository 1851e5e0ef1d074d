# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Demands: the rows and leaves of a report must be published (F5)
@notice Nobody can check a row or leaf that its authors withhold. So in the first third of a report's window anyone
        may demand, with a deposit, 256 rows or the batch leaf of a paid row. Whoever publishes it in calldata gets
        the deposit. A demand without an answer at its deadline brings the report down, and until its answer it keeps
        the report from becoming final. Deadlines grow with the number of open demands, so that a flood of demands can
        not bring an honest report down.
@custom:kill None: nobody can stop a demand, an answer or a fall.
"""

from .interfaces import IBatches
from .interfaces import IDemands
from .interfaces import IParameters
from .interfaces import IReports
from .interfaces import IToken
from .modules import batch_leaf
from .modules import constants
from .modules import ledger_row
from .modules import plain_account
from .modules import positional_tree

implements: IDemands

event RowsDemanded:
    epoch: indexed(uint32)
    digest: indexed(bytes32)
    subtree: uint32
    until: uint256

event LeafDemanded:
    epoch: indexed(uint32)
    digest: indexed(bytes32)
    pos: uint32
    until: uint256

event RowsOpened:
    epoch: indexed(uint32)
    digest: indexed(bytes32)
    subtree: uint32

event LeafOpened:
    epoch: indexed(uint32)
    digest: indexed(bytes32)
    pos: uint32
    leaf: batch_leaf.Leaf

struct Demand:
    epoch: uint32
    asker: address
    until: uint256
    answered: bool

ROWS: constant(uint8) = 0
LEAF: constant(uint8) = 1
# each open demand of a report adds ANSWER_SECONDS / CROWD to the deadline of the next one
CROWD: constant(uint256) = 16

TOKEN: immutable(IToken)
BATCHES: immutable(IBatches)
REPORTS: immutable(IReports)
DOM: immutable(bytes32)
FLOOR: immutable(uint8)
THIRD: immutable(uint256)
ANSWER_SECONDS: immutable(uint256)
ROWS_DEPOSIT: public(immutable(uint256))
LEAF_DEPOSIT: public(immutable(uint256))

# key of a demand => the demand
demand: public(HashMap[bytes32, Demand])
# digest of a report => its demands without an answer
open_of: public(HashMap[bytes32, uint256])
# digest of a report => when its rows, and when its rows or leaves, were last published
rows_opened_at: public(HashMap[bytes32, uint256])
opened_at: public(HashMap[bytes32, uint256])


@deploy
def __init__(
    token: address, batches: address, reports: address, parameters: IParameters.Parameters, rows_deposit: uint256
):
    """
    @param rows_deposit The deposit for 256 rows. The deposit for a leaf is an eighth of it.
    """
    TOKEN = IToken(token)
    BATCHES = IBatches(batches)
    REPORTS = IReports(reports)
    DOM = keccak256(abi_encode(constants.PROTOCOL, chain.id, reports))
    FLOOR = parameters.floor
    THIRD = convert(parameters.challenge_seconds, uint256) // 3
    ANSWER_SECONDS = convert(parameters.answer_seconds, uint256)
    ROWS_DEPOSIT = rows_deposit
    LEAF_DEPOSIT = rows_deposit // 8


@external
def demand_rows(epoch: uint32, subtree: uint32):
    """
    @notice Demands an aligned range of 256 rows.
    @param subtree The number of the range: its first row is 256 * subtree.
    @custom:caller anyone
    """
    report: IReports.ReportState = self._standing(epoch)
    assert convert(subtree, uint256) * constants.MAX_ROWS < convert(report.records, uint256), "demands: no such rows"
    assert block.timestamp < convert(report.proposed_at, uint256) + THIRD, "demands: too late to ask for rows"
    until: uint256 = self._ask(epoch, report.digest, ROWS, subtree, ROWS_DEPOSIT)
    log RowsDemanded(epoch=epoch, digest=report.digest, subtree=subtree, until=until)


@external
def demand_leaf(epoch: uint32, row: IReports.Row, proof: DynArray[bytes32, constants.MAX_DEPTH]):
    """
    @notice Demands the batch leaf at the position of a row above the floor. It may also follow within a third of
            a window after rows were published.
    @custom:caller anyone
    """
    report: IReports.ReportState = self._standing(epoch)
    ledger_row._require(DOM, epoch, report, row, proof)
    assert row.median > FLOOR and row.pos < report.records, "demands: nobody needs that leaf"
    late: uint256 = max(convert(report.proposed_at, uint256), self.rows_opened_at[report.digest]) + THIRD
    assert block.timestamp < late, "demands: too late to ask for a leaf"
    until: uint256 = self._ask(epoch, report.digest, LEAF, row.pos, LEAF_DEPOSIT)
    log LeafDemanded(epoch=epoch, digest=report.digest, pos=row.pos, until=until)


@external
def answer_rows(
    epoch: uint32,
    subtree: uint32,
    rows: DynArray[IReports.Row, constants.MAX_ROWS],
    proof: DynArray[bytes32, constants.MAX_DEPTH],
):
    """
    @notice Publishes the rows of a range. The caller gets the deposit. An answer also counts after its deadline,
            while the report is live.
    @custom:caller any plain account, so that the rows stand in the transaction itself
    """
    plain_account._require()
    report: IReports.ReportState = self._standing(epoch)
    count: uint256 = convert(report.records, uint256)
    start: uint256 = convert(subtree, uint256) * constants.MAX_ROWS
    assert start + len(rows) == min(start + constants.MAX_ROWS, count), "demands: not all rows of the subtree"
    leaves: DynArray[bytes32, constants.MAX_ROWS] = []
    for row: IReports.Row in rows:
        assert convert(row.t, uint256) == start + len(leaves), "demands: rows are not in a line"
        leaves.append(ledger_row._leaf(DOM, epoch, row))
    levels: uint256 = min(constants.RANGE_LEVELS, positional_tree._depth(count))
    assert positional_tree._verify_range(report.root, count, start, levels, leaves, proof), "demands: rows not proven"
    self.rows_opened_at[report.digest] = block.timestamp
    self._answer(report.digest, ROWS, subtree, ROWS_DEPOSIT)
    log RowsOpened(epoch=epoch, digest=report.digest, subtree=subtree)


@external
def answer_leaf(
    epoch: uint32, pos: uint32, number: uint32, leaf: batch_leaf.Leaf, proof: DynArray[bytes32, constants.MAX_DEPTH]
):
    """
    @notice Publishes a batch leaf. The caller gets the deposit. An answer also counts after its deadline, while
            the report is live.
    @param number The batch that holds the position.
    @custom:caller any plain account, as for rows
    """
    plain_account._require()
    report: IReports.ReportState = self._standing(epoch)
    batch: IBatches.Batch = staticcall BATCHES.batch(number)
    assert batch.epoch == epoch and pos >= batch.offset, "demands: not the batch of the position"
    index: uint32 = pos - batch.offset
    seq: uint64 = batch.first_seq + convert(index, uint64)
    hashed: bytes32 = batch_leaf._hash(DOM, batch.gateway, seq, leaf)
    count: uint256 = convert(batch.count, uint256)
    assert positional_tree._verify(batch.root, count, convert(index, uint256), hashed, proof), "demands: leaf not proven"
    self._answer(report.digest, LEAF, pos, LEAF_DEPOSIT)
    log LeafOpened(epoch=epoch, digest=report.digest, pos=pos, leaf=leaf)


@external
def challenge_unopened(epoch: uint32, kind: uint8, place: uint32):
    """
    @notice F5: brings down a report with a demand that has no answer at its deadline. The reward goes to the
            account that demanded.
    @param kind 0 for rows, 1 for a leaf.
    @param place The number of the range, or the position of the leaf.
    @custom:caller anyone
    """
    report: IReports.ReportState = self._standing(epoch)
    asked: Demand = self.demand[self._key(report.digest, kind, place)]
    assert asked.until > 0 and not asked.answered, "demands: nothing of that kind is open"
    assert block.timestamp >= asked.until, "demands: there is time to answer"
    extcall REPORTS.fall(epoch, constants.FAULT_UNOPENED, asked.asker)


@external
def take_back(digest: bytes32, kind: uint8, place: uint32):
    """
    @notice Returns the deposit of a demand without an answer whose report has fallen to the account that
            demanded.
    @param digest The digest of the fallen report.
    @custom:caller anyone
    """
    asked: Demand = self.demand[self._key(digest, kind, place)]
    assert asked.until > 0 and not asked.answered, "demands: nothing of that kind is open"
    report: IReports.ReportState = staticcall REPORTS.standing(asked.epoch)
    assert report.digest != digest, "demands: the report stands"
    self.demand[self._key(digest, kind, place)].answered = True
    deposit: uint256 = ROWS_DEPOSIT if kind == ROWS else LEAF_DEPOSIT
    assert extcall TOKEN.transfer(asked.asker, deposit), "demands: transfer failed"


@view
@external
def holds(digest: bytes32) -> bool:
    """
    @notice Whether a report can not become final yet: a demand is open, or something was published less than a
            third of a window ago.
    """
    return self.open_of[digest] > 0 or block.timestamp < self.opened_at[digest] + THIRD


@view
@external
def key(digest: bytes32, kind: uint8, place: uint32) -> bytes32:
    """
    @notice Returns the key of a demand in `demand`. The kind is 0 for a range of rows, and 1 for the leaf at a
            position.
    """
    return self._key(digest, kind, place)


@internal
def _ask(epoch: uint32, digest: bytes32, kind: uint8, place: uint32, deposit: uint256) -> uint256:
    """@notice Stores a demand and takes its deposit. Returns its deadline."""
    key: bytes32 = self._key(digest, kind, place)
    assert self.demand[key].until == 0, "demands: asked already"
    until: uint256 = block.timestamp + ANSWER_SECONDS + ANSWER_SECONDS * self.open_of[digest] // CROWD
    self.demand[key] = Demand(epoch=epoch, asker=msg.sender, until=until, answered=False)
    self.open_of[digest] += 1
    assert extcall TOKEN.transferFrom(msg.sender, self, deposit), "demands: transfer failed"
    return until


@internal
def _answer(digest: bytes32, kind: uint8, place: uint32, deposit: uint256):
    """@notice Ends a demand and pays its deposit to the caller."""
    key: bytes32 = self._key(digest, kind, place)
    assert self.demand[key].until > 0 and not self.demand[key].answered, "demands: nothing of that kind is open"
    self.demand[key].answered = True
    self.open_of[digest] -= 1
    self.opened_at[digest] = block.timestamp
    assert extcall TOKEN.transfer(msg.sender, deposit), "demands: transfer failed"


@view
@internal
def _standing(epoch: uint32) -> IReports.ReportState:
    """@notice The live report of an epoch. Reverts if there is none."""
    report: IReports.ReportState = staticcall REPORTS.standing(epoch)
    assert report.root != empty(bytes32), "demands: no report stands"
    assert epoch > staticcall REPORTS.final_upto(), "demands: the report is final"
    return report


@pure
@internal
def _key(digest: bytes32, kind: uint8, place: uint32) -> bytes32:
    return keccak256(abi_encode(digest, kind, place))
