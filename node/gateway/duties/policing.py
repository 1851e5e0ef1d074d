"""Penalties for validators that do not reveal: a fine per absence, and jail for a validator that is absent too often.

Any account may call them. The gateway does.
"""

from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

from structlog import get_logger
from web3.contract.contract import ContractFunction

from kula.contracts.modules.constants import JAIL_EPOCHS
from kula.protocol.chain.clients.scores import ScoreRound
from kula.protocol.chain.network import Network
from kula.protocol.errors import unexpected
from kula.protocol.ledgers.absences import counts_absences, jailable
from kula.protocol.types import Address

_AGAIN_SECONDS = 1_800
"""A fine that the chain does not have after this time is asked for again. What we read of the chain is older than it is."""

_Subject = TypeVar("_Subject")
_Due = TypeVar("_Due")

log = get_logger("police")


def absent_seats(state: ScoreRound) -> list[int]:
    """Returns the seats that committed and did not reveal, once reveals are over."""
    return [i for i in range(state.seats) if state.has_committed(i) and not state.has_revealed(i)]


def missed_seats(state: ScoreRound) -> list[int]:
    """Returns the seats that did not reveal, once reveals are over."""
    return [i for i in range(state.seats) if not state.has_revealed(i)]


class Police:
    """Finds the penalties that are due, epoch by epoch.

    An epoch that cannot be read is read again next time. A fine is asked for again until the chain has it, or until the
    epoch counts for no jail any more. After a restart the last JAIL_EPOCHS are read again, but for those known to be whole.
    """

    def __init__(self, network: Network, whole: Callable[[int], Collection[int]] = lambda _: ()) -> None:
        """`whole` returns the epochs from one on in which all seats are known to have revealed: nothing is due for these."""
        self._network = network
        self._whole = whole
        self._seen_upto = 0
        self._unread: set[int] = set()
        """Epochs up to the cursor that are still to be read."""
        self._unfined: dict[int, dict[int, int]] = {}
        """By epoch: the seats to be fined, each with when that was asked for (block time, seconds; 0 for never)."""
        self._misses: dict[Address, list[tuple[int, int]]] = {}

    def calls(self) -> Iterator[ContractFunction]:
        """Yields the calls that are due now. What fails for one epoch or owner is logged, and costs the others nothing."""
        last = self._network.reports.head()
        self._move(last)
        for epoch in sorted(self._unread):
            if self._guarded(self._read, epoch) is not None:
                self._unread.remove(epoch)
        for epoch in sorted(self._unfined):
            yield from self._guarded(self._fines, epoch) or ()
        for owner in list(self._misses):
            yield from self._guarded(self._jails, owner) or ()

    def _move(self, last: int) -> None:
        """Adds the epochs up to `last`, and forgets those that count for no jail any more."""
        first = max(1, last - JAIL_EPOCHS + 1)
        new = {*range(max(first, self._seen_upto + 1), last + 1)}
        if new:
            new -= {*self._whole(min(new))}
        self._unread = {epoch for epoch in (*self._unread, *new) if epoch >= first}
        self._seen_upto = max(self._seen_upto, last)
        self._unfined = {epoch: seats for epoch, seats in self._unfined.items() if seats and epoch >= first}
        recent = {owner: [miss for miss in misses if miss[0] >= first] for owner, misses in self._misses.items()}
        self._misses = {owner: sorted(misses) for owner, misses in recent.items() if misses}

    def _guarded(self, step: Callable[[_Subject], _Due], subject: _Subject) -> _Due | None:
        """What a step returns, or None if it fails. Then it is done again next time."""
        try:
            return step(subject)
        except Exception as error:
            log.warning("failed", step=step.__name__, subject=subject, problem=str(error), exc_info=unexpected(error))
            return None

    def _read(self, epoch: int) -> bool:
        """Reads the absences of an epoch. Returns whether they count."""
        state = self._network.scores.epoch(epoch)
        if not counts_absences(state.report_from, state.revealed_weight, state.total_weight):
            return False
        owners = self._network.validators.owners(state.set_id)
        self._unfined[epoch] = dict.fromkeys(absent_seats(state), 0)
        for seat in missed_seats(state):
            self._misses.setdefault(owners[seat], []).append((epoch, seat))
        return True

    def _fines(self, epoch: int) -> list[ContractFunction]:
        """The fines of an epoch that the chain does not have yet, and that were not asked for a while ago."""
        fined, now = self._network.pay.fined(epoch), self._network.connection.now()
        seats = {seat: asked for seat, asked in self._unfined[epoch].items() if not fined >> seat & 1}
        due = [seat for seat, asked in seats.items() if not asked or now >= asked + _AGAIN_SECONDS]
        self._unfined[epoch] = seats | dict.fromkeys(due, now)
        return [self._network.pay.fine_absence(epoch, seat) for seat in due]

    def _jails(self, owner: Address) -> list[ContractFunction]:
        jailed_upto = self._network.validators.jailed_upto(owner)
        absences = jailable(self._misses[owner], self._network.batches.current() - 1, jailed_upto)
        return [self._network.validators.jail(owner, absences)] if absences else []
