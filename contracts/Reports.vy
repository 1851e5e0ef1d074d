# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Reports: the line of ledgers, challenges and claims
@notice A report is proposed under the signatures of more than two thirds of the snapshot's stake, stands for a window in
        which anyone can bring it down with one item, and is then final. Any row of a final ledger is a claim.
@custom:kill None: nobody can stop or override a proposal, a challenge or a claim.
"""

from .interfaces import IBatches
from .interfaces import IReports
from .interfaces import IScores
from .interfaces import IToken
from .interfaces import IValidators
from .modules import ledger_row
from .modules import positional_tree
from .modules import signature
from .modules import weighted_median

implements: IReports

event ReportProposed:
    epoch: indexed(uint32)
    attempt: uint32
    digest: bytes32
    root: bytes32
    sum_credit: uint64
    price: uint128
    files: bytes32
    proposer: address

event ReportFell:
    epoch: indexed(uint32)
    fault: uint8
    challenger: indexed(address)

event EpochFinal:
    epoch: indexed(uint32)
    digest: bytes32

event Claimed:
    account: indexed(address)
    epoch: uint32
    amount: uint256

MAX_SEATS: constant(uint256) = 31
MAX_DEPTH: constant(uint256) = 14
MAX_ROWS: constant(uint256) = 256
MAX_SIBLINGS: constant(uint256) = 1024
REPORT_TAG: constant(uint256) = 3
SLASH_BASIS_POINTS: constant(uint256) = 100
OPEN: constant(uint8) = 0
COMMIT: constant(uint8) = 1
REVEAL: constant(uint8) = 2
REPORT: constant(uint8) = 3
CHALLENGE: constant(uint8) = 4
FINAL: constant(uint8) = 5

TOKEN: immutable(IToken)
VALIDATORS: immutable(IValidators)
BATCHES: immutable(IBatches)
SCORES: immutable(IScores)
DOM: immutable(bytes32)
PARAMETERS_HASH: immutable(bytes32)

# every epoch up to it has a report that stands, or is final
head: public(uint32)
# every epoch up to it is final
final_upto: public(uint32)
# the last epoch with a ledger, standing or final
tip: public(uint32)
attempt: public(HashMap[uint32, uint32])
refuted: public(HashMap[bytes32, bool])
_reopened_at: HashMap[uint32, uint64]
_reports: HashMap[uint32, IReports.ReportState]


@deploy
def __init__(token: address, validators: address, batches: address, scores: address):
    TOKEN = IToken(token)
    VALIDATORS = IValidators(validators)
    BATCHES = IBatches(batches)
    SCORES = IScores(scores)
    DOM = keccak256(abi_encode("kula.v1", chain.id, self))
    PARAMETERS_HASH = staticcall BATCHES.parameters_hash()


@external
def propose(
    epoch: uint32,
    root: bytes32,
    files: bytes32,
    last: IReports.Row,
    proof: DynArray[bytes32, MAX_DEPTH],
    signers: uint256,
    signatures: Bytes[2015],
):
    """
    @notice Put an epoch's report up for challenge. Anyone who holds enough signatures.
    @param last The ledger's last row, proven with nothing to its right, so that no budget can be overrun.
    @param signers Bitmap of the seats whose signatures follow, 65 bytes each, in ascending order.
    """
    assert epoch == self.head + 1, "reports: an earlier epoch is not settled"
    assert self._phase(epoch) == REPORT, "reports: not the time to propose"
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    assert 3 * state.revealed_weight > 2 * state.total_weight, "reports: too little stake revealed"
    count: uint256 = convert(state.records, uint256)
    leaf: bytes32 = ledger_row._leaf(DOM, epoch, last)
    assert convert(last.t, uint256) == count - 1, "reports: not the last row"
    assert positional_tree._verify_last(root, count, leaf, proof), "reports: last row not proven"
    digest: bytes32 = self._digest(epoch, root, state.records, last.sum_credit, files)
    assert not self.refuted[digest], "reports: this report was refuted"
    signed: uint256 = self._signed_weight(digest, state.set_id, signers, signatures)
    assert 3 * signed > 2 * state.total_weight, "reports: too few signatures"
    price: uint128 = self._price(last.sum_credit)
    self._reports[epoch] = IReports.ReportState(
        digest=digest,
        root=root,
        price=price,
        proposed_at=convert(block.timestamp, uint64),
        parent=self.tip,
        signers=signers,
    )
    self.head = epoch
    self.tip = epoch
    log ReportProposed(
        epoch=epoch, attempt=self.attempt[epoch], digest=digest, root=root,
        sum_credit=last.sum_credit, price=price, files=files, proposer=msg.sender,
    )


@external
def finalise(epoch: uint32):
    """
    @notice Make a report final whose window is over. Anyone; epochs become final in order.
    """
    report: IReports.ReportState = self._reports[epoch]
    assert epoch == self.final_upto + 1 and epoch <= self.head, "reports: not the next to become final"
    parameters: IBatches.Parameters = staticcall BATCHES.parameters()
    window: uint256 = convert(parameters.challenge_seconds, uint256)
    assert block.timestamp >= convert(report.proposed_at, uint256) + window, "reports: window is open"
    self.final_upto = epoch
    log EpochFinal(epoch=epoch, digest=report.digest)


@external
def expire(epoch: uint32):
    """
    @notice End an epoch that has no quorum, or no report at its deadline, without a ledger; its batches move on.
    """
    assert epoch == self.head + 1, "reports: an earlier epoch is not settled"
    assert self.final_upto == self.head, "reports: an earlier report can still fall"
    assert self._phase(epoch) == REPORT, "reports: not the time to expire"
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    if 3 * state.revealed_weight > 2 * state.total_weight:
        parameters: IBatches.Parameters = staticcall BATCHES.parameters()
        start: uint256 = convert(max(state.report_from, self._reopened_at[epoch]), uint256)
        assert block.timestamp >= start + convert(parameters.report_seconds, uint256), "reports: deadline not reached"
    self.head = epoch
    self.final_upto = epoch
    log EpochFinal(epoch=epoch, digest=empty(bytes32))
    extcall BATCHES.carry(epoch)


@external
def challenge_form(epoch: uint32, row: IReports.Row, proof: DynArray[bytes32, MAX_DEPTH]):
    """
    @notice F0: one row that can not be in an honest ledger.
    """
    records: uint32 = self._require_row(epoch, row, proof)
    since_has_ledger: bool = self._reports[row.since].root != empty(bytes32)
    assert ledger_row._breaks_form(row, records, epoch, self._floor(), since_has_ledger), "reports: form is right"
    self._fall(epoch, 0)


@external
def challenge_median(
    epoch: uint32,
    row: IReports.Row,
    proof: DynArray[bytes32, MAX_DEPTH],
    chunks: DynArray[Bytes[1024], MAX_SEATS],
    hashes: DynArray[bytes32[16], MAX_SEATS],
):
    """
    @notice F1: the row's median is not that of the revealed scores.
    @param chunks The chunk at the row's position of every revealed seat, in ascending order of seats.
    @param hashes All 16 chunk hashes of the same seats.
    """
    records: uint32 = self._require_row(epoch, row, proof)
    assert row.pos < records, "reports: position beyond the epoch"
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    place: uint256 = convert(row.pos, uint256) // 1024
    weights: DynArray[uint256, MAX_SEATS] = []
    scores: DynArray[uint256, MAX_SEATS] = []
    seats: DynArray[IValidators.Seat, MAX_SEATS] = staticcall VALIDATORS.seats(state.set_id)
    shown: uint256 = 0
    for seat: uint256 in range(len(seats), bound=MAX_SEATS):
        if (state.revealed >> seat) & 1 == 0:
            continue
        assert keccak256(abi_encode(hashes[shown])) == staticcall SCORES.commit_of(epoch, seat), "reports: wrong hashes"
        assert keccak256(chunks[shown]) == hashes[shown][place], "reports: wrong chunk"
        byte: Bytes[1] = slice(chunks[shown], convert(row.pos, uint256) % 1024, 1)
        weights.append(seats[seat].weight)
        scores.append(convert(byte, uint256))
        shown += 1
    median: uint256 = weighted_median._median(weights, scores)
    assert convert(row.median, uint256) != median, "reports: median is right"
    self._fall(epoch, 1)


@external
def challenge_order(
    epoch: uint32,
    previous: IReports.Row,
    previous_proof: DynArray[bytes32, MAX_DEPTH],
    row: IReports.Row,
    proof: DynArray[bytes32, MAX_DEPTH],
):
    """
    @notice F2: two neighbours out of order or with wrong sums. For row 0, `previous` is row 0 as well.
    """
    self._require_row(epoch, row, proof)
    first: bool = row.t == 0
    if not first:
        self._require_row(epoch, previous, previous_proof)
        assert previous.t + 1 == row.t, "reports: rows are not neighbours"
    assert ledger_row._breaks_order(first, previous, row, self._floor()), "reports: order is right"
    self._fall(epoch, 2)


@external
def claim_for(account: address, epoch: uint32, row: IReports.Row, proof: DynArray[bytes32, MAX_DEPTH]) -> uint256:
    """
    @notice Pay an account what one of its rows shows and it has not had. Anyone; only the account is paid.
    """
    assert row.pay_to == account, "reports: row of another account"
    assert epoch <= self.final_upto, "reports: epoch is not final"
    self._require_row(epoch, row, proof)
    return self._pay(epoch, row, self._reports[epoch].price)


@external
def claim_range(
    epoch: uint32, start: uint256, levels: uint256, rows: DynArray[IReports.Row, MAX_ROWS], proof: DynArray[bytes32, MAX_DEPTH]
):
    """
    @notice Pay every row of an aligned range of 2^levels places. What is paid already is skipped.
    @param proof The siblings of the range's root.
    """
    assert levels <= 8 and start % (1 << levels) == 0, "reports: range is not aligned"
    leaves: DynArray[bytes32, MAX_ROWS] = []
    for row: IReports.Row in rows:
        assert convert(row.t, uint256) == start + len(leaves), "reports: rows are not in a line"
        leaves.append(ledger_row._leaf(DOM, epoch, row))
    assert len(leaves) > 0 and len(leaves) <= 1 << levels, "reports: rows do not fill the range"
    count: uint256 = self._final_count(epoch)
    assert len(proof) + levels == positional_tree._depth(count), "reports: wrong length of proof"
    node: bytes32 = positional_tree._range_root(leaves, levels)
    assert positional_tree._fold(node, start >> levels, proof) == self._reports[epoch].root, "reports: range not proven"
    self._pay_all(epoch, rows)


@external
def claim_rows(epoch: uint32, rows: DynArray[IReports.Row, MAX_ROWS], siblings: DynArray[bytes32, MAX_SIBLINGS]):
    """
    @notice Pay rows at ascending places under one multiproof: best with every account's last row.
    """
    assert len(rows) > 0, "reports: nothing to claim"
    count: uint256 = self._final_count(epoch)
    indices: DynArray[uint256, MAX_ROWS] = []
    leaves: DynArray[bytes32, MAX_ROWS] = []
    for row: IReports.Row in rows:
        assert convert(row.t, uint256) < count, "reports: row beyond the ledger"
        indices.append(convert(row.t, uint256))
        leaves.append(ledger_row._leaf(DOM, epoch, row))
    folded: bytes32 = positional_tree._multi_root(indices, leaves, positional_tree._depth(count), siblings)
    assert folded == self._reports[epoch].root, "reports: rows not proven"
    self._pay_all(epoch, rows)


@view
@external
def standing(epoch: uint32) -> IReports.ReportState:
    """
    @notice The report of an epoch that stands or is final; empty if there is none.
    """
    return self._reports[epoch]


@view
@external
def phase(epoch: uint32) -> uint8:
    """
    @notice Where an epoch stands. Twin: protocol/epochs.py.
    """
    return self._phase(epoch)


@view
@external
def domain() -> bytes32:
    """
    @notice DOM: what ties every leaf and digest to this deployment.
    """
    return DOM


@view
@internal
def _phase(epoch: uint32) -> uint8:
    if epoch <= self.final_upto:
        return FINAL
    if epoch <= self.head:
        return CHALLENGE
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    if state.closed_at == 0:
        return OPEN
    if state.reveal_from == 0:
        return COMMIT
    if state.report_from == 0:
        return REVEAL
    return REPORT


@view
@internal
def _digest(epoch: uint32, root: bytes32, records: uint32, sum_credit: uint64, files: bytes32) -> bytes32:
    """
    @notice What validators sign: the report on its parent. Twin: protocol/encoding.py.
    """
    return keccak256(
        abi_encode(
            DOM, REPORT_TAG, epoch, self.attempt[epoch], self._reports[self.tip].digest,
            root, records, sum_credit, files, PARAMETERS_HASH,
        )
    )


@view
@internal
def _signed_weight(digest: bytes32, set_id: uint32, signers: uint256, signatures: Bytes[2015]) -> uint256:
    seats: DynArray[IValidators.Seat, MAX_SEATS] = staticcall VALIDATORS.seats(set_id)
    assert signers >> len(seats) == 0, "reports: signer has no seat"
    weight: uint256 = 0
    used: uint256 = 0
    for seat: uint256 in range(len(seats), bound=MAX_SEATS):
        if (signers >> seat) & 1 == 0:
            continue
        assert len(signatures) >= used + 65, "reports: a signature is missing"
        signer: address = signature._recover(digest, slice(signatures, used, 65))
        assert signer != empty(address) and signer == seats[seat].validator, "reports: wrong signature"
        weight += seats[seat].weight
        used += 65
    assert used == len(signatures), "reports: too many signatures"
    return weight


@view
@internal
def _price(sum_credit: uint64) -> uint128:
    """
    @notice min(cap, budget // sum of credit), 0 without credit. Twin: protocol/ledger.py.
    """
    if sum_credit == 0:
        return 0
    parameters: IBatches.Parameters = staticcall BATCHES.parameters()
    return min(parameters.cap, parameters.budget // convert(sum_credit, uint128))


@view
@internal
def _floor() -> uint8:
    parameters: IBatches.Parameters = staticcall BATCHES.parameters()
    return parameters.floor


@view
@internal
def _require_row(epoch: uint32, row: IReports.Row, proof: DynArray[bytes32, MAX_DEPTH]) -> uint32:
    """
    @notice Revert unless the row stands at its place in the epoch's report.
    @return The epoch's number of records.
    """
    root: bytes32 = self._reports[epoch].root
    assert root != empty(bytes32), "reports: no report stands"
    records: uint32 = staticcall BATCHES.records(epoch)
    leaf: bytes32 = ledger_row._leaf(DOM, epoch, row)
    index: uint256 = convert(row.t, uint256)
    assert positional_tree._verify(root, convert(records, uint256), index, leaf, proof), "reports: row not proven"
    return records


@view
@internal
def _final_count(epoch: uint32) -> uint256:
    assert epoch <= self.final_upto, "reports: epoch is not final"
    assert self._reports[epoch].root != empty(bytes32), "reports: epoch has no ledger"
    return convert(staticcall BATCHES.records(epoch), uint256)


@internal
def _pay_all(epoch: uint32, rows: DynArray[IReports.Row, MAX_ROWS]):
    price: uint128 = self._reports[epoch].price
    for row: IReports.Row in rows:
        self._pay(epoch, row, price)


@internal
def _pay(epoch: uint32, row: IReports.Row, price: uint128) -> uint256:
    earned: uint256 = convert(row.before, uint256) + convert(row.credits, uint256) * convert(price, uint256)
    amount: uint256 = extcall TOKEN.pay(row.pay_to, earned)
    if amount > 0:
        log Claimed(account=row.pay_to, epoch=epoch, amount=amount)
    return amount


@internal
def _fall(epoch: uint32, fault: uint8):
    """
    @notice Drop a report and all later ones. Only its own signers lose stake; its digest never returns.
    """
    assert epoch > self.final_upto, "reports: epoch is final"
    report: IReports.ReportState = self._reports[epoch]
    self.refuted[report.digest] = True
    for later: uint32 in range(epoch, self.head + 1, bound=4294967295):
        self._reports[later] = empty(IReports.ReportState)
        self.attempt[later] += 1
        self._reopened_at[later] = convert(block.timestamp, uint64)
    self.head = epoch - 1
    self.tip = report.parent
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    seats: DynArray[IValidators.Seat, MAX_SEATS] = staticcall VALIDATORS.seats(state.set_id)
    for seat: uint256 in range(len(seats), bound=MAX_SEATS):
        if (report.signers >> seat) & 1 == 1:
            extcall VALIDATORS.slash(seats[seat].validator, SLASH_BASIS_POINTS, msg.sender)
    log ReportFell(epoch=epoch, fault=fault, challenger=msg.sender)
