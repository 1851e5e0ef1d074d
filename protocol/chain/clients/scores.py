"""Client of Scores."""

from dataclasses import dataclass

from web3.contract.contract import ContractFunction
from web3.types import EventData

from kula.protocol.chain.client import Client
from kula.protocol.hex import hex0
from kula.protocol.types import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRound:
    """The chain's state of an epoch's scores. `reveal_from` and `report_from` are 0 until their times are known."""

    batches_root: bytes
    scorer_id: bytes
    records: int
    set_id: int
    seats: int
    closed_at: int
    reveal_from: int
    report_from: int
    committed: int
    revealed: int
    total_weight: int
    revealed_weight: int
    seed: bytes
    """The exclusive or of all revealed salts. No party can know it before the last reveal."""

    def has_revealed(self, seat: int) -> bool:
        """Tells whether a seat has revealed."""
        return bool(self.revealed >> seat & 1)

    def has_committed(self, seat: int) -> bool:
        """Tells whether a seat has committed."""
        return bool(self.committed >> seat & 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal:
    """A seat's reveal."""

    seat: int
    validator: Address
    salt: bytes
    scores: bytes
    scores_hash: bytes
    files: bytes
    transaction: str


class Scores(Client):
    """A client of Scores: commits and reveals."""

    NAME = "Scores"

    def epoch(self, number: int) -> ScoreRound:
        """Returns the chain's state of an epoch's scores."""
        names = list(ScoreRound.__dataclass_fields__)
        return ScoreRound(**dict(zip(names, self.read("epoch", number), strict=True)))

    def commit_of(self, epoch: int, seat: int) -> bytes:
        """Returns a seat's commitment. After its reveal, returns the hash of its scores."""
        return self.read("commit_of", epoch, seat)

    def reveals(self, epoch: int) -> list[Reveal]:
        """Returns an epoch's reveals in the order of seats. The scores come from the transactions' calldata."""
        reveals = [self._reveal(event) for event in self.events("Revealed", epoch=epoch)]
        return sorted(reveals, key=lambda reveal: reveal.seat)

    def commit(self, epoch: int, seat: int, commit_hash: bytes) -> ContractFunction:
        """Commits to scores."""
        return self.write("commit", epoch, seat, commit_hash)

    def reveal(self, epoch: int, seat: int, salt: bytes, scores: bytes, files: bytes) -> ContractFunction:
        """Reveals scores."""
        return self.write("reveal", epoch, seat, salt, scores, files)

    def _reveal(self, event: EventData) -> Reveal:
        fields = event["args"]
        return Reveal(
            seat=fields["seat"],
            validator=Address(fields["validator"]),
            salt=fields["salt"],
            scores=self.arguments(event)["scores"],
            scores_hash=fields["scores_hash"],
            files=fields["files"],
            transaction=hex0(event["transactionHash"]),
        )
