"""Client of Scores."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from web3.contract.contract import ContractFunction
from web3.types import EventData

from kula.protocol.chain.client import Client
from kula.protocol.chain.connection import Connection
from kula.protocol.encoding import scores_hash
from kula.protocol.errors import IntegrityError, MalformedInput
from kula.protocol.hex import hex0
from kula.protocol.parameters import Parameters
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
    """Zero until it is fixed. No party knows it before the reveals are over."""

    def changes_at(self, parameters: Parameters) -> int | None:
        """Returns the block time at which this state changes by itself, or None if only a transaction changes it."""
        if not self.closed_at or self.report_from:
            return None
        if not self.reveal_from:
            return self.closed_at + parameters.commit_seconds
        return self.reveal_from + parameters.reveal_seconds

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
    operator: Address
    salt: bytes
    scores: bytes
    scores_hash: bytes
    files: bytes
    transaction: str


class Scores(Client):
    """A client of Scores: commits, reveals and seeds."""

    NAME = "Scores"
    KEPT = ("Revealed",)

    def __init__(
        self, connection: Connection, address: Address, first_block: int, parameters: Callable[[], Parameters]
    ) -> None:
        """`parameters` returns the deployment's numbers."""
        super().__init__(connection, address, first_block)
        self._parameters = parameters

    def epoch(self, number: int) -> ScoreRound:
        """Returns the chain's state of an epoch's scores."""
        return _round(self.read_until(lambda fields: _round(fields).changes_at(self._parameters()), "epoch", number))

    def changes_at(self, number: int) -> int | None:
        """Returns the block time at which an epoch's phase changes by itself, or None if only transactions change it."""
        return self.epoch(number).changes_at(self._parameters())

    def commit_of(self, epoch: int, seat: int) -> bytes:
        """Returns a seat's commitment. After its reveal, returns the hash of its scores."""
        return self.read("commit_of", epoch, seat)

    def reveals(self, epoch: int) -> list[Reveal]:
        """Returns an epoch's reveals in the order of seats. The scores come from the transactions' calldata.

        Raises IntegrityError with the seat if the scores of one are not those that the contract has seen. Then nobody
        can compute the medians, so nobody may sign a report. The contract takes reveals from plain accounts only, so
        the RPC must be wrong: ask another one. Raises Unavailable while an endpoint hides the reveal of a seat.
        """
        state = self.epoch(epoch)
        reveals = [self._reveal(event) for event in self.events("Revealed", epoch=epoch)]
        hidden = state.revealed & ~sum({1 << reveal.seat for reveal in reveals})
        if hidden:
            self.miss(f"{hidden.bit_count()} reveals of epoch {epoch}", ("Revealed",), state.closed_at)
        return sorted(reveals, key=lambda reveal: reveal.seat)

    def commit(self, epoch: int, seat: int, commit_hash: bytes) -> ContractFunction:
        """Commits to scores."""
        return self.write("commit", epoch, seat, commit_hash)

    def reveal(self, epoch: int, seat: int, salt: bytes, scores: bytes, files: bytes) -> ContractFunction:
        """Reveals scores."""
        return self.write("reveal", epoch, seat, salt, scores, files)

    def aim_of(self, epoch: int) -> int:
        """Returns the number of the block that an epoch's seed comes from, or 0 while none is named."""
        return self.read("aim_of", epoch)

    def is_seedless(self, epoch: int) -> bool:
        """Tells whether an epoch whose reveals are over never gets a seed."""
        return self.read("is_seedless", epoch)

    def aim(self, epoch: int) -> ContractFunction:
        """Names the block that the seed of an epoch comes from, after its reveals."""
        return self.write("aim", epoch)

    def fix_seed(self, epoch: int, header: bytes) -> ContractFunction:
        """Fixes the seed of an epoch by the header of the named block, in RLP."""
        return self.write("fix_seed", epoch, header)

    def _reveal(self, event: EventData) -> Reveal:
        fields = event["args"]
        where = f"the scores of seat {fields['seat']} in epoch {fields['epoch']}"
        try:
            scores = self.arguments(event, "reveal")["scores"]
        except MalformedInput as error:
            raise IntegrityError(where, str(error)) from error
        if scores_hash(scores) != fields["scores_hash"]:
            raise IntegrityError(where, "do not hash to what the contract logged; ask another RPC")
        return Reveal(
            seat=fields["seat"],
            operator=Address(fields["operator"]),
            salt=fields["salt"],
            scores=scores,
            scores_hash=fields["scores_hash"],
            files=fields["files"],
            transaction=hex0(event["transactionHash"]),
        )


def _round(fields: Sequence[object]) -> ScoreRound:
    return ScoreRound(**dict(zip(ScoreRound.__dataclass_fields__, fields, strict=True)))  # type: ignore[arg-type]
