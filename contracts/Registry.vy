# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Registry: datasets, models, and the votes that adopt models
@notice A trainer fixes a candidate by its manifest's hash. Validators judge it on records that were not on chain at
        that time. A candidate is adopted by more than two thirds of the snapshot's stake, and only if its parent is
        still the served model.
@custom:kill None: nobody can adopt, replace or withdraw a model without the vote.
"""

from .interfaces import IBatches
from .interfaces import IParameters
from .interfaces import IRegistry
from .interfaces import IReports
from .interfaces import IScores
from .interfaces import IToken
from .interfaces import IValidators
from .modules import constants

implements: IRegistry

event Bonded:
    trainer: indexed(address)
    amount: uint256

event BondReturned:
    trainer: indexed(address)
    amount: uint256

event DatasetPublished:
    dataset: indexed(uint32)
    publisher: indexed(address)
    manifest: bytes32
    parent: uint32
    rows: uint32
    first_epoch: uint32
    last_epoch: uint32

event CandidateFixed:
    model: indexed(uint32)
    trainer: indexed(address)
    manifest: bytes32
    parent: uint32
    judged_on: uint32

event Voted:
    model: indexed(uint32)
    validator: indexed(address)
    loss_before: uint32
    loss_after: uint32
    lower_bound: int32
    checks_before: uint16
    checks_after: uint16

event ModelAdopted:
    model: indexed(uint32)

event ModelRejected:
    model: indexed(uint32)

struct Model:
    trainer: address
    manifest: bytes32
    parent: uint32
    judged_on: uint32
    state: uint8
    yes_weight: uint256
    no_weight: uint256

CANDIDATE: constant(uint8) = 0
ADOPTED: constant(uint8) = 1
REJECTED: constant(uint8) = 2

TOKEN: immutable(IToken)
VALIDATORS: immutable(IValidators)
BATCHES: immutable(IBatches)
SCORES: immutable(IScores)
REPORTS: immutable(IReports)
MINIMUM_BOND: public(immutable(uint256))

served: public(uint32)
last_dataset: public(uint32)
last_model: public(uint32)
bond_of: public(HashMap[address, uint256])
dataset: public(HashMap[uint32, IRegistry.Dataset])
model: public(HashMap[uint32, Model])
# trainer => epoch => the trainer's candidate that is judged on it
candidate_of: public(HashMap[address, HashMap[uint32, uint32]])
# trainer => its candidates that wait for their vote
waiting_of: public(HashMap[address, uint256])
# model => bitmap of the seats that have voted on it
voted: public(HashMap[uint32, uint256])
_datasets_of: HashMap[uint32, DynArray[uint32, constants.MAX_DATASETS]]


@deploy
def __init__(
    token: address, validators: address, batches: address, scores: address, reports: address,
    minimum_bond: uint256, base_manifest: bytes32,
):
    TOKEN = IToken(token)
    VALIDATORS = IValidators(validators)
    BATCHES = IBatches(batches)
    SCORES = IScores(scores)
    REPORTS = IReports(reports)
    MINIMUM_BOND = minimum_bond
    self.last_model = 1
    self.served = 1
    self.model[1] = Model(
        trainer=msg.sender, manifest=base_manifest, parent=0, judged_on=0, state=ADOPTED, yes_weight=0, no_weight=0
    )
    log ModelAdopted(model=1)


@external
def bond(amount: uint256):
    """
    @notice Adds to the caller's bond as a trainer.
    @custom:caller anyone
    """
    assert extcall TOKEN.transferFrom(msg.sender, self, amount), "registry: transfer failed"
    self.bond_of[msg.sender] += amount
    log Bonded(trainer=msg.sender, amount=amount)


@external
def take_bond():
    """
    @notice Returns the caller's bond, unless a candidate of the caller waits for its vote.
    @custom:caller the trainer
    """
    assert self.waiting_of[msg.sender] == 0, "registry: a candidate waits for its vote"
    amount: uint256 = self.bond_of[msg.sender]
    self.bond_of[msg.sender] = 0
    assert extcall TOKEN.transfer(msg.sender, amount), "registry: transfer failed"
    log BondReturned(trainer=msg.sender, amount=amount)


@external
def publish_dataset(
    manifest: bytes32, parent: uint32, rows: uint32, first_epoch: uint32, last_epoch: uint32
) -> uint32:
    """
    @notice Publishes a dataset version.
    @param manifest sha2-256 digest of its DAG-CBOR manifest on IPFS.
    @return The dataset's number.
    @custom:caller a bonded trainer
    """
    assert self.bond_of[msg.sender] >= MINIMUM_BOND, "registry: trainer has no bond"
    assert parent <= self.last_dataset, "registry: no such parent"
    assert first_epoch > 0 and first_epoch <= last_epoch, "registry: epochs are in disorder"
    assert last_epoch - first_epoch < constants.MAX_EPOCHS, "registry: too many epochs"
    assert last_epoch <= staticcall REPORTS.final_upto(), "registry: an epoch is not final"
    self.last_dataset += 1
    number: uint32 = self.last_dataset
    self.dataset[number] = IRegistry.Dataset(
        publisher=msg.sender, manifest=manifest, parent=parent, rows=rows,
        first_epoch=first_epoch, last_epoch=last_epoch,
    )
    log DatasetPublished(
        dataset=number, publisher=msg.sender, manifest=manifest, parent=parent, rows=rows,
        first_epoch=first_epoch, last_epoch=last_epoch,
    )
    return number


@external
def propose_candidate(manifest: bytes32, parent: uint32, datasets: DynArray[uint32, constants.MAX_DATASETS]) -> uint32:
    """
    @notice Fixes a candidate by its manifest's hash, before the records exist on which it is judged. Each trainer
            may have one candidate per epoch.
    @param parent The model that it was trained from, which is the served one.
    @return The model's number.
    @custom:caller a bonded trainer
    """
    assert self.bond_of[msg.sender] >= MINIMUM_BOND, "registry: trainer has no bond"
    assert manifest != empty(bytes32), "registry: no manifest named"
    assert parent == self.served, "registry: parent is not the model that is served"
    epochs: uint32 = 0
    for number: uint32 in datasets:
        assert number > 0 and number <= self.last_dataset, "registry: no such dataset"
        epochs += self.dataset[number].last_epoch - self.dataset[number].first_epoch + 1
    assert epochs <= constants.MAX_EPOCHS, "registry: too many epochs"
    judged_on: uint32 = staticcall BATCHES.current()
    if staticcall BATCHES.records(judged_on) > 0:
        judged_on += 1
    assert self.candidate_of[msg.sender][judged_on] == 0, "registry: trainer has a candidate for that epoch"
    self.last_model += 1
    number: uint32 = self.last_model
    self.candidate_of[msg.sender][judged_on] = number
    self.waiting_of[msg.sender] += 1
    self._datasets_of[number] = datasets
    self.model[number] = Model(
        trainer=msg.sender, manifest=manifest, parent=parent, judged_on=judged_on,
        state=CANDIDATE, yes_weight=0, no_weight=0,
    )
    log CandidateFixed(model=number, trainer=msg.sender, manifest=manifest, parent=parent, judged_on=judged_on)
    return number


@external
def vote(
    model: uint32,
    seat: uint256,
    loss_before: uint32,
    loss_after: uint32,
    lower_bound: int32,
    checks_before: uint16,
    checks_after: uint16,
):
    """
    @notice Stores a seat's judgement of a candidate. It is a yes if the gain is certain and at most `checks_lost`
            checks are lost. Losses are in milli-nats.
    @param lower_bound Lower bound of the gain loss_before - loss_after.
    @custom:caller the seat's validator
    """
    candidate: Model = self.model[model]
    assert candidate.manifest != empty(bytes32) and candidate.state == CANDIDATE, "registry: not a candidate"
    report: IReports.ReportState = staticcall REPORTS.standing(candidate.judged_on)
    assert report.root != empty(bytes32), "registry: the epoch it is judged on has no report"
    state: IScores.EpochScores = staticcall SCORES.epoch(candidate.judged_on)
    holder: IValidators.Seat = staticcall VALIDATORS.seat(state.set_id, seat)
    assert holder.operator == msg.sender, "registry: caller does not hold the seat"
    assert (self.voted[model] >> seat) & 1 == 0, "registry: already voted"
    self.voted[model] |= 1 << seat
    parameters: IParameters.Parameters = staticcall BATCHES.parameters()
    assert block.timestamp < self._deadline(report, parameters), "registry: the vote is over"
    gained: bool = convert(lower_bound, int256) > convert(parameters.margin, int256)
    most_before: uint256 = convert(checks_after, uint256) + 1
    kept: bool = most_before >= convert(checks_before, uint256)
    if gained and kept:
        candidate.yes_weight += holder.weight
    else:
        candidate.no_weight += holder.weight
    self.model[model] = candidate
    log Voted(
        model=model, validator=msg.sender, loss_before=loss_before, loss_after=loss_after,
        lower_bound=lower_bound, checks_before=checks_before, checks_after=checks_after,
    )
    self._decide(model, candidate, state.total_weight)


@external
def reject(model: uint32):
    """
    @notice Rejects a candidate that was not adopted in time, or whose parent is no longer served.
    @custom:caller anyone
    """
    candidate: Model = self.model[model]
    assert candidate.manifest != empty(bytes32) and candidate.state == CANDIDATE, "registry: not a candidate"
    if candidate.parent == self.served:
        final: bool = staticcall REPORTS.phase(candidate.judged_on) == constants.PHASE_FINAL
        report: IReports.ReportState = staticcall REPORTS.standing(candidate.judged_on)
        parameters: IParameters.Parameters = staticcall BATCHES.parameters()
        late: bool = report.root != empty(bytes32) and block.timestamp >= self._deadline(report, parameters)
        assert late or (final and report.root == empty(bytes32)), "registry: the vote is open"
    self._reject(model)


@view
@external
def datasets_of(model: uint32) -> DynArray[uint32, constants.MAX_DATASETS]:
    """@notice Returns the datasets that a model was trained on."""
    return self._datasets_of[model]


@pure
@internal
def _deadline(report: IReports.ReportState, parameters: IParameters.Parameters) -> uint256:
    """@notice When a vote ends. The stakes that it counts can not be withdrawn before."""
    return convert(report.proposed_at, uint256) + convert(parameters.vote_seconds, uint256)


@internal
def _decide(model: uint32, candidate: Model, total: uint256):
    """@notice Adopts or rejects a candidate as soon as no further vote can change the outcome."""
    if 3 * candidate.no_weight >= total:
        self._reject(model)
    elif 3 * candidate.yes_weight > 2 * total:
        if candidate.parent == self.served:
            self.model[model].state = ADOPTED
            self.waiting_of[candidate.trainer] -= 1
            self.served = model
            log ModelAdopted(model=model)
        else:
            self._reject(model)


@internal
def _reject(model: uint32):
    self.model[model].state = REJECTED
    self.waiting_of[self.model[model].trainer] -= 1
    log ModelRejected(model=model)

