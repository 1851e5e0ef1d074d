"""The chain's votes on scorers, as an operator takes part in them: propose a folder, look at a proposal, vote for it.

A vote passes with more than two thirds of the stake. There is no vote against a scorer: whoever is against it does not vote.
No node votes by itself.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kula.protocol.chain.clients.scorers import ProposedScorer
from kula.protocol.chain.network import Network
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import MalformedInput, RefusedByPolicy
from kula.protocol.hex import hex0
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.ipfs.store import Store
from kula.protocol.types import Address
from kula.scoring.manifest import fetch, publish
from kula.scoring.scorer import Scorer, scorer_id

_SAMPLE = [
    {"role": "user", "content": "How long does an egg have to boil until its yolk is soft?"},
    {"role": "assistant", "content": "Lower it into boiling water and wait six and a half minutes."},
]


@dataclass(frozen=True, slots=True)
class Ballots:
    """Votes on scorers of one network, for one operator."""

    network: Network
    store: Store

    def status(self) -> dict[str, Any]:
        """The scorer of the open epoch, the one that follows it, and all proposals with the state of their votes."""
        scorers, current = self.network.scorers, self.network.batches.current()
        following, from_epoch = scorers.next_scorer()
        return {
            "epoch": current,
            "scorer": hex0(scorers.scorer_of(current)),
            "next": hex0(following) if from_epoch > current else None,
            "next_from_epoch": from_epoch if from_epoch > current else None,
            "proposals": [self._state(proposal) for proposal in scorers.proposals()],
        }

    def propose(self, folder: Path, sender: Sender) -> ProposedScorer:
        """Publishes the scorer in a folder and opens the vote on it.

        Raises MalformedInput for a folder that holds no scorer, RefusedByPolicy without a seat, and ChainRefused.
        """
        _try(folder)
        seat = self._seats(self._last_set(), sender.address)[0]
        wanted = scorer_id(self.network.parameters, folder)
        manifest = publish(self.store, folder)
        sender.send(self.network.scorers.propose(wanted, manifest, seat))
        return next(p for p in reversed(self.network.scorers.proposals()) if p.manifest == manifest)

    def vote(self, number: int, sender: Sender) -> ProposedScorer:
        """Votes for a proposal with every seat that has not voted, after fetching its scorer and scoring one record with it.

        Raises MalformedInput for an unknown number, what `fetch` raises, RefusedByPolicy for a vote that is over or without a
        seat, and ChainRefused.
        """
        proposal = self._proposal(number)
        vote = self.network.scorers.vote_on(proposal.scorer_id, proposal.manifest)
        if vote.until <= self.network.connection.now():
            raise RefusedByPolicy("vote", f"the vote on proposal {number} is over")
        seats = [seat for seat in self._seats(vote.set_id, sender.address) if not vote.voted >> seat & 1]
        with tempfile.TemporaryDirectory() as around:
            folder = Path(around) / "scorer"
            fetch(self.store, proposal.manifest, proposal.scorer_id, self.network.parameters, folder)
            _try(folder)
        for seat in seats:
            sender.send(self.network.scorers.vote(proposal.scorer_id, proposal.manifest, seat))
        return proposal

    def _state(self, proposal: ProposedScorer) -> dict[str, Any]:
        vote = self.network.scorers.vote_on(proposal.scorer_id, proposal.manifest)
        open_still = vote.until > self.network.connection.now()
        return {
            "number": proposal.number,
            "scorer": hex0(proposal.scorer_id),
            "manifest": bytes32_to_cid(proposal.manifest),
            "adopted": self.network.scorers.adopted_manifest(proposal.scorer_id) == proposal.manifest,
            "open_until": vote.until if open_still else None,
            "permille_for": 1_000 * vote.weight // vote.total if open_still else None,
        }

    def _last_set(self) -> int:
        return self.network.scores.epoch(self.network.batches.current() - 1).set_id

    def _proposal(self, number: int) -> ProposedScorer:
        """The proposal of that number, which must be the last one of its scorer and manifest."""
        proposals = self.network.scorers.proposals()
        if not 1 <= number <= len(proposals):
            raise MalformedInput("number", f"must be one of 1 to {len(proposals)}, as `kula scorer status` lists them")
        proposal = proposals[number - 1]
        subject = (proposal.scorer_id, proposal.manifest)
        last = max(p.number for p in proposals if (p.scorer_id, p.manifest) == subject)
        if last != number:
            raise RefusedByPolicy("vote", f"the scorer of proposal {number} was proposed again, as number {last}")
        return proposal

    def _seats(self, set_id: int, operator: Address) -> list[int]:
        """The operator's seats in a snapshot. Raises RefusedByPolicy if it has none."""
        operators = [seat.operator for seat in self.network.validators.seats(set_id)]
        seats = [number for number, other in enumerate(operators) if other == operator]
        if not seats:
            raise RefusedByPolicy("seat", f"{operator} holds no seat in the stakes that count for this vote")
        return seats


def _try(folder: Path) -> None:
    """Scores one record with the scorer in a folder. Raises MalformedInput if it cannot."""
    try:
        Scorer.load(folder, "cpu", cascade=False).score([{"kind": "conversation", "messages": _SAMPLE}])
    except Exception as error:  # What foreign files raise is of no fixed class.
        raise MalformedInput(str(folder), f"holds no scorer that runs here: {error!r}") from error
