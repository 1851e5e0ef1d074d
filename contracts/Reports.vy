# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Reports: one report per epoch, from proposal to final ledger
@notice A report is proposed with the signatures of more than two thirds of the snapshot's stake. It is live for one
        challenge window: until then Challenges and Demands let anyone prove a fault in it, and it falls. After the
        window it is final and never changes. At most one report per epoch is live. Each names the previous ledger's
        digest as its parent, so when one falls, all later ones are dropped. An epoch without quorum, or without a
        report at its deadline, is lost at once and for ever; the line passes over it.
@custom:kill The owner may stop proposals for seven days, once in four weeks. Nobody can stop or override anything
        else.
"""

from .interfaces import IBatches
from .interfaces import IDemands
from .interfaces import IParameters
from .interfaces import IReports
from .interfaces import IScores
from .interfaces import IValidators
from .modules import constants
from .modules import joined_signatures
from .modules import ledger_row
from .state import ownership
from .state import proposal_pause
from .state import stored_reports
from .modules import positional_tree

implements: IReports
initializes: ownership
initializes: proposal_pause
initializes: stored_reports

exports: (
    ownership.owner,
    ownership.successor,
    ownership.effective_at,
    ownership.announce_owner,
    ownership.accept_owner,
    proposal_pause.paused_until,
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

# lost epochs that one call passes over
MAX_SKIPPED: constant(uint256) = 16
FALL_BASIS_POINTS: constant(uint256) = 100

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

# every epoch up to this one has a live report, or is final
head: public(uint32)
# every epoch up to this one is final
final_upto: public(uint32)
# the last epoch with a ledger, live or final
tip: public(uint32)
# how many reports have fallen; part of every digest, so that no fallen report returns
attempt: public(uint32)
# when `head` last changed; the deadline of the next epoch's report counts from then
turned_at: public(uint64)
# what all final ledgers together allot; Claims never pays more, whatever a row says
allotted: public(uint256)
# epoch => whether it ended without a ledger, for ever, whatever becomes of earlier epochs
lost: public(HashMap[uint32, bool])
# the budgets of lost epochs that final_upto has not passed yet; no money is in flight there
lost_ahead: public(uint128)
# epoch => bitmap of the seats that signed a report of it that fell
fallen_signers: public(HashMap[uint32, uint256])


@deploy
def __init__(
    validators: address, batches: address, scores: address, demands: address, challenges: address, owner: address,
    parameters: IParameters.Parameters,
):
    """
    @param parameters The Parameters of Batches.
    """
    ownership.__init__(owner)
    VALIDATORS = IValidators(validators)
    BATCHES = IBatches(batches)
    SCORES = IScores(scores)
    DEMANDS = IDemands(demands)
    CHALLENGES = challenges
    DOM = keccak256(abi_encode(constants.PROTOCOL, chain.id, self))
    PARAMETERS_HASH = keccak256(abi_encode(parameters))
    CAP = parameters.cap
    CHALLENGE_SECONDS = convert(parameters.challenge_seconds, uint256)
    REPORT_SECONDS = convert(parameters.report_seconds, uint256)


@external
def pause():
    """
    @notice Stops proposals for seven days, at most once in four weeks. Deadlines of epochs wait. Challenges and
            claims go on.
    @custom:caller the owner
    """
    ownership._only_owner()
    proposal_pause._begin()


@external
def fall(epoch: uint32, fault: uint8, challenger: address):
    """
    @notice Drops a report with a proven fault, and all later reports. Only its own signers lose stake. Its digest
            can not return, because every fall raises `attempt`.
    @custom:caller Challenges or Demands
    """
    assert msg.sender in [CHALLENGES, DEMANDS.address], "reports: caller shows no faults"
    assert epoch > self.final_upto and epoch <= self.head, "reports: no report can fall there"
    report: IReports.ReportState = stored_reports._of(epoch)
    assert report.root != empty(bytes32), "reports: no report stands"
    self.attempt += 1
    self.head = epoch - 1
    self.tip = report.parent
    self.turned_at = convert(block.timestamp, uint64)
    self.fallen_signers[epoch] |= report.signers
    stored_reports._drop(epoch)
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    owners: DynArray[address, constants.MAX_SEATS] = staticcall VALIDATORS.owners(state.set_id)
    guilty: DynArray[address, constants.MAX_SEATS] = []
    for seat: uint256 in range(len(owners), bound=constants.MAX_SEATS):
        if (report.signers >> seat) & 1 == 1:
            guilty.append(owners[seat])
    extcall VALIDATORS.slash(guilty, FALL_BASIS_POINTS, challenger)
    log ReportFell(epoch=epoch, digest=report.digest, fault=fault, challenger=challenger)


@external
def propose(
    epoch: uint32,
    root: bytes32,
    files: bytes32,
    last: IReports.Row,
    proof: DynArray[bytes32, constants.MAX_DEPTH],
    signers: uint256,
    signatures: Bytes[constants.SIGNATURES_BYTES],
):
    """
    @notice Proposes an epoch's report, which starts its challenge window.
    @param last The ledger's last row. It is proven with nothing to its right, so its sum of credit is that of the
            whole ledger, and no budget is overrun.
    @param signers Bitmap of the seats whose signatures follow, 65 bytes each, in ascending order of seats.
    @custom:caller anyone with enough signatures
    """
    assert block.timestamp >= proposal_pause.paused_until, "reports: paused"
    assert epoch == self.head + 1 and not self.lost[epoch], "reports: not the next epoch of the line"
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    assert self._through(state), "reports: not the time to propose"
    assert 3 * state.revealed_weight > 2 * state.total_weight, "reports: too little stake revealed"
    count: uint256 = convert(state.records, uint256)
    assert convert(last.t, uint256) == count - 1, "reports: not the last row"
    leaf: bytes32 = ledger_row._leaf(DOM, epoch, last)
    assert positional_tree._verify_last(root, count, leaf, proof), "reports: last row not proven"
    digest: bytes32 = self._digest(epoch, root, state.records, last.sum_credit, files)
    seats: DynArray[IValidators.Seat, constants.MAX_SEATS] = staticcall VALIDATORS.seats(state.set_id)
    signed: uint256 = joined_signatures._weight(digest, seats, signers, signatures)
    assert 3 * signed > 2 * state.total_weight, "reports: too few signatures"
    price: uint128 = self._price(epoch, last.sum_credit)
    report: IReports.ReportState = IReports.ReportState(
        digest=digest, root=root, records=state.records, price=price,
        proposed_at=convert(block.timestamp, uint64), parent=self.tip, signers=signers,
    )
    stored_reports._put(epoch, report, convert(price, uint256) * convert(last.sum_credit, uint256))
    self.head = epoch
    self.tip = epoch
    self.turned_at = convert(block.timestamp, uint64)
    self._skip()
    log ReportProposed(
        epoch=epoch, attempt=self.attempt, digest=digest, root=root,
        sum_credit=last.sum_credit, price=price, files=files, proposer=msg.sender,
    )


@external
def finalise(epoch: uint32):
    """
    @notice Makes a report final. Its window must be over, and no demand may hold it. Epochs become final in
            order; lost ones are passed over.
    @custom:caller anyone
    """
    assert epoch == self.final_upto + 1 and epoch <= self.head, "reports: not the next to become final"
    if self.lost[epoch]:
        self._skip()
        return
    report: IReports.ReportState = stored_reports._of(epoch)
    assert block.timestamp >= convert(report.proposed_at, uint256) + CHALLENGE_SECONDS, "reports: window is open"
    assert not staticcall DEMANDS.holds(report.digest), "reports: a demand holds it"
    self.final_upto = epoch
    self.allotted += stored_reports._allotted(epoch)
    self._skip()
    log EpochFinal(epoch=epoch, digest=report.digest)


@external
def expire(epoch: uint32):
    """
    @notice Ends an epoch without a ledger, for ever. Without quorum this works at once and in any order. With quorum,
            the epoch is the next of the line and its deadline has passed. Its batches move on to the open epoch.
    @custom:caller anyone
    """
    assert epoch > self.head and not self.lost[epoch], "reports: the epoch is settled"
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    assert self._through(state), "reports: not the time to expire"
    if 3 * state.revealed_weight > 2 * state.total_weight:
        assert epoch == self.head + 1, "reports: an earlier epoch is not settled"
        start: uint256 = max(convert(max(state.report_from, self.turned_at), uint256), proposal_pause.paused_until)
        assert block.timestamp >= start + REPORT_SECONDS, "reports: deadline not reached"
    # A report that stood here before its parent fell must not come back.
    stored_reports._drop(epoch)
    self.lost[epoch] = True
    self.lost_ahead += staticcall BATCHES.budget_of(epoch)
    self._skip()
    log EpochFinal(epoch=epoch, digest=empty(bytes32))
    extcall BATCHES.carry(epoch)


@external
def skip():
    """
    @notice Lets the line pass over lost epochs, as far as one call goes. Needed only after many in a row.
    @custom:caller anyone
    """
    self._skip()


@view
@external
def standing(epoch: uint32) -> IReports.ReportState:
    """@notice Returns an epoch's report that is live or final. Empty if there is none."""
    if epoch > self.head:
        return empty(IReports.ReportState)
    return stored_reports._of(epoch)


