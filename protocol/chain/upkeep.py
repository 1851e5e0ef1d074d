"""What the chain is due, whoever sends it: lost epochs, final reports, seeds, and the votes on candidates.

Gateways, validators and watchers all do this, so the protocol needs none of them in particular. A call that somebody
else sent first is refused by the contracts.
"""

from collections.abc import Generator, Iterator, Sequence

from structlog import get_logger
from web3.contract.contract import ContractFunction

from kula.protocol.chain.clients.judgements import Round, RoundState
from kula.protocol.chain.clients.scores import ScoreRound
from kula.protocol.chain.headers import header_of
from kula.protocol.chain.network import Network
from kula.protocol.errors import unexpected
from kula.protocol.ledgers.scores import has_quorum
from kula.protocol.types import ZERO_HASH

HISTORY_BLOCKS = 8_191
"""How many earlier blocks a contract can ask for their hashes (EIP-2935)."""

log = get_logger("upkeep")


class Upkeep:
    """Finds the calls that are due. It keeps which seeds are fixed, because that never changes."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._seeded: set[int] = set()

    def calls(self) -> Iterator[ContractFunction]:
        """Yields what is due now, in an order in which each call helps the next.

        What fails for one epoch or round is logged, and costs the others nothing. Raises Unavailable.
        """
        reports = self._network.reports
        head, final = reports.head(), reports.final_upto()
        for part in self._parts(head, final):
            try:
                yield from part
            except Exception as error:
                log.warning("upkeep", problem=str(error), exc_info=unexpected(error))

    def _parts(self, head: int, final: int) -> Iterator[Generator[ContractFunction, None, None]]:
        yield self._skips(head, final)
        for epoch in range(final + 1, self._network.batches.current()):
            yield self._epoch(epoch, head)
        yield self._finals(head, final)
        self._seeded = {epoch for epoch in self._seeded if epoch > final}
        for number, judged in self._network.rounds.open().items():
            yield self._round(number, judged, head)

    def _skips(self, head: int, final: int) -> Generator[ContractFunction, None, None]:
        reports = self._network.reports
        if reports.lost(head + 1) or (final < head and reports.lost(final + 1)):
            # The contract logs nothing when it passes over epochs, so other nodes see it only at their next refresh.
            log.info("skip", after=final, lost=[e for e in (final + 1, head + 1) if reports.lost(e)])
            yield reports.skip()

    def _epoch(self, epoch: int, head: int) -> Generator[ContractFunction, None, None]:
        if epoch <= head and epoch in self._seeded:
            return
        state = self._network.scores.epoch(epoch)
        if state.report_from:
            if epoch > head and self._expires(epoch, state, head):
                yield self._network.reports.expire(epoch)
            yield from self._seed(epoch, state)

    def _finals(self, head: int, final: int) -> Generator[ContractFunction, None, None]:
        if final < head and self._is_through(final + 1):
            yield self._network.reports.finalise(final + 1)

    def _round(self, number: int, judged: Round, head: int) -> Generator[ContractFunction, None, None]:
        """Yields what a round of candidates is due: to drop one, to open a vote, to conclude."""
        judgements, served = self._network.judgements, self._network.registry.served()
        candidates = judgements.candidates_of(number)
        if judged.state == RoundState.WAITING:
            parents = {model: self._network.registry.model(model).parent for model in candidates}
            yield from (judgements.drop(model) for model, parent in parents.items() if parent != served)
            if head >= judged.last and served in parents.values():
                yield from self._open_vote(number, judged)
        elif judged.state == RoundState.VOTING:
            if self._network.reports.standing(judged.epoch).digest != judged.digest:
                yield from self._open_vote(number, judged)
            elif self._is_over(judged, candidates):
                yield judgements.conclude(number)

    def _open_vote(self, number: int, judged: Round) -> Iterator[ContractFunction]:
        """Yields the call that opens a vote, once each epoch of the round is settled and the last ledger has a seed."""
        reports, scores = self._network.reports, self._network.scores
        epoch = judged.last
        while epoch >= judged.first and reports.lost(epoch):
            epoch -= 1
        has_ledger = epoch >= judged.first
        if has_ledger and not reports.standing(epoch).exists:
            return
        if not has_ledger or scores.epoch(epoch).seed != ZERO_HASH or scores.is_seedless(epoch):
            yield self._network.judgements.open_vote(number, epoch)

    def _is_over(self, judged: Round, candidates: Sequence[int]) -> bool:
        """Whether the vote's time is up, or each seat has posted on each candidate whose parent is served."""
        registry, judgements = self._network.registry, self._network.judgements
        if self._network.connection.now() >= judged.until:
            return True
        everybody = (1 << self._network.scores.epoch(judged.epoch).seats) - 1
        served = registry.served()
        judging = [model for model in candidates if registry.model(model).parent == served]
        return all(judgements.posted(model, judged.attempt) == everybody for model in judging)

    def _expires(self, epoch: int, state: ScoreRound, head: int) -> bool:
        """Whether an epoch whose reveals are over ends without a ledger. Twin: Reports.expire."""
        reports = self._network.reports
        if reports.lost(epoch):
            return False
        if not has_quorum(state.revealed_weight, state.total_weight):
            return True
        start = max(state.report_from, reports.turned_at(), reports.paused_until())
        late = self._network.connection.now() >= start + self._network.parameters.report_seconds
        return epoch == head + 1 and late

    def _is_through(self, epoch: int) -> bool:
        """Whether the window of a live report is over and no demand holds it. Twin: Reports.finalise."""
        state = self._network.reports.standing(epoch)
        over = state.proposed_at + self._network.parameters.challenge_seconds
        return state.exists and self._network.connection.now() >= over and not self._network.demands.holds(state.digest)

    def _seed(self, epoch: int, state: ScoreRound) -> Iterator[ContractFunction]:
        """Yields the call that brings an epoch nearer to its seed, if it has none yet."""
        if epoch in self._seeded:
            return
        scores = self._network.scores
        if state.seed != ZERO_HASH or scores.is_seedless(epoch):
            self._seeded.add(epoch)
            return
        aim, newest = scores.aim_of(epoch), self._network.connection.newest_block()
        if not aim or newest - aim >= HISTORY_BLOCKS:
            yield scores.aim(epoch)
        elif newest > aim:
            yield scores.fix_seed(epoch, header_of(self._network.connection.block_at(aim)))
