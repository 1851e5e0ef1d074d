# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Pay: what validators earn and lose by their reveals
@notice The pool follows what the epoch pays contributors: pool * allotted / budget. A seat that reveals in an epoch
        with a final ledger earns its share of it by total weight, so nobody gains if others are kept from revealing.
        Two kinds of seats earn nothing in an epoch: a seat that signed a report of it that fell, and a lazy seat (F6).
        A seat is lazy if too many of its scores, on rows drawn by the epoch's seed, are too far from the median. A
        commit without a reveal costs stake, unless hardly anybody revealed. Honest dissent costs nothing.
@custom:kill None: nobody can stop a payment.
"""

from .interfaces import IBatches
from .interfaces import IParameters
from .interfaces import IReports
from .interfaces import IScores
from .interfaces import IToken
from .interfaces import IValidators
from .modules import constants
from .modules import draw
from .modules import ledger_row
from .modules import score_chunks

event Paid:
    epoch: indexed(uint32)
    seats: uint256
    amount: uint256

event AbsenceFined:
    epoch: indexed(uint32)
    seat: uint256

event PayVoided:
    epoch: indexed(uint32)
    digest: indexed(bytes32)
    seat: uint256
    challenger: address

FINE_BASIS_POINTS: constant(uint256) = 50

TOKEN: immutable(IToken)
VALIDATORS: immutable(IValidators)
SCORES: immutable(IScores)
REPORTS: immutable(IReports)
DOM: immutable(bytes32)
POOL: immutable(uint256)
BUDGET: immutable(uint256)
LAZY_DISTANCE: immutable(uint256)
LAZY_ROWS: immutable(uint256)

# epoch => bitmap of its seats that were paid, or fined
paid: public(HashMap[uint32, uint256])
fined: public(HashMap[uint32, uint256])
# digest of a report => bitmap of the seats that it proves to be lazy
voided: public(HashMap[bytes32, uint256])


@deploy
def __init__(
    token: address, validators: address, scores: address, reports: address, parameters: IParameters.Parameters
):
    TOKEN = IToken(token)
    VALIDATORS = IValidators(validators)
    SCORES = IScores(scores)
    REPORTS = IReports(reports)
    DOM = keccak256(abi_encode(constants.PROTOCOL, chain.id, reports))
    POOL = convert(parameters.pool, uint256)
    BUDGET = convert(parameters.budget, uint256)
    LAZY_DISTANCE = convert(parameters.lazy_distance, uint256)
    LAZY_ROWS = convert(parameters.lazy_rows, uint256)


@external
def claim_pay(epoch: uint32) -> uint256:
    """
    @notice Mints the pay of every seat of a final epoch to its validator.
    @return The amount minted.
    @custom:caller anyone
    """
    assert epoch <= staticcall REPORTS.final_upto(), "pay: epoch is not final"
    report: IReports.ReportState = staticcall REPORTS.standing(epoch)
    assert report.root != empty(bytes32), "pay: epoch has no ledger"
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    barred: uint256 = self.paid[epoch] | self.voided[report.digest] | staticcall REPORTS.fallen_signers(epoch)
    due: uint256 = state.revealed & ~barred
    assert due > 0, "pay: nobody is due"
    self.paid[epoch] |= due
    seats: DynArray[IValidators.Seat, constants.MAX_SEATS] = staticcall VALIDATORS.seats(state.set_id)
    owners: DynArray[address, constants.MAX_SEATS] = staticcall VALIDATORS.owners(state.set_id)
    pool: uint256 = POOL * staticcall REPORTS.allotted_of(epoch) // BUDGET
    minted: uint256 = 0
    for seat: uint256 in range(len(seats), bound=constants.MAX_SEATS):
        if self._has(due, seat):
            amount: uint256 = pool * seats[seat].weight // state.total_weight
            extcall TOKEN.mint(owners[seat], amount)
            minted += amount
    log Paid(epoch=epoch, seats=due, amount=minted)
    return minted


@external
def fine_absence(epoch: uint32, seat: uint256):
    """
    @notice Takes 0.5 % of the stake of a seat that committed and did not reveal, once. An epoch in which at most a
            third of the weight revealed does not count, because many were away at once.
    @custom:caller anyone
    """
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    assert state.report_from > 0, "pay: reveals are not over"
    assert self._has(state.committed, seat) and not self._has(state.revealed, seat), "pay: seat was not absent"
    assert 3 * state.revealed_weight > state.total_weight, "pay: too few revealed"
    assert not self._has(self.fined[epoch], seat), "pay: already fined"
    self.fined[epoch] |= 1 << seat
    owner: address = staticcall VALIDATORS.owner_of_seat(state.set_id, seat)
    extcall VALIDATORS.slash([owner], FINE_BASIS_POINTS, empty(address))
    log AbsenceFined(epoch=epoch, seat=seat)


@external
def challenge_lazy(
    epoch: uint32,
    seat: uint256,
    scores: Bytes[constants.MAX_RECORDS],
    rows: DynArray[IReports.Row, constants.MAX_DRAWN],
    proofs: DynArray[DynArray[bytes32, constants.MAX_DEPTH], constants.MAX_DRAWN],
):
    """
    @notice F6: voids the pay of a lazy seat under the epoch's report.
    @param scores All scores that the seat revealed.
    @param rows The drawn rows, in the order in which they are drawn.
    @param proofs The siblings of each of these rows.
    @custom:caller anyone
    """
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    assert state.seed != empty(bytes32), "pay: the seed is not fixed"
    report: IReports.ReportState = staticcall REPORTS.standing(epoch)
    assert self._has(state.revealed, seat) and not self._has(self.paid[epoch], seat), "pay: nothing to void"
    assert not self._has(self.voided[report.digest], seat), "pay: already void"
    revealed_hash: bytes32 = staticcall SCORES.commit_of(epoch, seat)
    assert score_chunks._scores_hash(scores) == revealed_hash, "pay: not the seat's scores"
    seed: bytes32 = keccak256(abi_encode(state.seed, epoch, seat))
    drawn: DynArray[uint256, constants.MAX_DRAWN] = draw._draw(seed, convert(report.records, uint256))
    assert len(rows) == len(drawn) and len(proofs) == len(drawn), "pay: not the drawn rows"
    far: uint256 = 0
    for i: uint256 in range(len(drawn), bound=constants.MAX_DRAWN):
        assert convert(rows[i].t, uint256) == drawn[i], "pay: not the drawn rows"
        ledger_row._require(DOM, epoch, report, rows[i], proofs[i])
        if self._is_far(scores, rows[i]):
            far += 1
    assert far > LAZY_ROWS, "pay: seat was not lazy"
    self.voided[report.digest] |= 1 << seat
    log PayVoided(epoch=epoch, digest=report.digest, seat=seat, challenger=msg.sender)


@view
@internal
def _is_far(scores: Bytes[constants.MAX_RECORDS], row: IReports.Row) -> bool:
    """@notice Whether the seat's score of a row is further than LAZY_DISTANCE from the row's median."""
    assert convert(row.pos, uint256) < len(scores), "pay: position beyond the epoch"
    byte: Bytes[1] = slice(scores, convert(row.pos, uint256), 1)
    score: uint256 = convert(byte, uint256)
    median: uint256 = convert(row.median, uint256)
    return max(score, median) - min(score, median) > LAZY_DISTANCE


@pure
@internal
def _has(bitmap: uint256, seat: uint256) -> bool:
    """@notice Whether the seat's bit is set."""
    return (bitmap >> seat) & 1 == 1
