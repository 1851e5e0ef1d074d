# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Registry: datasets, models, trainers' bonds, and which model is served
@notice A trainer fixes a candidate by its manifest's hash. The candidate pays a fee, which is burnt, and locks a bond
        of its own until Judgements has judged its round. More than two thirds of the stake can also serve a new base
        model, or an adopted model again.
@custom:kill None: nobody can adopt, replace or withdraw a model without a vote.
"""

from .interfaces import IJudgements
from .interfaces import IRegistry
from .interfaces import IReports
from .interfaces import IToken
from .modules import constants
from .state import stake_vote

implements: IRegistry
initializes: stake_vote

exports: stake_vote.proposal

event Bonded:
    trainer: indexed(address)
    amount: uint256

event BondReturned:
    trainer: indexed(address)
    amount: uint256

event BondBurnt:
    trainer: indexed(address)
    model: indexed(uint32)
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
    size: uint32
    parent: uint32
    round: uint32
    fee: uint256

event ModelAdopted:
    model: indexed(uint32)

event ModelRejected:
    model: indexed(uint32)

event ModelRestored:
    model: indexed(uint32)

# A model. A base has no parent, and no round has judged it.
struct Model:
    trainer: address
    manifest: bytes32
    size: uint32
    parent: uint32
    round: uint32
    state: uint8

CANDIDATE: constant(uint8) = 0
ADOPTED: constant(uint8) = 1
REJECTED: constant(uint8) = 2
MAX_ADAPTER_BYTES: constant(uint32) = 16 * 2**20
# adopted models that a deployment takes over
MAX_LINE: constant(uint256) = 128
# how long a publisher's minimum bond is locked
BOND_SECONDS: constant(uint256) = 7 * 86_400

TOKEN: immutable(IToken)
REPORTS: immutable(IReports)
JUDGEMENTS: immutable(IJudgements)
MINIMUM_BOND: public(immutable(uint256))
FEE: public(immutable(uint256))

served: public(uint32)
last_dataset: public(uint32)
last_model: public(uint32)
bond_of: public(HashMap[address, uint256])
# trainer => its candidates that wait for their judgement
waiting_of: public(HashMap[address, uint256])
# trainer => until when a dataset locks its minimum bond
locked_until: public(HashMap[address, uint256])
dataset: public(HashMap[uint32, IRegistry.Dataset])
model: public(HashMap[uint32, Model])
# manifest => the adopted model of that manifest
adopted: public(HashMap[bytes32, uint32])
_datasets_of: HashMap[uint32, DynArray[uint32, constants.MAX_DATASETS]]


@deploy
def __init__(
    token: address, validators: address, batches: address, scores: address, reports: address, judgements: address,
    minimum_bond: uint256, fee: uint256, line: DynArray[bytes32, MAX_LINE],
):
    """
    @param fee What the first candidate of a round pays.
    @param line Manifests of adopted models, from a base to the served model, each the parent of the next.
    """
    stake_vote.__init__(batches, scores, validators)
    assert len(line) > 0, "registry: no base model named"
    TOKEN = IToken(token)
    REPORTS = IReports(reports)
    JUDGEMENTS = IJudgements(judgements)
    MINIMUM_BOND = minimum_bond
    FEE = fee
    for manifest: bytes32 in line:
        self._serve_new(manifest, self.served)


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
    @notice Returns the part of the caller's bond that is not locked. Each waiting candidate locks a minimum bond. A
            dataset locks one for seven days, which may be that of a candidate.
    @custom:caller the trainer
    """
    datasets: uint256 = 1 if block.timestamp < self.locked_until[msg.sender] else 0
    locked: uint256 = MINIMUM_BOND * max(self.waiting_of[msg.sender], datasets)
    assert self.bond_of[msg.sender] > locked, "registry: no bond that is free"
    amount: uint256 = self.bond_of[msg.sender] - locked
    self.bond_of[msg.sender] = locked
    assert extcall TOKEN.transfer(msg.sender, amount), "registry: transfer failed"
    log BondReturned(trainer=msg.sender, amount=amount)


