# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title Rounds: spans of epochs whose records judge the candidates that joined before
@notice A round waits until each of its epochs has a ledger or is lost. Then the seats of the last epoch with a ledger
        vote on its candidates. A round without a ledger, or with too small a sample, grows by an epoch.
"""

from ..interfaces import IBatches
from ..interfaces import IParameters
from ..interfaces import IRegistry
from ..interfaces import IReports
from ..interfaces import IScores
from ..modules import constants

event RoundBegun:
    round: indexed(uint32)
    first: uint32
    last: uint32

event RoundGrown:
    round: indexed(uint32)
    last: uint32

event RoundOver:
    round: indexed(uint32)
    winner: uint32

event VoteOpened:
    round: indexed(uint32)
    attempt: uint32
    epoch: uint32
    set_id: uint32
    until: uint256

# A round. Each vote that starts anew is another attempt.
struct Round:
    first: uint32
    last: uint32
    state: uint8
    attempt: uint32
    # the vote: the epoch whose seats judge, the digest of its report, its seats, their total stake, its end
    epoch: uint32
    digest: bytes32
    set_id: uint32
    total: uint256
    until: uint256

WAITING: constant(uint8) = 0
VOTING: constant(uint8) = 1
OVER: constant(uint8) = 2
# epochs of one round, whatever the Parameters say
MAX_ROUND_EPOCHS: constant(uint32) = 128

BATCHES: immutable(IBatches)
SCORES: immutable(IScores)
REPORTS: immutable(IReports)
REGISTRY: immutable(IRegistry)
PARAMETERS: immutable(IParameters.Parameters)

last_round: public(uint32)
round: public(HashMap[uint32, Round])
# candidate => its round; 0 after it was dropped
round_of: public(HashMap[uint32, uint32])
candidates: HashMap[uint32, DynArray[uint32, constants.MAX_CANDIDATES]]


@deploy
def __init__(
    batches: address, scores: address, reports: address, registry: address, parameters: IParameters.Parameters
):
    assert parameters.round_epochs > 0, "candidate_rounds: a round needs an epoch"
    assert parameters.round_epochs <= parameters.round_limit, "candidate_rounds: a round is longer than the limit"
    assert parameters.round_limit <= MAX_ROUND_EPOCHS, "candidate_rounds: the limit is too high"
    # Otherwise stake could leave before the end of a vote that is opened with the report.
    assert parameters.vote_seconds <= parameters.challenge_seconds, "candidate_rounds: votes outlast a challenge window"
    BATCHES = IBatches(batches)
    SCORES = IScores(scores)
    REPORTS = IReports(reports)
    REGISTRY = IRegistry(registry)
    PARAMETERS = parameters


@internal
def _join(model: uint32) -> (uint32, uint256):
    """
    @notice Puts a candidate into the last round if none of its records is on chain, otherwise into a new one. That one
            begins after the last one, and holds no record yet. Returns the round and how many are ahead.
    """
    number: uint32 = self.last_round
    if not self._takes_candidates(number):
        begins: uint32 = self._first_empty()
        if self.round[number].state != OVER:
            begins = max(begins, self.round[number].last + 1)
        number += 1
        self.last_round = number
        self.round[number].first = begins
        self.round[number].last = begins + PARAMETERS.round_epochs - 1
        log RoundBegun(round=number, first=begins, last=self.round[number].last)
    ahead: uint256 = len(self.candidates[number])
    assert ahead < constants.MAX_CANDIDATES, "candidate_rounds: the round is full"
    self.candidates[number].append(model)
    self.round_of[model] = number
    return number, ahead


@internal
def _drop(model: uint32):
    """@notice Takes a candidate whose parent is no longer served out of its round. An empty round is over."""
    number: uint32 = self.round_of[model]
    assert number > 0, "candidate_rounds: not a candidate"
    assert self.round[number].state == WAITING, "candidate_rounds: its round does not wait"
    assert not staticcall REGISTRY.eligible(model), "candidate_rounds: its parent is served"
    left: DynArray[uint32, constants.MAX_CANDIDATES] = []
    for candidate: uint32 in self.candidates[number]:
        if candidate != model:
            left.append(candidate)
    self.candidates[number] = left
    self.round_of[model] = 0
    extcall REGISTRY.settle([model], 0, 0)
    if len(left) == 0:
        self._end(number, 0, 0)


@internal
def _open_vote(number: uint32, epoch: uint32):
    """
    @notice Opens a round's vote, or opens it again if its report has fallen. The round grows instead if it has no
            ledger, if that ledger's epoch gets no seed, or if the stakes that would vote can leave before the end.
    """
    round: Round = self.round[number]
    assert round.first > 0 and round.state != OVER, "candidate_rounds: no such round, or it is over"
    assert round.state == WAITING or self._has_fallen(round), "candidate_rounds: the vote is open"
    assert epoch <= round.last and epoch + 1 >= round.first, "candidate_rounds: the epoch is not in the round"
    for later: uint32 in range(epoch + 1, round.last + 1, bound=MAX_ROUND_EPOCHS):
        assert staticcall REPORTS.lost(later), "candidate_rounds: a later epoch has a ledger, or may get one"
    if epoch < round.first:
        self._grow(number)
        return
    report: IReports.ReportState = staticcall REPORTS.standing(epoch)
    assert report.root != empty(bytes32), "candidate_rounds: the epoch has no ledger"
    state: IScores.EpochScores = staticcall SCORES.epoch(epoch)
    until: uint256 = block.timestamp + convert(PARAMETERS.vote_seconds, uint256)
    late: bool = until > self._stakes_stay_until(state, report)
    if late or staticcall SCORES.is_seedless(epoch):
        self._grow(number)
        return
    assert state.seed != empty(bytes32), "candidate_rounds: the epoch has no seed yet"
    round.state = VOTING
    round.attempt += 1
    round.epoch = epoch
    round.digest = report.digest
    round.set_id = state.set_id
    round.total = state.total_weight
    round.until = until
    self.round[number] = round
    log VoteOpened(round=number, attempt=round.attempt, epoch=epoch, set_id=state.set_id, until=until)


@internal
def _grow(number: uint32):
    """@notice Adds an epoch to a round, whose votes start anew. At its limit the round is over without a winner."""
    round: Round = self.round[number]
    if round.last + 1 - round.first >= PARAMETERS.round_limit:
        self._end(number, 0, 0)
        return
    self.round[number].state = WAITING
    self.round[number].last = round.last + 1
    log RoundGrown(round=number, last=round.last + 1)


@internal
def _end(number: uint32, winner: uint32, burnt: uint256):
    """@notice Ends a round and settles its candidates."""
    self.round[number].state = OVER
    extcall REGISTRY.settle(self.candidates[number], winner, burnt)
    log RoundOver(round=number, winner=winner)


@view
@internal
def _voting(number: uint32, attempt: uint32) -> Round:
    """@notice The round, if its vote is open. `attempt` keeps a late transaction out of the next vote."""
    round: Round = self.round[number]
    assert round.state == VOTING, "candidate_rounds: no vote is open"
    assert attempt == round.attempt, "candidate_rounds: another attempt is open"
    assert block.timestamp < round.until, "candidate_rounds: the vote is over"
    return round


@view
@internal
def _takes_candidates(number: uint32) -> bool:
    """@notice Whether a round has begun to take candidates, and none of its records is on chain."""
    return number > 0 and self.round[number].state == WAITING and self.round[number].first >= self._first_empty()


@view
@internal
def _is_empty(number: uint32) -> bool:
    """@notice Whether none of the records of a round, which may be the next one, is on chain."""
    return number == self.last_round + 1 or self._takes_candidates(number)


@view
@internal
def _ahead() -> uint256:
    """@notice How many candidates are in the round that the next candidate joins."""
    return len(self.candidates[self.last_round]) if self._takes_candidates(self.last_round) else 0


@view
@internal
def _first_empty() -> uint32:
    """@notice The first epoch, from the open one on, that holds no record."""
    current: uint32 = staticcall BATCHES.current()
    return current if staticcall BATCHES.records(current) == 0 else current + 1


@view
@internal
def _has_fallen(round: Round) -> bool:
    """@notice Whether the report that a vote rests on is not live or final any more."""
    report: IReports.ReportState = staticcall REPORTS.standing(round.epoch)
    return report.digest != round.digest


@view
@internal
def _stakes_stay_until(state: IScores.EpochScores, report: IReports.ReportState) -> uint256:
    """
    @notice Until when no stake that the epoch counts can be withdrawn. Such stake leaves after the epoch's close, and
            waits for two challenge windows. It also waits until the epoch is final.
    """
    window: uint256 = convert(PARAMETERS.challenge_seconds, uint256)
    return max(
        convert(state.closed_at, uint256) + 2 * window,
        convert(report.proposed_at, uint256) + window,
    )
