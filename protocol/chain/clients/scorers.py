"""Client of Scorers."""

from dataclasses import dataclass

from eth_utils.crypto import keccak
from web3.contract.contract import ContractFunction
from web3.types import EventData

from kula.protocol.chain.client import Client


@dataclass(frozen=True, slots=True)
class ProposedScorer:
    """One proposal of a scorer. The same scorer may be proposed again."""

    number: int
    """Its place among all proposals, from 1 on."""
    scorer_id: bytes
    manifest: bytes
    """The sha2-256 digest of the DAG-CBOR node that describes the scorer's files."""


@dataclass(frozen=True, slots=True)
class ScorerVote:
    """The vote on a scorer, as the chain holds it. All fields are 0 before the first vote and after one that passed."""

    set_id: int
    """The snapshot of the stakes that count."""
    until: int
    """When the vote ends, in seconds since 1970."""
    total: int
    weight: int
    """The weight that is for the scorer, of `total`. More than two thirds adopt it."""
    voted: int
    """The bitmap of the seats that voted."""


class Scorers(Client):
    """A client of Scorers: the scorer of each epoch, and votes on a new one."""

    NAME = "Scorers"

    def scorer_of(self, epoch: int) -> bytes:
        """Returns the id of the scorer for the open epoch or a later one."""
        return self.read("scorer_of", epoch)

    def next_scorer(self) -> tuple[bytes, int]:
        """Returns the scorer that was adopted last, and the first epoch that it scores."""
        return self.read("next_scorer_id"), self.read("from_epoch")

    def proposals(self) -> list[ProposedScorer]:
        """Returns all proposals, in order of the chain."""
        events = self.events("ScorerProposed")
        return [
            ProposedScorer(number, event["args"]["scorer_id"], event["args"]["manifest"])
            for number, event in enumerate(events, 1)
        ]

    def vote_on(self, scorer: bytes, manifest: bytes) -> ScorerVote:
        """Returns the vote on a scorer with this manifest that was opened last."""
        return ScorerVote(*self.read("proposal", keccak(scorer + manifest)))

    def adopted_manifest(self, scorer: bytes) -> bytes | None:
        """Returns the manifest that was voted on when a scorer was adopted; None for one that no vote adopted."""
        adopted = max(self.events("ScorerAdopted", scorer_id=scorer), key=_place, default=None)
        return adopted["args"]["manifest"] if adopted else None

    def propose(self, scorer: bytes, manifest: bytes, seat: int) -> ContractFunction:
        """Proposes a scorer. `seat` is a seat of the last closed epoch."""
        return self.write("propose", scorer, manifest, seat)

    def vote(self, scorer: bytes, manifest: bytes, seat: int) -> ContractFunction:
        """Votes for a scorer with the manifest of its proposal. `seat` is a seat of the vote's snapshot."""
        return self.write("vote", scorer, manifest, seat)


def _place(event: EventData) -> tuple[int, int]:
    return event["blockNumber"], event["logIndex"]
