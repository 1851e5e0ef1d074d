"""Blind pairs: draws what makes the two answers, commits to it before the first word, and reveals it after the choice."""

import json
import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from eth_account.signers.local import LocalAccount

from kula.node.gateway.answers.chat import Chat, Message
from kula.node.gateway.answers.running import Answers, Running
from kula.node.gateway.answers.turns import Asker
from kula.node.gateway.database.opinion_tables import PairRow
from kula.node.gateway.database.pairs import Pairs
from kula.node.gateway.problems import Problem
from kula.protocol.canonical import canonical_json
from kula.protocol.hex import hex0
from kula.protocol.records.opinions import (
    SKIP,
    Pair,
    Sources,
    choice_digest,
    pair_digest,
    sources_hash,
)
from kula.protocol.signatures import SigningDomain, answer_digest, answer_hash, prompt_hash, require_signer, sign
from kula.protocol.types import Address, Answer
from kula.scoring.models.generation import Sampling

PAIR_SECONDS = 86_400
"""How long a choice is taken."""
SIDES = ("a", "b")
_TEMPERATURES = (200, 400, 600, 800, 1_000, 1_200)
"""In thousandths. A pair of one model has two of them, a pair of two models has one."""
_chance = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Started:
    """A pair whose answers are being made."""

    id: bytes
    pair: Pair
    signature: bytes
    answers: tuple[Running, Running]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What makes one answer."""

    of_parent: bool
    temperature: int


@dataclass(frozen=True, slots=True)
class Pairing:
    """Makes pairs, and takes choices."""

    pairs: Pairs
    domain: SigningDomain
    account: LocalAccount
    parent_percent: int
    """How many of a hundred pairs hold an answer of the adopted model's parent, where that is loaded."""
    _started: dict[bytes, Started] = field(default_factory=dict)
    """Pairs whose answers are kept, by id."""

    async def start(
        self, answers: Answers, messages: Sequence[Message], key: Address, *, asker: Asker, most_tokens: int, now: int
    ) -> Started:
        """Starts both answers, and commits to what makes them. Raises what `Answers.start` raises."""
        drawn = self.draw(can_ask_parent=await answers.parent() is not None)
        chats = [
            Chat(messages=messages, sampling=_sampling(one, most_tokens), of_parent=one.of_parent) for one in drawn
        ]
        a, b = [await answers.start(chat, asker, key) for chat in chats]
        sources: Sources = {
            side: {"model": hex0(running.making.manifest), "temperature": one.temperature}
            for side, running, one in zip(SIDES, (a, b), drawn, strict=True)
        }
        salt = secrets.token_bytes(32)
        pair = Pair(
            gateway=Address(self.account.address),
            key=key,
            prompt_hash=prompt_hash(messages),
            sources=sources_hash(salt, sources),
            until=now + PAIR_SECONDS,
        )
        id = pair_digest(self.domain, pair)
        row = PairRow(
            pair=id,
            key=key,
            prompt_hash=pair.prompt_hash,
            salt=salt,
            sources=canonical_json(sources).decode(),
            until=pair.until,
        )
        self.pairs.add(row, forget_before=now - PAIR_SECONDS)
        for old in [started.id for started in self._started.values() if not _is_kept(answers, started)]:
            del self._started[old]
        self._started[id] = Started(id, pair, sign(id, bytes(self.account.key)), (a, b))
        return self._started[id]

    def started(self, answers: Answers, id: bytes) -> Started:
        """Returns a pair whose answers can still be read. Raises Problem `not-found`."""
        started = self._started.get(id)
        if not started or not _is_kept(answers, started):
            raise Problem("not-found", "no answers of this pair are kept here; ask for a new one", "pair")
        return started

    def draw(self, *, can_ask_parent: bool) -> tuple[Drawn, Drawn]:
        """Draws what makes a and b, in an order that says nothing."""
        if can_ask_parent and _chance.randrange(100) < self.parent_percent:
            temperature = _chance.choice(_TEMPERATURES)
            both = [Drawn(False, temperature), Drawn(True, temperature)]
        else:
            both = [Drawn(False, temperature) for temperature in _chance.sample(_TEMPERATURES, 2)]
        _chance.shuffle(both)
        return both[0], both[1]

    def finish(self, started: Started, place: int) -> None:
        """Notes that an answer was made to its end."""
        self.pairs.finish(started.id, SIDES[place], answer_hash(started.answers[place].text))

    def choose(self, id: bytes, outcome: str, signature: bytes, now: int) -> PairRow:
        """Takes a choice that the pair's session key has signed; returns the pair. The same choice again changes nothing.

        Raises Problem `unknown-pair`, `pair-not-ready`, `no-preference` or `pair-chosen`, or InvalidSignature.
        """
        row = self.pairs.get(id)
        if not row or (now > row.until and not row.outcome):
            raise Problem("unknown-pair", "ask for a new pair", "pair")
        require_signer(choice_digest(self.domain, id, outcome), signature, Address(row.key), "the choice")
        if outcome != SKIP and not (row.a and row.b):
            raise Problem(
                "pair-not-ready", "an answer broke off, or is still being made; the pair can be skipped", "outcome"
            )
        if outcome != SKIP and row.a == row.b:
            raise Problem("no-preference", "both answers are the same words; the pair can be skipped", "outcome")
        chosen = self.pairs.choose(id, outcome, signature)
        if chosen.outcome != outcome:
            raise Problem("pair-chosen", f"the choice was {chosen.outcome}", "outcome")
        return chosen

    def signed_answer(self, row: PairRow, side: str) -> tuple[bytes, bytes] | None:
        """Returns an answer's model, and our signature over it; None if it was not made to its end."""
        text_hash = row.a if side == "a" else row.b
        if not text_hash:
            return None
        model = bytes.fromhex(self.sources(row)[side]["model"][2:])
        answer = Answer(prompt_hash=row.prompt_hash, answer_hash=text_hash, model_id=model, key=Address(row.key))
        return model, sign(answer_digest(self.domain, answer), bytes(self.account.key))

    @staticmethod
    def sources(row: PairRow) -> dict[str, dict[str, Any]]:
        """Returns what stands behind a pair."""
        return dict(json.loads(row.sources))


def require_chosen(pairs: Pairs, content: dict[str, Any], key: str) -> None:
    """Raises Problem `pair-mismatch` if a preference is about a pair of ours, and says something else than was chosen."""
    if content["kind"] != "preference":
        return
    a, b = answer_hash(content["a"]), answer_hash(content["b"])
    of_talk = [row for row in pairs.of_talk(key, prompt_hash(content["prompt"])) if {row.a, row.b} == {a, b}]
    wanted = (a, b, content["outcome"])
    if of_talk and wanted not in [(row.a, row.b, row.outcome) for row in of_talk]:
        detail = "send the pair's choice first, and then the record with the same answers a and b and the same outcome"
        raise Problem("pair-mismatch", detail, "content.outcome")


def _is_kept(answers: Answers, started: Started) -> bool:
    return all(answers.has(running) for running in started.answers)


def _sampling(drawn: Drawn, most_tokens: int) -> Sampling:
    return Sampling(most_tokens=most_tokens, temperature=drawn.temperature / 1000, seed=secrets.randbits(31))
