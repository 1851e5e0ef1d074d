# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Pay: what validators earn and lose by their reveals
@notice A reveal in an epoch with a final ledger earns pool * weight / revealed weight. A seat whose signature stood under a
        report that fell earns nothing in that epoch; nor does a lazy one (F6): of the rows that all salts together draw,
        too many of its scores lie too far from the median. A commit without reveal costs stake. Dissent never does.
@custom:kill None: nobody can stop a payment.
"""

from .interfaces import IBatches
from .interfaces import IParameters
from .interfaces import IReports
from .interfaces import IScores
from .interfaces import IToken
from .interfaces import IValidators
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

MAX_SEATS: constant(uint256) = 31
MAX_RECORDS: constant(uint256) = 16_384
MAX_DEPTH: constant(uint256) = 14
MAX_DRAWN: constant(uint256) = 16
FINE_BASIS_POINTS: constant(uint256) = 50

TOKEN: immutable(IToken)
VALIDATORS: immutable(IValidators)
SCORES: immutable(IScores)
REPORTS: immutable(IReports)
DOM: immutable(bytes32)
POOL: immutable(uint256)
LAZY_DISTANCE: immutable(uint256)
LAZY_ROWS: immutable(uint256)

# bitmaps of seats
paid: public(HashMap[uint32, uint256])
fined: public(HashMap[uint32, uint256])
# of the seats that a report shows to be lazy
voided: public(HashMap[bytes32, uint256])


@deploy
def __init__(
    token: address, validators: address, scores: address, reports: address, parameters: IParameters.Parameters
):
    TOKEN = IToken(token)
    VALIDATORS = IValidators(validators)
    SCORES = IScores(scores)
    REPORTS = IReports(reports)
    DOM = keccak256(abi_encode("kula.v1", chain.id, reports))
    POOL = convert(parameters.pool, uint256)
    LAZY_DISTANCE = convert(parameters.lazy_distance, uint256)
    LAZY_ROWS = convert(parameters.lazy_rows, uint256)


@external
def claim_pay(epoch: uint32) -> uint256:
    """
    @notice Mint every seat's pay for a final epoch. Anyone; only the seats' validators are paid.
    @return What was minted.
    """
    assert epoch <= staticcall REPORTS.final_upto(), "pay: epoch is not final"
    report: IReports.ReportState = staticcall REPORTS.standing(epoch)
    assert report.root != empty(bytes32), "pay: epoch has no ledger"
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    barred: uint256 = self.paid[epoch] | self.voided[report.digest] | staticcall REPORTS.fallen_signers(epoch)
    due: uint256 = state.revealed & ~barred
    assert due > 0, "pay: nobody is due"
    self.paid[epoch] |= due
    seats: DynArray[IValidators.Seat, MAX_SEATS] = staticcall VALIDATORS.seats(state.set_id)
    minted: uint256 = 0
    for seat: uint256 in range(len(seats), bound=MAX_SEATS):
        if self._has(due, seat):
            amount: uint256 = POOL * seats[seat].weight // state.revealed_weight
            extcall TOKEN.mint(seats[seat].validator, amount)
            minted += amount
    log Paid(epoch=epoch, seats=due, amount=minted)
    return minted


@external
def fine_absence(epoch: uint32, seat: uint256):
    """
    @notice Take 0.5 % of the stake of a seat that committed and did not reveal. Anyone, once.
    """
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    assert state.report_from > 0, "pay: reveals are not over"
    assert self._has(state.committed, seat) and not self._has(state.revealed, seat), "pay: seat was not absent"
    assert not self._has(self.fined[epoch], seat), "pay: already fined"
    self.fined[epoch] |= 1 << seat
    holder: IValidators.Seat = staticcall VALIDATORS.seat(state.set_id, seat)
    extcall VALIDATORS.slash([holder.validator], FINE_BASIS_POINTS, empty(address))
    log AbsenceFined(epoch=epoch, seat=seat)


@external
def challenge_lazy(
    epoch: uint32,
    seat: uint256,
    scores: Bytes[MAX_RECORDS],
    rows: DynArray[IReports.Row, MAX_DRAWN],
    proofs: DynArray[DynArray[bytes32, MAX_DEPTH], MAX_DRAWN],
):
    """
    @notice F6: void the pay of a seat whose scores are too often too far from the medians of the report that stands.
    @param scores All that the seat revealed.
    @param rows The drawn rows, in the order of the draw, with their proofs.
    """
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    report: IReports.ReportState = staticcall REPORTS.standing(epoch)
    assert self._has(state.revealed, seat) and not self._has(self.paid[epoch], seat), "pay: nothing to void"
    assert not self._has(self.voided[report.digest], seat), "pay: already void"
    shown: bytes32 = staticcall SCORES.commit_of(epoch, seat)
    assert score_chunks._scores_hash(scores) == shown, "pay: not the seat's scores"
    seed: bytes32 = keccak256(abi_encode(state.seed, epoch, seat))
    drawn: DynArray[uint256, MAX_DRAWN] = draw._draw(seed, convert(report.records, uint256))
    assert len(rows) == len(drawn) and len(proofs) == len(drawn), "pay: not the drawn rows"
    far: uint256 = 0
    for i: uint256 in range(len(drawn), bound=MAX_DRAWN):
        assert convert(rows[i].t, uint256) == drawn[i], "pay: not the drawn rows"
        ledger_row._require(DOM, epoch, report, rows[i], proofs[i])
        if self._is_far(scores, rows[i]):
            far += 1
    assert far > LAZY_ROWS, "pay: seat was not lazy"
    self.voided[report.digest] |= 1 << seat
    log PayVoided(epoch=epoch, digest=report.digest, seat=seat, challenger=msg.sender)


@view
@internal
def _is_far(scores: Bytes[MAX_RECORDS], row: IReports.Row) -> bool:
    assert convert(row.pos, uint256) < len(scores), "pay: position beyond the epoch"
    byte: Bytes[1] = slice(scores, convert(row.pos, uint256), 1)
    score: uint256 = convert(byte, uint256)
    median: uint256 = convert(row.median, uint256)
    return max(score, median) - min(score, median) > LAZY_DISTANCE


@pure
@internal
def _has(bitmap: uint256, seat: uint256) -> bool:
    return (bitmap >> seat) & 1 == 1
