# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Scores: commit and reveal
@notice Each seat of an epoch's snapshot commits to its scores and reveals them in calldata, so nobody can show different
        scores to different people. A phase ends when all seats are through, or at its deadline.
@custom:kill None: nobody can stop a commit or a reveal.
"""

from .interfaces import IBatches
from .interfaces import IReports
from .interfaces import IScores
from .interfaces import IToken
from .interfaces import IValidators

implements: IScores

event EpochBegun:
    epoch: indexed(uint32)
    set_id: uint32
    batches_root: bytes32
    records: uint32

event Committed:
    epoch: indexed(uint32)
    seat: uint256
    commit_hash: bytes32

event Revealed:
    epoch: indexed(uint32)
    seat: uint256
    validator: address
    salt: bytes32
    scores_hash: bytes32
    files: bytes32

event PayClaimed:
    epoch: indexed(uint32)
    seat: uint256
    amount: uint256

event AbsenceFined:
    epoch: indexed(uint32)
    seat: uint256

MAX_RECORDS: constant(uint256) = 16_384
MAX_SEATS: constant(uint256) = 31
CHUNK_BYTES: constant(uint256) = 1_024
FINE_BASIS_POINTS: constant(uint256) = 50
FINAL: constant(uint8) = 5

TOKEN: immutable(IToken)
VALIDATORS: immutable(IValidators)
BATCHES: immutable(IBatches)
DEPLOYER: immutable(address)
scorer_id: public(immutable(bytes32))

reports: public(IReports)
_epochs: HashMap[uint32, IScores.EpochScores]
# before the reveal: the commit; after it: the hash of the scores
_commits: HashMap[uint32, HashMap[uint256, bytes32]]
_paid: HashMap[uint32, uint256]
_fined: HashMap[uint32, uint256]


@deploy
def __init__(token: address, validators: address, batches: address, scorer: bytes32):
    TOKEN = IToken(token)
    VALIDATORS = IValidators(validators)
    BATCHES = IBatches(batches)
    DEPLOYER = msg.sender
    scorer_id = scorer


@external
def wire(reports: address):
    """
    @notice Name the contract that knows which epochs are final. Once, deployer only.
    """
    assert msg.sender == DEPLOYER, "scores: caller is not the deployer"
    assert self.reports.address == empty(address), "scores: already wired"
    self.reports = IReports(reports)


@external
def begin(epoch: uint32, batches_root: bytes32, records: uint32):
    """
    @notice Open the commit phase of a closed epoch on a snapshot of stakes. Batches only.
    """
    assert msg.sender == BATCHES.address, "scores: caller is not Batches"
    set_id: uint32 = extcall VALIDATORS.snapshot()
    total: uint256 = 0
    for seat: IValidators.Seat in staticcall VALIDATORS.seats(set_id):
        total += seat.weight
    self._epochs[epoch] = IScores.EpochScores(
        batches_root=batches_root,
        scorer_id=scorer_id,
        records=records,
        set_id=set_id,
        closed_at=convert(block.timestamp, uint64),
        reveal_from=0,
        report_from=0,
        committed=0,
        revealed=0,
        total_weight=total,
        revealed_weight=0,
    )
    log EpochBegun(epoch=epoch, set_id=set_id, batches_root=batches_root, records=records)


@external
def commit(epoch: uint32, commit_hash: bytes32):
    """
    @notice Commit to one's scores. Each seat once.
    """
    state: IScores.EpochScores = self._epochs[epoch]
    assert state.closed_at > 0, "scores: epoch is not closed"
    assert state.reveal_from == 0 and block.timestamp < self._commit_deadline(state), "scores: commit phase is over"
    seats: DynArray[IValidators.Seat, MAX_SEATS] = staticcall VALIDATORS.seats(state.set_id)
    seat: uint256 = self._seat_of(seats, msg.sender)
    assert not self._has(state.committed, seat), "scores: already committed"
    committed: uint256 = state.committed | (1 << seat)
    self._epochs[epoch].committed = committed
    self._commits[epoch][seat] = commit_hash
    if committed == (1 << len(seats)) - 1:
        self._epochs[epoch].reveal_from = convert(block.timestamp, uint64)
    log Committed(epoch=epoch, seat=seat, commit_hash=commit_hash)


@external
def reveal(epoch: uint32, salt: bytes32, scores: Bytes[MAX_RECORDS], files: bytes32):
    """
    @notice Show the scores that were committed to, one byte for each record.
    @param files sha2-256 digest of the DAG-CBOR node with the reasons.
    """
    state: IScores.EpochScores = self._epochs[epoch]
    starts: uint256 = self._reveal_start(state)
    assert starts > 0 and block.timestamp >= starts, "scores: reveal phase has not begun"
    assert state.report_from == 0 and block.timestamp < self._reveal_deadline(state), "scores: reveal phase is over"
    assert len(scores) == convert(state.records, uint256), "scores: one byte for each record"
    seats: DynArray[IValidators.Seat, MAX_SEATS] = staticcall VALIDATORS.seats(state.set_id)
    seat: uint256 = self._seat_of(seats, msg.sender)
    assert self._has(state.committed, seat), "scores: nothing was committed"
    assert not self._has(state.revealed, seat), "scores: already revealed"
    scores_hash: bytes32 = self._scores_hash(scores)
    expected: bytes32 = keccak256(
        abi_encode(chain.id, self, epoch, state.batches_root, msg.sender, state.scorer_id, scores_hash, salt)
    )
    assert self._commits[epoch][seat] == expected, "scores: not what was committed"
    self._commits[epoch][seat] = scores_hash
    revealed: uint256 = state.revealed | (1 << seat)
    self._epochs[epoch].revealed = revealed
    self._epochs[epoch].revealed_weight = state.revealed_weight + seats[seat].weight
    if revealed == (1 << len(seats)) - 1:
        self._epochs[epoch].report_from = convert(block.timestamp, uint64)
    log Revealed(
        epoch=epoch, seat=seat, validator=msg.sender, salt=salt, scores_hash=scores_hash, files=files
    )


@external
def claim_pay(epoch: uint32, seat: uint256) -> uint256:
    """
    @notice Mint a seat's share of the pool: pool * weight / revealed weight, for a reveal in an epoch with a final ledger.
    """
    state: IScores.EpochScores = self._epochs[epoch]
    assert staticcall self.reports.phase(epoch) == FINAL, "scores: epoch is not final"
    report: IReports.ReportState = staticcall self.reports.standing(epoch)
    assert report.root != empty(bytes32), "scores: epoch has no ledger"
    assert self._has(state.revealed, seat), "scores: seat did not reveal"
    assert not self._has(self._paid[epoch], seat), "scores: already paid"
    self._paid[epoch] |= 1 << seat
    seats: DynArray[IValidators.Seat, MAX_SEATS] = staticcall VALIDATORS.seats(state.set_id)
    parameters: IBatches.Parameters = staticcall BATCHES.parameters()
    amount: uint256 = convert(parameters.pool, uint256) * seats[seat].weight // state.revealed_weight
    extcall TOKEN.mint(seats[seat].validator, amount)
    log PayClaimed(epoch=epoch, seat=seat, amount=amount)
    return amount


@external
def fine_absence(epoch: uint32, seat: uint256):
    """
    @notice Take 0.5 % of the stake of a seat that committed and did not reveal. Anyone, once.
    """
    state: IScores.EpochScores = self._epochs[epoch]
    assert state.closed_at > 0 and block.timestamp >= self._reveal_deadline(state), "scores: reveal phase is not over"
    assert self._has(state.committed, seat) and not self._has(state.revealed, seat), "scores: seat was not absent"
    assert not self._has(self._fined[epoch], seat), "scores: already fined"
    self._fined[epoch] |= 1 << seat
    seats: DynArray[IValidators.Seat, MAX_SEATS] = staticcall VALIDATORS.seats(state.set_id)
    extcall VALIDATORS.slash(seats[seat].validator, FINE_BASIS_POINTS, empty(address))
    log AbsenceFined(epoch=epoch, seat=seat)


@view
@external
def epoch(number: uint32) -> IScores.EpochScores:
    """
    @notice What the chain knows of an epoch. reveal_from and report_from are filled in once their time is known.
    """
    state: IScores.EpochScores = self._epochs[number]
    if state.closed_at > 0 and state.reveal_from == 0 and block.timestamp >= self._commit_deadline(state):
        state.reveal_from = convert(self._commit_deadline(state), uint64)
    if state.reveal_from > 0 and state.report_from == 0 and block.timestamp >= self._reveal_deadline(state):
        state.report_from = convert(self._reveal_deadline(state), uint64)
    return state


@view
@external
def commit_of(number: uint32, seat: uint256) -> bytes32:
    """
    @notice A seat's commit; after its reveal, the hash of its scores.
    """
    return self._commits[number][seat]


@pure
@internal
def _scores_hash(scores: Bytes[MAX_RECORDS]) -> bytes32:
    """
    @notice keccak256 of the 16 hashes of 1,024-byte chunks, absent ones zero. Twin: protocol/encoding.py.
    """
    hashes: bytes32[16] = empty(bytes32[16])
    for i: uint256 in range(16):
        start: uint256 = i * CHUNK_BYTES
        if start >= len(scores):
            break
        hashes[i] = keccak256(slice(scores, start, min(CHUNK_BYTES, len(scores) - start)))
    return keccak256(abi_encode(hashes))


@pure
@internal
def _has(bitmap: uint256, seat: uint256) -> bool:
    return (bitmap >> seat) & 1 == 1


@view
@internal
def _seat_of(seats: DynArray[IValidators.Seat, MAX_SEATS], validator: address) -> uint256:
    for i: uint256 in range(len(seats), bound=MAX_SEATS):
        if seats[i].validator == validator:
            return i
    raise "scores: caller has no seat"


@view
@internal
def _commit_deadline(state: IScores.EpochScores) -> uint256:
    parameters: IBatches.Parameters = staticcall BATCHES.parameters()
    return convert(state.closed_at, uint256) + convert(parameters.commit_seconds, uint256)


@view
@internal
def _reveal_start(state: IScores.EpochScores) -> uint256:
    """
    @notice When the reveal phase begins; 0 for an epoch that is not closed.
    """
    if state.reveal_from > 0 or state.closed_at == 0:
        return convert(state.reveal_from, uint256)
    return self._commit_deadline(state)


@view
@internal
def _reveal_deadline(state: IScores.EpochScores) -> uint256:
    parameters: IBatches.Parameters = staticcall BATCHES.parameters()
    return self._reveal_start(state) + convert(parameters.reveal_seconds, uint256)