@view
@external
def allotted_of(epoch: uint32) -> uint256:
    """@notice Returns what the live or final report of an epoch pays contributors."""
    return stored_reports._allotted(epoch) if epoch <= self.head else 0


@view
@external
def phase(epoch: uint32) -> uint8:
    """@notice Returns the phase of an epoch. Twin: protocol/ledgers/epochs.py."""
    if epoch <= self.final_upto or self.lost[epoch]:
        return constants.PHASE_FINAL
    if epoch <= self.head:
        return constants.PHASE_CHALLENGE
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    if state.closed_at == 0:
        return constants.PHASE_OPEN
    if state.reveal_from == 0:
        return constants.PHASE_COMMIT
    return constants.PHASE_REPORT if self._through(state) else constants.PHASE_REVEAL


@view
@external
def domain() -> bytes32:
    """@notice Returns DOM, which binds every leaf and digest to this deployment."""
    return DOM


@internal
def _skip():
    """@notice Moves `head` and `final_upto` over lost epochs."""
    head: uint32 = self.head
    for _: uint256 in range(MAX_SKIPPED):
        if not self.lost[head + 1]:
            break
        head += 1
    if head != self.head:
        self.head = head
        self.turned_at = convert(block.timestamp, uint64)
    final: uint32 = self.final_upto
    for _: uint256 in range(MAX_SKIPPED):
        if final == head or not self.lost[final + 1]:
            break
        final += 1
        self.lost_ahead -= staticcall BATCHES.budget_of(final)
    self.final_upto = final


@pure
@internal
def _through(state: IScores.EpochScores) -> bool:
    """@notice Whether an epoch's reveal phase is over."""
    return state.report_from > 0


@view
@internal
def _digest(epoch: uint32, root: bytes32, records: uint32, sum_credit: uint64, files: bytes32) -> bytes32:
    """@notice The digest that validators sign: the report on its parent. Twin: protocol/encoding.py."""
    return keccak256(
        abi_encode(
            DOM, constants.REPORT_TAG, epoch, self.attempt, stored_reports._reports[self.tip].digest,
            root, records, sum_credit, files, PARAMETERS_HASH,
        )
    )


@view
@internal
def _price(epoch: uint32, sum_credit: uint64) -> uint128:
    """@notice min(cap, budget // sum of credit), 0 without credit. Twin: protocol/ledgers/ledger.py."""
    if sum_credit == 0:
        return 0
    return min(CAP, staticcall BATCHES.budget_of(epoch) // convert(sum_credit, uint128))
