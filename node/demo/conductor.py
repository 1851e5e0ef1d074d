"""The demo's course: contribute a slice, let the clock pass, watch the network do its work, chat with what it adopted.

It plays the contributors and moves anvil's clock; everything else is done by the network's own processes.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from eth_account.signers.local import LocalAccount

from kula.node.contributor.client import Contributor, Sent
from kula.node.demo.stream import Arrival, Stream
from kula.node.local.network import LocalNetwork
from kula.protocol.chain.clients.registry import ModelState
from kula.protocol.errors import KulaError, RefusedByPolicy, Unavailable
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.program.keys import new_key
from kula.protocol.types import Address, Phase
from kula.scoring.models.judgement import example_of

BORN = 4
"""Records born in the network: chats that a contributor corrects."""
_LIMIT_SECONDS = 1_200
_POLL_SECONDS = 0.3

Say = Callable[[str], None]


@dataclass
class Course:
    """What happened, beyond what chain and store say."""

    sent: dict[int, int] = field(default_factory=dict)
    """Records sent by account."""
    receipts: dict[str, int] = field(default_factory=dict)
    """Account by acknowledged record."""
    refused: dict[str, int] = field(default_factory=dict)
    born: list[Sent] = field(default_factory=list)
    seconds: dict[int, dict[str, float]] = field(default_factory=dict)


class Conductor:
    """Plays one stream through a local network."""

    def __init__(self, local: LocalNetwork, stream: Stream, epochs: int, say: Say) -> None:
        self._local = local
        self._network = local.network
        self._stream = stream
        self._slices = stream.epochs(epochs)
        self._say = say
        self.course = Course()
        self.owners: dict[int, LocalAccount] = {a: new_key() for a in sorted(stream.behaviours)}
        self._contributors: dict[int, Contributor] = {}

    def play(self) -> None:
        """All epochs. One more follows when the first candidate was judged only in the last of the stream."""
        self._enrol()
        for epoch, arrivals in enumerate(self._slices, start=1):
            self._epoch(epoch, arrivals)
        if not self.course.born:
            self._epoch(len(self._slices) + 1, ())

    def _epoch(self, epoch: int, arrivals: Sequence[Arrival]) -> None:
        clock = self.course.seconds.setdefault(epoch, {})
        self._timed(clock, "contribute", lambda: self._contribute(epoch, arrivals))
        if not arrivals and not self.course.born:
            self._say("no prompt of the input has a human answer to correct with: nothing was born")
            return
        self._local.anvil.pass_time(self._network.parameters.open_seconds)
        self._timed(clock, "score", lambda: self._wait(epoch, Phase.REPORT, "scored"))
        self._timed(clock, "report", lambda: self._wait(epoch, Phase.CHALLENGE, "reported"))
        self._timed(clock, "judge", lambda: self._wait_judged(epoch))
        self._local.anvil.pass_time(self._network.parameters.challenge_seconds)
        self._timed(clock, "finalise", lambda: self._wait(epoch, Phase.FINAL, "final"))
        self._timed(clock, "curate", lambda: self._wait_dataset(epoch))
        if epoch < len(self._slices):
            self._timed(clock, "train", lambda: self._wait_candidate(epoch))
        self._wait_claims(epoch)

    def _enrol(self) -> None:
        for number, owner in self.owners.items():
            contributor = Contributor(self._local.gateway, owner, new_key())
            contributor.grant()
            self._contributors[number] = contributor

    def _contribute(self, epoch: int, arrivals: Sequence[Arrival]) -> None:
        if epoch > 2 or epoch > len(self._slices):
            self._be_born()
        for arrival in arrivals:
            self._send(arrival.account, arrival.content)
        self._say(f"epoch {epoch}: {len(arrivals)} records of the stream sent")

    def _send(self, account: int, content: dict[str, Any]) -> Sent | None:
        self.course.sent[account] = self.course.sent.get(account, 0) + 1
        try:
            sent = self._contributors[account].contribute(content)
        except RefusedByPolicy as refused:
            self.course.refused[refused.rule] = self.course.refused.get(refused.rule, 0) + 1
            return None
        except KulaError:
            self.course.refused["malformed"] = self.course.refused.get("malformed", 0) + 1
            return None
        self.course.receipts[sent.record] = account
        return sent

    def _be_born(self) -> None:
        """Chat with the served model on prompts that people answered, and correct its signed answers with theirs."""
        if self.course.born or self._judged() == 0:
            return
        self._wait_served()
        for account, prompt, human in self._human_answers():
            if len(self.course.born) == BORN:
                break
            answer = self._contributors[account].chat([prompt], max_tokens=32)
            if "answer" not in answer or not answer["content"].strip() or answer["content"].strip() == human:
                continue
            content = {"kind": "correction", "messages": [prompt, answer], "corrected": human}
            sent = self._send(account, content)
            if sent:
                self.course.born.append(sent)
        self._say(f"{len(self.course.born)} records born: chats with the served model, corrected by people")

    def _human_answers(self) -> list[tuple[int, dict[str, Any], str]]:
        """Single-turn conversations of the stream with a human answer, by the account that the network has paid most."""
        found: list[tuple[int, dict[str, Any], str]] = []
        for arrival in self._stream.arrivals[::-1]:
            content = arrival.content
            example = example_of(content) if content.get("kind") == "conversation" else None
            if not example or len(example.messages) != 2 or example.messages[0]["role"] != "user":
                continue
            human = str(example.messages[1]["content"])
            if 30 <= len(human) <= 600 and self._is_english(human):
                found.append((arrival.account, dict(example.messages[0]), human))
        by_account: dict[int, list[tuple[int, dict[str, Any], str]]] = {}
        for item in found:
            by_account.setdefault(item[0], []).append(item)
        enough = [account for account, items in by_account.items() if len(items) >= BORN] or list(by_account)
        token = self._network.token
        best = max(enough, key=lambda a: token.earned_of(Address(self.owners[a].address)), default=None)
        return by_account[best] if best is not None else []

    @staticmethod
    def _is_english(text: str) -> bool:
        return all(ord(c) < 0x250 for c in text)

    def _judged(self) -> int:
        models = self._network.registry.models()
        return sum(model.state != ModelState.CANDIDATE for number, model in models.items() if number > 1)

    # Waiting.

    def _wait(self, epoch: int, phase: Phase, word: str) -> None:
        self._until(lambda: self._network.reports.phase(epoch) >= phase, f"epoch {epoch} is not {word}")
        self._say(f"epoch {epoch}: {word}")

    def _wait_judged(self, epoch: int) -> None:
        registry = self._network.registry
        waiting = [number for number, model in registry.models().items() if number > 1 and model.judged_on == epoch]
        for number in waiting:
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

        self._until(published, f"no dataset of epoch {epoch}")
        self._say(f"dataset {registry.last_dataset()}: {registry.dataset(registry.last_dataset()).rows} rows")

    def _wait_candidate(self, epoch: int) -> None:
        registry = self._network.registry

        def fixed() -> bool:
            return any(model.judged_on == epoch + 1 for model in registry.models().values())

        self._until(fixed, f"no candidate of epoch {epoch}")
        self._say(f"model {registry.last_model()}: fixed on chain, to be judged on epoch {epoch + 1}")

    def _wait_served(self) -> None:
        """The gateway has loaded what the chain serves: its answers name that manifest."""
        want = self._network.registry.model(self._network.registry.served()).manifest
        key = next(iter(self._contributors.values()))

        def answers() -> bool:
            message = key.chat([{"role": "user", "content": "Hello"}], max_tokens=2)
            return bytes.fromhex(message.get("answer", {}).get("model", "0x")[2:]) == want

        self._until(answers, "the gateway does not serve the adopted model")

    def _wait_claims(self, epoch: int) -> None:
        ledger = self._ledger(epoch)
        due = {a: ledger.earned(r) for a, r in ledger.last_rows().items()}
        threshold = 10**16
        token = self._network.token

        def paid() -> bool:
            return all(amount - token.earned_of(a) < threshold for a, amount in due.items())

        self._until(paid, f"claims of epoch {epoch} are not paid")
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
            if time.monotonic() - beat > 15:
                beat = time.monotonic()
                self._say(f"  … {problem} yet")
            time.sleep(_POLL_SECONDS)

    @staticmethod
    def _timed(clock: dict[str, float], name: str, work: Callable[[], None]) -> None:
        began = time.monotonic()
        work()
        clock[name] = round(time.monotonic() - began, 1)
