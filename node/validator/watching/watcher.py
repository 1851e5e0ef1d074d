"""The watcher without a stake: looks at each report that is not final, and does what the chain is due."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from structlog import get_logger

from kula.node.validator.epoch import epoch_medians
from kula.node.validator.holding import Holding
from kula.node.validator.journal import EPOCHS_KEPT
from kula.node.validator.patience import Patience
from kula.node.validator.reporting import same_as_standing
from kula.node.validator.watching.demands import answer_demands
from kula.node.validator.watching.watch import Watch, send_first
from kula.protocol.chain.network import Network
from kula.protocol.errors import KulaError, unexpected
from kula.protocol.program.edge import Edge, Subject
from kula.protocol.reading.material import Material

_LEAVES_SECONDS = 300
"""How long an epoch's unknown leaves are not asked for again."""
_FIRST_WAIT_SECONDS = 15
_MOST_WAIT_SECONDS = 240
"""How long what failed is left alone: at first, and at most. It is twice as long after each further failure."""

log = get_logger("watcher")


@dataclass(slots=True)
class Watcher:
    """Watches every report that can still fall. What fails for one epoch is logged, and costs the others nothing."""

    watch: Watch
    holding: Holding
    """The leaves that gateways and seats give us, on disk. Gateways give none, unless our account has a seat."""
    patience: Patience
    failed: int = 0
    """How often a step ended in an error that we did not expect."""
    edge: Edge = field(default_factory=lambda: Edge(first_seconds=_FIRST_WAIT_SECONDS, most_seconds=_MOST_WAIT_SECONDS))
    _materials: dict[int, tuple[int, Material]] = field(default_factory=dict, init=False)
    """Of the epochs that are not final: when it was read (block time, seconds), and what."""
    _final: int = field(default=0, init=False)
    """The last final epoch at the last turn."""
    _same: set[bytes] = field(default_factory=set, init=False)
    """Digests of reports that are the same as ours."""
    _done: set[bytes] = field(default_factory=set, init=False)
    """Digests of reports about which nothing more can be done."""

    def run(self, stop: threading.Event, seconds: float) -> None:
        """Turn until `stop` is set, with a pause of `seconds`."""
        while not stop.is_set():
            self._take(("turn",), self._turn)
            stop.wait(seconds)

    def _turn(self) -> None:
        with self._network.connection.turn():
            # A transaction that is stuck does not keep us from looking.
            self._take(("resend",), self.watch.sender.resume)
            self.turn()

    def turn(self) -> None:
        """Look at each report that can still fall, then at what has been due for a while. Each sends one call at most."""
        reports = self._network.reports
        final, head = reports.final_upto(), reports.head()
        self._materials = {epoch: kept for epoch, kept in self._materials.items() if epoch > final}
        if final > self._final:
            self.holding.journal.forget_before(final - EPOCHS_KEPT)
            self._final = final
        standing = {reports.standing(epoch).digest for epoch in range(final + 1, head + 1)}
        self._same &= standing
        self._done &= standing
        for epoch in range(final + 1, head + 1):
            self._take(("look", epoch), lambda epoch=epoch: self._try_look(epoch))
        send_first(self.watch.sender, self.patience.calls(len(self._network.validators.active())))

    def pending(self) -> list[dict[str, object]]:
        """Returns our open demands, each with its epoch, place, deposit (10^-18 KULA) and deadline (block time)."""
        demands = self._network.demands
        return [
            {
                "epoch": asked.epoch,
                "kind": asked.kind.name.lower(),
                "place": asked.place,
                "deposit": asked.deposit,
                "until": demands.demand(asked.digest, asked.kind, asked.place).until,
            }
            for asked in self.watch.deposits.open()
        ]

    @property
    def _network(self) -> Network:
        return self.watch.ledgers.network

    def _take(self, subject: Subject, step: Callable[[], object]) -> None:
        """Take a step unless it failed lately. Nothing ends the loop; an error is logged and counted."""

        def counted() -> None:
            try:
                step()
            except Exception as error:
                self.failed += unexpected(error) is not None
                raise

        self.edge.take(subject, counted)

    def _try_look(self, epoch: int) -> None:
        """Look, and go on in the next turn if something is refused or not there yet: that is how disputes go on."""
        try:
            self._look(epoch)
        except KulaError as error:
            log.warning("look", epoch=epoch, problem=str(error))

    def _look(self, epoch: int) -> None:
        """Answer one demand on a report that is the same as ours, and challenge one that is not."""
        state = self._network.reports.standing(epoch)
        if not state.exists or state.digest in self._done:
            return
        material = self._material(epoch)
        if state.digest in self._same or same_as_standing(self.watch.ledgers, material):
            self._same.add(state.digest)
            if self._network.demands.open_of(state.digest):
                ledger = self.watch.ledgers.at(epoch)
                send_first(self.watch.sender, answer_demands(self._network, ledger, material))
            return
        if self.watch.step(material):
            self._done.add(state.digest)

    def _material(self, epoch: int) -> Material:
        """The epoch's leaves. While some are unknown they are looked for again: a gateway or a seat may serve them later."""
        now = self._network.connection.now()
        read_at, kept = self._materials.get(epoch, (0, None))
        if kept and (now < read_at + _LEAVES_SECONDS or all(leaf.known for leaf in kept.leaves)):
            return kept
        floor = self._network.parameters.floor
        above = [pos for pos, median in enumerate(epoch_medians(self._network, epoch)) if median > floor]
        material = self.holding.complete(epoch, above)
        self._materials[epoch] = now, material
        return material
