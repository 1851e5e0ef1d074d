# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Reports: the line of ledgers
@notice A report is proposed under the signatures of more than two thirds of the snapshot's stake and stands for a window in
        which Challenges and Demands let anyone bring it down with one item. Then it is final, for ever. One report stands
        an epoch, each on the one before; when one falls, all later ones go too.
@custom:kill The owner may stop proposals for seven days, once in four weeks. Nobody can stop or override anything else.
"""

from .interfaces import IBatches
from .interfaces import IDemands
from .interfaces import IParameters
from .interfaces import IReports
from .interfaces import IScores
from .interfaces import IValidators
from .modules import ledger_row
from .modules import ownership
from .modules import positional_tree
from .modules import signature

implements: IReports
initializes: ownership

exports: (
    ownership.owner,
    ownership.successor,
    ownership.effective_at,
    ownership.announce_owner,
    ownership.accept_owner,
)

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
    digest: indexed(bytes32)
    fault: uint8
    challenger: indexed(address)

event EpochFinal:
    epoch: indexed(uint32)
    digest: bytes32

event Paused:
    until: uint256

struct Stored:
    digest: bytes32
    root: bytes32
    numbers: uint256
    # what the ledger allots << 128 | signers
    rest: uint256

MAX_SEATS: constant(uint256) = 31
MAX_DEPTH: constant(uint256) = 14
REPORT_TAG: constant(uint256) = 3
FALL_BASIS_POINTS: constant(uint256) = 100
PAUSE_SECONDS: constant(uint256) = 7 * 86_400
PAUSE_AGAIN_SECONDS: constant(uint256) = 28 * 86_400
LOW_32: constant(uint256) = 2**32 - 1
LOW_64: constant(uint256) = 2**64 - 1
OPEN: constant(uint8) = 0
COMMIT: constant(uint8) = 1
REVEAL: constant(uint8) = 2
REPORT: constant(uint8) = 3
CHALLENGE: constant(uint8) = 4
FINAL: constant(uint8) = 5

VALIDATORS: immutable(IValidators)
BATCHES: immutable(IBatches)
SCORES: immutable(IScores)
DEMANDS: immutable(IDemands)
CHALLENGES: immutable(address)
DOM: immutable(bytes32)
PARAMETERS_HASH: immutable(bytes32)
CAP: immutable(uint128)
CHALLENGE_SECONDS: immutable(uint256)
REPORT_SECONDS: immutable(uint256)

# every epoch up to it has a report that stands, or is final
head: public(uint32)
# every epoch up to it is final
final_upto: public(uint32)
# the last epoch with a ledger, standing or final
tip: public(uint32)
# how many reports have fallen; part of every digest, so that no fallen one returns
attempt: public(uint32)
# when the line last moved on or back: the next epoch's deadline counts from it
turned_at: public(uint64)
paused_until: public(uint256)
# what all final ledgers together allot: Claims never pays more, whatever a row says
allotted: public(uint256)
# seats whose signature stood under a report of the epoch that fell
fallen_signers: public(HashMap[uint32, uint256])
# a report in four slots; `numbers` is price << 128 | proposed_at << 64 | records << 32 | parent
_reports: HashMap[uint32, Stored]


@deploy
def __init__(
    validators: address, batches: address, scores: address, demands: address, challenges: address, owner: address,
    parameters: IParameters.Parameters,
):
    """
    @param parameters Those of Batches.
    """
    ownership.__init__(owner)
    VALIDATORS = IValidators(validators)
    BATCHES = IBatches(batches)
    SCORES = IScores(scores)
    DEMANDS = IDemands(demands)
    CHALLENGES = challenges
    DOM = keccak256(abi_encode("kula.v1", chain.id, self))
    PARAMETERS_HASH = keccak256(abi_encode(parameters))
    CAP = parameters.cap
    CHALLENGE_SECONDS = convert(parameters.challenge_seconds, uint256)
    REPORT_SECONDS = convert(parameters.report_seconds, uint256)


@external
def pause():
    """
    @notice Stop proposals for seven days. Owner only, once in four weeks. Deadlines wait; challenges and claims do not.
    """
    ownership._only_owner()
    assert block.timestamp + PAUSE_SECONDS >= self.paused_until + PAUSE_AGAIN_SECONDS, "reports: paused not long ago"
    self.paused_until = block.timestamp + PAUSE_SECONDS
    log Paused(until=self.paused_until)


@external
def fall(epoch: uint32, fault: uint8, challenger: address):
    """
    @notice Drop a report and all later ones. Only its own signers lose stake; its digest never returns.
            Challenges and Demands only: they have seen the proof.
    """
    assert msg.sender in [CHALLENGES, DEMANDS.address], "reports: caller shows no faults"
    assert epoch > self.final_upto and epoch <= self.head, "reports: no report can fall there"
    report: IReports.ReportState = self._report(epoch)
    assert report.root != empty(bytes32), "reports: no report stands"
    self.attempt += 1
    self.head = epoch - 1
    self.tip = report.parent
    self.turned_at = convert(block.timestamp, uint64)
    self.fallen_signers[epoch] |= report.signers
    self._reports[epoch] = empty(Stored)
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    seats: DynArray[IValidators.Seat, MAX_SEATS] = staticcall VALIDATORS.seats(state.set_id)
    guilty: DynArray[address, MAX_SEATS] = []
    for seat: uint256 in range(len(seats), bound=MAX_SEATS):
        if (report.signers >> seat) & 1 == 1:
            guilty.append(seats[seat].validator)
    extcall VALIDATORS.slash(guilty, FALL_BASIS_POINTS, challenger)
    log ReportFell(epoch=epoch, digest=report.digest, fault=fault, challenger=challenger)


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
    assert block.timestamp >= self.paused_until, "reports: paused"
    assert epoch == self.head + 1, "reports: an earlier epoch is not settled"
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    assert self._through(state), "reports: not the time to propose"
    assert 3 * state.revealed_weight > 2 * state.total_weight, "reports: too little stake revealed"
    count: uint256 = convert(state.records, uint256)
    assert convert(last.t, uint256) == count - 1, "reports: not the last row"
    leaf: bytes32 = ledger_row._leaf(DOM, epoch, last)
    assert positional_tree._verify_last(root, count, leaf, proof), "reports: last row not proven"
    digest: bytes32 = self._digest(epoch, root, state.records, last.sum_credit, files)
    signed: uint256 = self._signed_weight(digest, state.set_id, signers, signatures)
    assert 3 * signed > 2 * state.total_weight, "reports: too few signatures"
    price: uint128 = self._price(epoch, last.sum_credit)
    numbers: uint256 = convert(price, uint256) << 128 | block.timestamp << 64
    numbers |= count << 32 | convert(self.tip, uint256)
    allotted: uint256 = convert(price, uint256) * convert(last.sum_credit, uint256)
    self._reports[epoch] = Stored(digest=digest, root=root, numbers=numbers, rest=allotted << 128 | signers)
    self.head = epoch
    self.tip = epoch
    self.turned_at = convert(block.timestamp, uint64)
    log ReportProposed(
        epoch=epoch, attempt=self.attempt, digest=digest, root=root,
        sum_credit=last.sum_credit, price=price, files=files, proposer=msg.sender,
    )


@external
def finalise(epoch: uint32):
    """
    @notice Make a report final whose window is over and of which no demand is open. Anyone; epochs become final in order.
    """
    assert epoch == self.final_upto + 1 and epoch <= self.head, "reports: not the next to become final"
    report: IReports.ReportState = self._report(epoch)
    assert block.timestamp >= convert(report.proposed_at, uint256) + CHALLENGE_SECONDS, "reports: window is open"
    assert not staticcall DEMANDS.holds(report.digest), "reports: a demand holds it"
    self.final_upto = epoch
    self.allotted += self._reports[epoch].rest >> 128
    log EpochFinal(epoch=epoch, digest=report.digest)


@external
def expire(epoch: uint32):
    """
    @notice End an epoch that has no quorum, or no report at its deadline, without a ledger; its batches move on. Anyone.
    """
    assert epoch == self.head + 1, "reports: an earlier epoch is not settled"
    assert self.final_upto == self.head, "reports: an earlier report can still fall"
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    assert self._through(state), "reports: not the time to expire"
    if 3 * state.revealed_weight > 2 * state.total_weight:
        start: uint256 = max(convert(max(state.report_from, self.turned_at), uint256), self.paused_until)
        assert block.timestamp >= start + REPORT_SECONDS, "reports: deadline not reached"
    self._reports[epoch] = empty(Stored)
    self.head = epoch
    self.final_upto = epoch
    self.turned_at = convert(block.timestamp, uint64)
    log EpochFinal(epoch=epoch, digest=empty(bytes32))
    extcall BATCHES.carry(epoch)


@view
@external
def standing(epoch: uint32) -> IReports.ReportState:
    """
    @notice The report of an epoch that stands or is final; empty if there is none.
    """
    if epoch > self.head:
        return empty(IReports.ReportState)
    return self._report(epoch)


@view
@external
def phase(epoch: uint32) -> uint8:
    """
    @notice Where an epoch stands. Twin: protocol/ledgers/epochs.py.
    """
    if epoch <= self.final_upto:
        return FINAL
    if epoch <= self.head:
        return CHALLENGE
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    if state.closed_at == 0:
        return OPEN
    if state.reveal_from == 0:
        return COMMIT
    return REPORT if self._through(state) else REVEAL


@view
@external
def domain() -> bytes32:
    """
    @notice DOM: what ties every leaf and digest to this deployment.
    """
    return DOM


@view
@internal
def _report(epoch: uint32) -> IReports.ReportState:
    stored: Stored = self._reports[epoch]
    return IReports.ReportState(
        digest=stored.digest,
        root=stored.root,
        records=convert((stored.numbers >> 32) & LOW_32, uint32),
        price=convert(stored.numbers >> 128, uint128),
        proposed_at=convert((stored.numbers >> 64) & LOW_64, uint64),
        parent=convert(stored.numbers & LOW_32, uint32),
        signers=stored.rest & LOW_32,
    )


@pure
@internal
def _through(state: IScores.EpochScores) -> bool:
    """
    @notice Whether an epoch's reveals are over.
    """
    return state.report_from > 0


@view
@internal
def _digest(epoch: uint32, root: bytes32, records: uint32, sum_credit: uint64, files: bytes32) -> bytes32:
    """
    @notice What validators sign: the report on its parent. Twin: protocol/encoding.py.
    """
    return keccak256(
        abi_encode(
            DOM, REPORT_TAG, epoch, self.attempt, self._reports[self.tip].digest,
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
        signature._require(digest, slice(signatures, used, 65), seats[seat].validator)
        weight += seats[seat].weight
        used += 65
    assert used == len(signatures), "reports: too many signatures"
    return weight


@view
@internal
def _price(epoch: uint32, sum_credit: uint64) -> uint128:
    """
    @notice min(cap, budget // sum of credit), 0 without credit. Twin: protocol/ledgers/ledger.py.
    """
    if sum_credit == 0:
        return 0
    return min(CAP, staticcall BATCHES.budget_of(epoch) // convert(sum_credit, uint128))
