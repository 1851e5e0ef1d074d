"""The demo's contributors: they send the stream's records, and later they correct answers of the served model."""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from eth_account.signers.local import LocalAccount

from kula.node.contributor.blocking import Contributor
from kula.node.contributor.opinions import correction
from kula.node.contributor.session import Sent
from kula.node.demo.stream import Arrival, Stream
from kula.protocol.chain.network import Network
from kula.protocol.errors import KulaError, RefusedByPolicy
from kula.protocol.program.keys import new_key
from kula.protocol.types import Address
from kula.scoring.models.judgement import example_of

CORRECTIONS = 4
"""Answers of the served model that the contributors correct."""
_ANSWER_CHARACTERS = range(30, 601)
"""How long a human answer may be to serve as a correction."""
_LAST_LATIN = 0x24F
"""The last code point of Unicode's Latin blocks."""

Say = Callable[[str], None]
Answered = tuple[dict[str, Any], str]
"""A prompt as a user's message, and a human answer to it."""


class People:
    """The accounts of a stream, each with a contributor's client. Keeps what they sent and how the gateway answered."""

    def __init__(self, network: Network, gateway: str, stream: Stream, say: Say) -> None:
        self._network = network
        self._gateway = gateway
        self._stream = stream
        self._say = say
        self._clients: dict[int, Contributor] = {}
        self.owners: dict[int, LocalAccount] = {account: new_key() for account in sorted(stream.behaviours)}
        self.attempts: Counter[int] = Counter()
        """Records that each account tried to send."""
        self.accepted: dict[str, Sent] = {}
        """Acknowledged records by record hash."""
        self.refused: Counter[str] = Counter()
        """Refused records by the rule that they break."""
        self.corrections: list[Sent] = []

    def enrol(self) -> None:
        """Every owner grants a session key."""
        for account, owner in self.owners.items():
            client = Contributor(self._gateway, owner, new_key())
            client.grant()
            self._clients[account] = client

    def refresh_clocks(self) -> int:
        """Let everybody look at the chain's clock, which the demo has moved. Returns the earliest time that one of them saw."""
        return min((client.refresh_clock() for client in self._clients.values()), default=sys.maxsize)

    def send_all(self, arrivals: Sequence[Arrival]) -> None:
        """Send records of the stream."""
        for arrival in arrivals:
            self._send(arrival.account, arrival.content)

    def served_model(self) -> bytes:
        """The manifest's hash of the model that answers at the gateway; empty if it signs no answers."""
        client = next(iter(self._clients.values()))
        answer = client.chat([{"role": "user", "content": "Hello"}], max_tokens=2)
        return bytes.fromhex(answer.signed.get("model", "0x")[2:])

    def correct_answers(self) -> None:
        """Ask the served model what people have answered, and correct its signed answers with theirs."""
        account, answered = self._most_paid()
        for prompt, human in answered:
            if len(self.corrections) == CORRECTIONS:
                break
            answer = self._clients[account].chat([prompt], max_tokens=32)
            if answer.text.strip() in ("", human):
                continue
            sent = self._send(account, correction(answer, human))
            if sent:
                self.corrections.append(sent)
        self._say(f"{len(self.corrections)} answers of the served model corrected by people")

    def _send(self, account: int, content: dict[str, Any]) -> Sent | None:
        self.attempts[account] += 1
        try:
            sent = self._clients[account].contribute(content)
        except RefusedByPolicy as refusal:
            self.refused[refusal.rule] += 1
            return None
        except KulaError:
            self.refused["malformed"] += 1
            return None
        self.accepted[sent.record] = sent
        return sent

    def _most_paid(self) -> tuple[int, list[Answered]]:
        """The account that the network has paid most of those with enough human answers, and these answers."""
        by_account = self._human_answers()
        enough = [account for account, answered in by_account.items() if len(answered) >= CORRECTIONS]
        earned = self._network.token.earned_of
        account = max(enough or by_account, key=lambda a: earned(Address(self.owners[a].address)), default=0)
        return account, by_account.get(account, [])

    def _human_answers(self) -> dict[int, list[Answered]]:
        """The English conversations of one question and one human answer, by account, newest first."""
        answers: defaultdict[int, list[Answered]] = defaultdict(list)
        for arrival in reversed(self._stream.arrivals):
            content = arrival.content
            example = example_of(content) if content.get("kind") == "conversation" else None
            if not example or len(example.messages) != 2 or example.messages[0]["role"] != "user":
                continue
            human = str(example.messages[1]["content"])
            if len(human) in _ANSWER_CHARACTERS and all(ord(character) <= _LAST_LATIN for character in human):
                answers[arrival.account].append((dict(example.messages[0]), human))
        return dict(answers)
