# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Challenges: faults of a report that one call proves
@notice A live report falls by any fault of F0 to F4. Each function reverts unless it proves its fault, so nobody can
        bring an honest report down. A seat that signs two reports for the same place loses stake. Twin without a
        chain: protocol/ledgers/faults.py.
@custom:kill None: nobody can stop a challenge.
"""

from .interfaces import IBatches
from .interfaces import IParameters
from .interfaces import IReports
from .interfaces import IScores
from .interfaces import IValidators
from .modules import batch_leaf
from .modules import constants
from .modules import ledger_row
from .modules import positional_tree
from .modules import score_chunks
from .modules import signature
from .modules import weighted_median

event Equivocated:
    epoch: indexed(uint32)
    owner: indexed(address)
    challenger: indexed(address)

# A signed report: its signature, and what its digest covers beside epoch, attempt and parent.
struct Signed:
    root: bytes32
    records: uint32
    sum_credit: uint64
    files: bytes32
    signature: Bytes[constants.SIGNATURE_BYTES]

EQUIVOCATION_BASIS_POINTS: constant(uint256) = 500

REPORTS: immutable(IReports)
SCORES: immutable(IScores)
BATCHES: immutable(IBatches)
VALIDATORS: immutable(IValidators)
DOM: immutable(bytes32)
FLOOR: immutable(uint8)
PARAMETERS_HASH: immutable(bytes32)
CHALLENGE_SECONDS: immutable(uint256)

# epoch => bitmap of its seats that were slashed for equivocation
equivocated: public(HashMap[uint32, uint256])
# owner => when it was last slashed for equivocation
equivocated_at: public(HashMap[address, uint256])


@deploy
def __init__(
    reports: address, scores: address, batches: address, validators: address, parameters: IParameters.Parameters
):
    """
    @param parameters The Parameters of Batches.
    """
    REPORTS = IReports(reports)
    SCORES = IScores(scores)
    BATCHES = IBatches(batches)
    VALIDATORS = IValidators(validators)
    DOM = keccak256(abi_encode(constants.PROTOCOL, chain.id, reports))
    FLOOR = parameters.floor
    PARAMETERS_HASH = keccak256(abi_encode(parameters))
    CHALLENGE_SECONDS = convert(parameters.challenge_seconds, uint256)


@external
def challenge_form(epoch: uint32, shown: ledger_row.Proven):
    """
    @notice F0: one row that no honest ledger can hold.
    @param shown The wrong row.
    @custom:caller anyone
    """
    report: IReports.ReportState = self._require(epoch, shown)
    since: IReports.ReportState = staticcall REPORTS.standing(shown.row.since)
    has_ledger: bool = since.root != empty(bytes32)
    assert ledger_row._breaks_form(shown.row, report.records, epoch, FLOOR, has_ledger), "challenges: form is right"
    extcall REPORTS.fall(epoch, constants.FAULT_FORM, msg.sender)


@external
def challenge_median(
    epoch: uint32,
    shown: ledger_row.Proven,
    chunks: DynArray[Bytes[constants.CHUNK_BYTES], constants.MAX_SEATS],
    hashes: DynArray[bytes32[constants.CHUNKS], constants.MAX_SEATS],
):
    """
    @notice F1: a row whose median is not the median of the revealed scores.
    @param shown The wrong row.
    @param chunks Of every revealed seat, in ascending order: the chunk of scores that holds the row's position.
    @param hashes Of the same seats: the hashes of all 16 chunks.
    @custom:caller anyone
    """
    report: IReports.ReportState = self._require(epoch, shown)
    assert shown.row.pos < report.records, "challenges: position beyond the epoch"
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    seats: DynArray[IValidators.Seat, constants.MAX_SEATS] = staticcall VALIDATORS.seats(state.set_id)
    weights: DynArray[uint256, constants.MAX_SEATS] = []
    scores: DynArray[uint256, constants.MAX_SEATS] = []
    for seat: uint256 in range(len(seats), bound=constants.MAX_SEATS):
        if (state.revealed >> seat) & 1 == 0:
            continue
        at: uint256 = len(scores)
        assert at < len(chunks) and at < len(hashes), "challenges: a revealed seat is missing"
        revealed: bytes32 = staticcall SCORES.commit_of(epoch, seat)
        scores.append(
            score_chunks._score_at(convert(shown.row.pos, uint256), chunks[at], hashes[at], revealed)
        )
        weights.append(seats[seat].weight)
    median: uint256 = weighted_median._median(weights, scores)
    assert convert(shown.row.median, uint256) != median, "challenges: median is right"
    extcall REPORTS.fall(epoch, constants.FAULT_MEDIAN, msg.sender)


@external
def challenge_order(epoch: uint32, previous: ledger_row.Proven, shown: ledger_row.Proven):
    """
    @notice F2: two neighbouring rows that are out of order, or whose sums do not follow. For row 0, `previous` is
            ignored.
    @param shown The second of the two rows.
    @custom:caller anyone
    """
    self._require(epoch, shown)
    first: bool = shown.row.t == 0
    if not first:
        self._require(epoch, previous)
        assert previous.row.t + 1 == shown.row.t, "challenges: rows are not neighbours"
    assert ledger_row._breaks_order(first, previous.row, shown.row, FLOOR), "challenges: order is right"
    extcall REPORTS.fall(epoch, constants.FAULT_ORDER, msg.sender)


@external
def challenge_payee(
    epoch: uint32,
    shown: ledger_row.Proven,
    number: uint32,
    leaf: batch_leaf.Leaf,
    proof: DynArray[bytes32, constants.MAX_DEPTH],
):
    """
    @notice F3: a row above the floor that pays another account than the batch leaf at its position.
    @param shown The wrong row.
    @param number The batch that holds the position.
    @param leaf The batch leaf there, with its siblings in `proof`.
    @custom:caller anyone
    """
    self._require(epoch, shown)
    assert shown.row.median > FLOOR, "challenges: nobody is paid at or below the floor"
    batch: IBatches.Batch = staticcall BATCHES.batch(number)
    assert batch.epoch == epoch and shown.row.pos >= batch.offset, "challenges: not the batch of the position"
    index: uint32 = shown.row.pos - batch.offset
    seq: uint64 = batch.first_seq + convert(index, uint64)
    hashed: bytes32 = batch_leaf._hash(DOM, batch.gateway, seq, leaf)
    count: uint256 = convert(batch.count, uint256)
    assert positional_tree._verify(batch.root, count, convert(index, uint256), hashed, proof), "challenges: leaf not proven"
    assert leaf.pay_to != shown.row.pay_to, "challenges: payee is right"
    extcall REPORTS.fall(epoch, constants.FAULT_PAYEE, msg.sender)


@external
def challenge_start(epoch: uint32, shown: ledger_row.Proven, last: ledger_row.Proven, following: ledger_row.Proven):
    """
    @notice F4 by amount: `before` differs from what the account's last row in epoch `since` proves.
    @param shown The wrong row.
    @param last The account's last row in epoch `since`.
    @param following The row after it, of another account. Ignored if `last` ends the ledger.
    @custom:caller anyone
    """
    self._require_payee(epoch, shown)
    since: uint32 = shown.row.since
    report: IReports.ReportState = self._require(since, last)
    assert last.row.pay_to == shown.row.pay_to, "challenges: row of another account"
    if last.row.t + 1 < report.records:
        self._require(since, following)
        assert following.row.t == last.row.t + 1, "challenges: rows are not neighbours"
        assert following.row.pay_to != last.row.pay_to, "challenges: not the account's last row"
    earned: uint256 = convert(last.row.before, uint256) + convert(last.row.credits, uint256) * convert(report.price, uint256)
    # A larger amount counts as the largest that fits, so that a false final ledger can not block all later ones.
    start: uint256 = min(earned, convert(max_value(uint128), uint256))
    assert convert(shown.row.before, uint256) != start, "challenges: start is right"
    extcall REPORTS.fall(epoch, constants.FAULT_START, msg.sender)


@external
def challenge_absent(
    epoch: uint32, shown: ledger_row.Proven, at: uint32, left: ledger_row.Proven, right: ledger_row.Proven
):
    """
    @notice F4 by absence: the ledger of epoch `since` has no row of the account.
    @param shown The wrong row.
    @param at How many rows of that ledger come before the account's place.
    @param left Row at - 1 of that ledger. Ignored if `at` is 0.
    @param right Row `at` of that ledger. Ignored if the ledger ends there.
    @custom:caller anyone
    """
    self._require_payee(epoch, shown)
    since: uint32 = shown.row.since
    place: uint256 = convert(shown.row.pay_to, uint256)
    report: IReports.ReportState = staticcall REPORTS.standing(since)
    assert report.root != empty(bytes32) and at <= report.records, "challenges: no such place"
    if at > 0:
        self._require(since, left)
        assert left.row.t == at - 1, "challenges: left row is not before the place"
        assert convert(left.row.pay_to, uint256) < place, "challenges: left row is not before the account"
    if at < report.records:
        self._require(since, right)
        assert right.row.t == at, "challenges: right row is not at the place"
        assert convert(right.row.pay_to, uint256) > place, "challenges: right row is not behind the account"
    extcall REPORTS.fall(epoch, constants.FAULT_START, msg.sender)


@external
def challenge_between(epoch: uint32, shown: ledger_row.Proven, between: uint32, other: ledger_row.Proven):
    """
    @notice F4 by a later row: the account has a row in an epoch between `since` and this one.
    @param shown The wrong row.
    @param other The account's row in epoch `between`.
    @custom:caller anyone
    """
    self._require_payee(epoch, shown)
    assert between > shown.row.since and between < epoch, "challenges: epoch is not between"
    self._require(between, other)
    assert other.row.pay_to == shown.row.pay_to, "challenges: row of another account"
    extcall REPORTS.fall(epoch, constants.FAULT_START, msg.sender)


@external
def challenge_equivocation(
    epoch: uint32, seat: uint256, attempt: uint32, parent: bytes32, first: Signed, second: Signed
):
    """
    @notice Proves that one seat signed two reports with the same epoch, attempt and parent. Its owner loses 5 % of
            the stake, and the challenger gets half of that. It needs an epoch that is not final, and takes an owner's
            stake once per challenge window: a stolen operator key cannot be used against old epochs.
    @custom:caller anyone
    """
    one: bytes32 = self._digest(epoch, attempt, parent, first)
    other: bytes32 = self._digest(epoch, attempt, parent, second)
    assert one != other, "challenges: one report"
    assert epoch > staticcall REPORTS.final_upto(), "challenges: the epoch is final"
    assert (self.equivocated[epoch] >> seat) & 1 == 0, "challenges: paid for already"
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    operator: address = (staticcall VALIDATORS.seat(state.set_id, seat)).operator
    signature._require(one, first.signature, operator)
    signature._require(other, second.signature, operator)
    owner: address = staticcall VALIDATORS.owner_of_seat(state.set_id, seat)
    free_at: uint256 = self.equivocated_at[owner] + CHALLENGE_SECONDS
    assert self.equivocated_at[owner] == 0 or block.timestamp >= free_at, "challenges: slashed in this window"
    self.equivocated_at[owner] = block.timestamp
    self.equivocated[epoch] |= 1 << seat
    extcall VALIDATORS.slash([owner], EQUIVOCATION_BASIS_POINTS, msg.sender)
    log Equivocated(epoch=epoch, owner=owner, challenger=msg.sender)


@view
@internal
def _require(epoch: uint32, proven: ledger_row.Proven) -> IReports.ReportState:
    """@notice Reverts unless the row is in the epoch's report. Returns the report."""
    report: IReports.ReportState = staticcall REPORTS.standing(epoch)
    ledger_row._require(DOM, epoch, report, proven.row, proven.proof)
    return report


@view
@internal
def _require_payee(epoch: uint32, proven: ledger_row.Proven):
    """@notice Reverts unless the row is in the epoch's report and pays an account."""
    self._require(epoch, proven)
    assert proven.row.pay_to != empty(address), "challenges: row pays nobody"


@view
@internal
def _digest(epoch: uint32, attempt: uint32, parent: bytes32, signed: Signed) -> bytes32:
    """@notice The digest of a signed report. Twin: protocol/encoding.py."""
    return keccak256(
        abi_encode(
            DOM, constants.REPORT_TAG, epoch, attempt, parent,
            signed.root, signed.records, signed.sum_credit, signed.files, PARAMETERS_HASH,
        )
    )
