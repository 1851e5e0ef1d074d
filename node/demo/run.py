"""The demo's course: send part of the stream, let time pass, wait for the network's own processes, and so on per epoch.

The demo moves anvil's clock and plays the contributors. It does nothing else that the report shows: gateway, validators and
trainer are programs of their own.
"""

import time
from collections.abc import Callable, Sequence

from kula.node.demo.people import People, Say
from kula.node.demo.stream import Arrival, Stream
from kula.node.local.network import LocalNetwork
from kula.protocol.chain.clients.registry import ModelState
from kula.protocol.errors import Unavailable
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.types import Phase

_LIMIT_SECONDS = 1_200
_BEAT_SECONDS = 15
_POLL_SECONDS = 0.3
_LEAST_CLAIM = 10**16
"""Units; a smaller claim is not relayed yet."""


class DemoRun:
    """Plays one stream through a local network."""

    def __init__(self, local: LocalNetwork, stream: Stream, epochs: int, say: Say) -> None:
        self._local = local
        self._network = local.network
        self._slices = stream.epochs(epochs)
        self._say = say
        self.people = People(local.network, local.gateway, stream, say)
        self.seconds: dict[int, dict[str, float]] = {}
        """Wall time by epoch and step."""

    def play(self) -> None:
        """Play all epochs. If the first candidate is judged only in the last one, another epoch with corrections follows."""
        self.people.enrol()
        for epoch, arrivals in enumerate(self._slices, start=1):
            self._play_epoch(epoch, arrivals)
        if not self.people.corrections:
            self._play_epoch(len(self._slices) + 1, ())

    def _play_epoch(self, epoch: int, arrivals: Sequence[Arrival]) -> None:
        clock = self.seconds.setdefault(epoch, {})
        self._timed(clock, "contribute", lambda: self._contribute(epoch, arrivals))
        if not arrivals and not self.people.corrections:
            self._say("the stream holds no English question with a human answer, so no answer was corrected")
            return
        self._local.anvil.pass_time(self._network.parameters.open_seconds)
        self._timed(clock, "score", lambda: self._wait_phase(epoch, Phase.REPORT, "scored"))
        self._timed(clock, "report", lambda: self._wait_phase(epoch, Phase.CHALLENGE, "reported"))
        self._timed(clock, "judge", lambda: self._wait_judged(epoch))
        self._local.anvil.pass_time(self._network.parameters.challenge_seconds)
        self._timed(clock, "finalise", lambda: self._wait_phase(epoch, Phase.FINAL, "final"))
        self._timed(clock, "curate", lambda: self._wait_dataset(epoch))
        if epoch <= self._local.plan.train_until:
            self._timed(clock, "train", lambda: self._wait_candidate(epoch))
        self._wait_claims(epoch)

    def _contribute(self, epoch: int, arrivals: Sequence[Arrival]) -> None:
        # Only records that are signed after a candidate was fixed may judge it.
        self._local.anvil.pass_time(2)
        moved = self._network.connection.now()
        self._until(lambda: self.people.refresh_clocks() >= moved, "the gateway has not seen the chain's new time")
        late = epoch > 2 or epoch > len(self._slices)
        if late and not self.people.corrections and self._any_judged():
            self._wait_served()
            self.people.correct_answers()
        self.people.send_all(arrivals)
        self._say(f"epoch {epoch}: {len(arrivals)} records of the stream sent")

    def _any_judged(self) -> bool:
        candidates = self._network.registry.models(after=1).values()
        return any(model.state != ModelState.CANDIDATE for model in candidates)

    # Waiting.

    def _wait_phase(self, epoch: int, phase: Phase, word: str) -> None:
        self._until(lambda: self._network.reports.phase(epoch) >= phase, f"epoch {epoch} is not {word}")
        self._say(f"epoch {epoch}: {word}")

    def _wait_judged(self, epoch: int) -> None:
        registry = self._network.registry
        rounds = self._network.judgements
        models = registry.models(after=1).items()
        candidates = [n for n, model in models if model.round and rounds.round(model.round).last == epoch]
        for number in candidates:
            self._until(
                lambda n=number: registry.model(n).state != ModelState.CANDIDATE, f"model {number} is not judged"
            )
            self._say(f"model {number}: {ModelState(registry.model(number).state).name.lower()}")

    def _wait_dataset(self, epoch: int) -> None:
        registry = self._network.registry
        if not self._ledger(epoch).sum_credit:
            self._say(f"epoch {epoch}: nothing was paid, so there is no dataset")
            return

        def published() -> bool:
            last = registry.last_dataset()
            return last > 0 and registry.dataset(last).last_epoch >= epoch

        self._until(published, f"the dataset of epoch {epoch} is not published")
        self._say(f"dataset {registry.last_dataset()}: {registry.dataset(registry.last_dataset()).rows} rows")

    def _wait_candidate(self, epoch: int) -> None:
        registry = self._network.registry

        def proposed() -> bool:
            newest = self._network.judgements.last_round()
            return newest > 0 and self._network.judgements.round(newest).first == epoch + 1

        self._until(proposed, f"the candidate of epoch {epoch} is not trained")
        self._say(f"model {registry.last_model()}: its hash is on chain, to be judged on epoch {epoch + 1}")

    def _wait_served(self) -> None:
        """Wait until the gateway's answers name the model that the chain serves."""
        manifest = self._network.registry.model(self._network.registry.served()).manifest
        self._until(lambda: self.people.served_model() == manifest, "the adopted model is not served at the gateway")

    def _wait_claims(self, epoch: int) -> None:
        ledger = self._ledger(epoch)
        due = {account: ledger.earned(row) for account, row in ledger.last_rows().items()}
        earned_of = self._network.token.earned_of

        def paid() -> bool:
            return all(amount - earned_of(account) < _LEAST_CLAIM for account, amount in due.items())

        self._until(paid, f"the pay of epoch {epoch} is not claimed")
        self._say(f"epoch {epoch}: {len(due)} accounts paid by relayed claims")

    def _ledger(self, epoch: int) -> Ledger:
        return self._local.ledgers.at(epoch)

    def _until(self, done: Callable[[], bool], problem: str) -> None:
        deadline = time.monotonic() + _LIMIT_SECONDS
        beat = time.monotonic()
        while not done():
            self._local.processes.check()
            if time.monotonic() > deadline:
                raise Unavailable(f"{problem} after {_LIMIT_SECONDS} s; see {self._local.plan.folder / 'logs'}")
            if time.monotonic() - beat > _BEAT_SECONDS:
                beat = time.monotonic()
                self._say(f"  … {problem} yet")
            time.sleep(_POLL_SECONDS)

    @staticmethod
    def _timed(clock: dict[str, float], name: str, work: Callable[[], None]) -> None:
        began = time.monotonic()
        work()
        clock[name] = round(time.monotonic() - began, 1)
