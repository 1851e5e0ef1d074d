"""Finds the lazy seats of reports (fault F6), so that they earn nothing."""

from collections.abc import Iterator

from structlog import get_logger
from web3.contract.contract import ContractFunction

from kula.protocol.chain.clients.reports import ReportState
from kula.protocol.errors import Unavailable, unexpected
from kula.protocol.ledgers.lazy import lazy_seats
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.types import ZERO_HASH


class LazySeats:
    """Proves that seats were lazy, in the second half of a report's window: by then most false reports have fallen."""

    def __init__(self, ledgers: Ledgers) -> None:
        self._ledgers = ledgers
        self._lazy: dict[bytes, dict[int, list[int]]] = {}
        """By digest of a report: its lazy seats, with their drawn rows."""

    def calls(self) -> Iterator[ContractFunction]:
        """Yields the calls that void the pay of lazy seats. An epoch that cannot be read costs the others nothing."""
        network = self._ledgers.network
        epochs = range(network.reports.final_upto() + 1, network.reports.head() + 1)
        states = {epoch: network.reports.standing(epoch) for epoch in epochs}
        digests = {state.digest for state in states.values()}
        self._lazy = {digest: seats for digest, seats in self._lazy.items() if digest in digests}
        for epoch, state in states.items():
            half = state.proposed_at + network.parameters.challenge_seconds // 2
            if not state.exists or network.connection.now() < half:
                continue
            try:
                calls = self._calls(epoch, state)
            except Exception as error:  # noqa: BLE001 - it costs this epoch alone, and is logged
                get_logger("lazy").warning("epoch", epoch=epoch, problem=str(error), exc_info=unexpected(error))
                continue
            yield from calls

    def _calls(self, epoch: int, state: ReportState) -> list[ContractFunction]:
        lazy, pay = self._lazy_seats(epoch, state), self._ledgers.network.pay
        void = pay.read("voided", state.digest) | pay.paid(epoch) if lazy else 0
        return [self._call(epoch, seat, drawn) for seat, drawn in lazy.items() if not void >> seat & 1]

    def _lazy_seats(self, epoch: int, state: ReportState) -> dict[int, list[int]]:
        """The lazy seats of a report. Until the seed is fixed and the rows are at hand, none are known."""
        if state.digest not in self._lazy:
            seed = self._ledgers.network.scores.epoch(epoch).seed
            try:
                rows = self._ledgers.at(epoch).rows
            except Unavailable:
                return {}
            if seed == ZERO_HASH:
                return {}
            self._lazy[state.digest] = lazy_seats(
                seed, epoch, rows, self._scores(epoch), self._ledgers.network.parameters
            )
        return self._lazy[state.digest]

    def _scores(self, epoch: int) -> dict[int, bytes]:
        return {reveal.seat: reveal.scores for reveal in self._ledgers.network.scores.reveals(epoch)}

    def _call(self, epoch: int, seat: int, drawn: list[int]) -> ContractFunction:
        ledger = self._ledgers.at(epoch)
        rows = [ledger.proven(t) for t in drawn]
        return self._ledgers.network.pay.challenge_lazy(epoch, seat, self._scores(epoch)[seat], rows)