@external
def publish_dataset(
    manifest: bytes32, parent: uint32, rows: uint32, first_epoch: uint32, last_epoch: uint32
) -> uint32:
    """
    @notice Publishes a dataset version, and locks the caller's minimum bond for seven days.
    @param manifest sha2-256 digest of its DAG-CBOR manifest on IPFS.
    @return The dataset's number.
    @custom:caller a bonded trainer
    """
    assert self.bond_of[msg.sender] >= MINIMUM_BOND, "registry: trainer has no bond"
    assert parent <= self.last_dataset, "registry: no such parent"
    assert first_epoch > 0 and first_epoch <= last_epoch, "registry: epochs are in disorder"
    assert last_epoch - first_epoch < constants.MAX_EPOCHS, "registry: too many epochs"
    assert last_epoch <= staticcall REPORTS.final_upto(), "registry: an epoch is not final"
    self.locked_until[msg.sender] = block.timestamp + BOND_SECONDS
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
def propose_candidate(
    manifest: bytes32, size: uint32, parent: uint32, datasets: DynArray[uint32, constants.MAX_DATASETS], most: uint256
) -> uint32:
    """
    @notice Fixes a candidate by its manifest's hash, before the records exist on which it is judged. The fee is
            burnt: each candidate of a round pays twice as much as the one before.
    @param size Bytes of its adapter. A validator fetches no more.
    @param parent The model that it was trained from, which is the served one.
    @param most The highest fee that the caller pays.
    @return The model's number.
    @custom:caller a bonded trainer
    """
    waiting: uint256 = self.waiting_of[msg.sender] + 1
    assert self.bond_of[msg.sender] >= MINIMUM_BOND * waiting, "registry: each candidate needs a bond of its own"
    assert manifest != empty(bytes32), "registry: no manifest named"
    assert self.adopted[manifest] == 0, "registry: model is adopted already"
    assert size > 0 and size <= MAX_ADAPTER_BYTES, "registry: adapter is empty or too large"
    assert parent == self.served, "registry: parent is not the model that is served"
    self._require_datasets(datasets)
    number: uint32 = self.last_model + 1
    joined: IJudgements.Joined = extcall JUDGEMENTS.join(number)
    fee: uint256 = FEE << joined.ahead
    assert fee <= most, "registry: the fee is higher"
    self.last_model = number
    self.waiting_of[msg.sender] = waiting
    self._datasets_of[number] = datasets
    self.model[number] = Model(
        trainer=msg.sender, manifest=manifest, size=size, parent=parent, round=joined.round, state=CANDIDATE
    )
    assert extcall TOKEN.transferFrom(msg.sender, self, fee), "registry: transfer failed"
    extcall TOKEN.burn(fee)
    log CandidateFixed(
        model=number, trainer=msg.sender, manifest=manifest, size=size, parent=parent, round=joined.round, fee=fee
    )
    return number


@external
def settle(models: DynArray[uint32, constants.MAX_CANDIDATES], winner: uint32, burnt: uint256):
    """
    @notice Adopts and serves one candidate, or none if `winner` is 0, and rejects the others. Their bonds become
            free.
    @param burnt Bitmap of the candidates, by their index in `models`, whose bond is burnt instead.
    @custom:caller Judgements
    """
    assert msg.sender == JUDGEMENTS.address, "registry: caller is not Judgements"
    for i: uint256 in range(len(models), bound=constants.MAX_CANDIDATES):
        number: uint32 = models[i]
        trainer: address = self.model[number].trainer
        self.waiting_of[trainer] -= 1
        if number == winner:
            self._adopt(number)
        else:
            self.model[number].state = REJECTED
            log ModelRejected(model=number)
        if (burnt >> i) & 1 == 1:
            self.bond_of[trainer] -= MINIMUM_BOND
            extcall TOKEN.burn(MINIMUM_BOND)
            log BondBurnt(trainer=trainer, model=number, amount=MINIMUM_BOND)


@external
def propose_served(manifest: bytes32, seat: uint256):
    """
    @notice Opens a vote to serve an adopted model again, or else a new base model, on the stakes of the last closed
            epoch.
    @param manifest sha2-256 digest of the model's manifest.
    @param seat The caller's seat in the last closed epoch.
    @custom:caller a seat's operator
    """
    assert manifest != empty(bytes32), "registry: no manifest named"
    assert manifest != self.model[self.served].manifest, "registry: model is served already"
    stake_vote._propose(manifest, seat)


@external
def vote_served(manifest: bytes32, seat: uint256):
    """
    @notice Votes to serve a model. With more than two thirds of the stake it is served at once. A candidate that has
            another parent can not be adopted any more.
    @param seat The caller's seat in the snapshot of the vote.
    @custom:caller a seat's operator
    """
    if stake_vote._vote(manifest, seat):
        number: uint32 = self.adopted[manifest]
        if number == 0:
            self._serve_new(manifest, 0)
        else:
            self.served = number
            log ModelRestored(model=number)


@view
@external
def eligible(model: uint32) -> bool:
    """@notice Returns whether a model is a candidate and its parent is served."""
    candidate: Model = self.model[model]
    return candidate.round > 0 and candidate.state == CANDIDATE and candidate.parent == self.served


@view
@external
def fee() -> uint256:
    """@notice Returns what the next candidate pays."""
    return FEE << staticcall JUDGEMENTS.ahead()


@view
@external
def datasets_of(model: uint32) -> DynArray[uint32, constants.MAX_DATASETS]:
    """@notice Returns the datasets that a model was trained on."""
    return self._datasets_of[model]


@view
@internal
def _require_datasets(datasets: DynArray[uint32, constants.MAX_DATASETS]):
    """@notice Reverts unless all datasets exist, and cover no more epochs than one sale can pay."""
    epochs: uint32 = 0
    for number: uint32 in datasets:
        assert number > 0 and number <= self.last_dataset, "registry: no such dataset"
        epochs += self.dataset[number].last_epoch - self.dataset[number].first_epoch + 1
    assert epochs <= constants.MAX_EPOCHS, "registry: too many epochs"


@internal
def _serve_new(manifest: bytes32, parent: uint32):
    """@notice Adopts and serves a model that was no candidate here."""
    number: uint32 = self.last_model + 1
    self.last_model = number
    self.model[number] = Model(
        trainer=empty(address), manifest=manifest, size=0, parent=parent, round=0, state=CANDIDATE
    )
    self._adopt(number)


@internal
def _adopt(number: uint32):
    self.model[number].state = ADOPTED
    self.adopted[self.model[number].manifest] = number
    self.served = number
    log ModelAdopted(model=number)
