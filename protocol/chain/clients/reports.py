"""Client of Reports."""

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass

from web3.contract.contract import ContractFunction
from web3.types import EventData

from kula.protocol.chain.client import Client
from kula.protocol.chain.connection import Connection
from kula.protocol.types import Address, Phase, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportState:
    """The chain's state of a report that is live or final. `root` is zero if there is none."""

    digest: bytes
    root: bytes
    records: int
    price: int
    proposed_at: int
    parent: int
    signers: int

    @property
    def exists(self) -> bool:
        """Whether the epoch has a ledger."""
        return any(self.root)


class Reports(Client):
    """A client of Reports: the reports of epochs, each the parent of the next."""

    NAME = "Reports"
    KEPT = ("ReportProposed",)

    def __init__(
        self, connection: Connection, address: Address, first_block: int, changes_at: Callable[[int], int | None]
    ) -> None:
        """`changes_at` returns the block time at which an epoch's phase changes without a transaction, or None."""
        super().__init__(connection, address, first_block)
        self._changes_at = changes_at

    def phase(self, epoch: int) -> Phase:
        """Returns the phase of an epoch."""

        def until(phase: int) -> int | None:
            return self._changes_at(epoch) if phase in (Phase.COMMIT, Phase.REVEAL) else None

        return Phase(self.read_until(until, "phase", epoch))

    def head(self) -> int:
        """Returns the last epoch that has a live report or is final."""
        return self.read("head")

    def tip(self) -> int:
        """Returns the last epoch with a ledger, or 0 before the first."""
        return self.read("tip")

    def final_upto(self) -> int:
        """Returns the last final epoch. Every epoch before it is final too."""
        return self.read("final_upto")

    def allotted(self) -> int:
        """Returns what the ledgers of all final epochs allot to contributors."""
        return self.read("allotted")

    def lost(self, epoch: int) -> bool:
        """Tells whether an epoch ended without a ledger, for ever."""
        return self.read("lost", epoch)

    def attempt(self) -> int:
        """Returns how many reports have fallen. Every report digest covers this number."""
        return self.read("attempt")

    def turned_at(self) -> int:
        """Returns when the last settled epoch changed (block time, seconds). The next epoch's deadline counts from it."""
        return self.read("turned_at")

    def paused_until(self) -> int:
        """Returns until when no report can be proposed (block time, seconds), or 0 if there was never a pause."""
        return self.read("paused_until")

    def standing(self, epoch: int) -> ReportState:
        """Returns the chain's state of an epoch's report."""
        names = list(ReportState.__dataclass_fields__)
        return ReportState(**dict(zip(names, self.read("standing", epoch), strict=True)))

    def proposed(self, epoch: int) -> EventData | None:
        """Returns the event of the epoch's last proposal, or None."""
        proposals = list(self.events("ReportProposed", epoch=epoch))
        return proposals[-1] if proposals else None

    def propose(
        self,
        epoch: int,
        root: bytes,
        files: bytes,
        last: Row,
        proof: Sequence[bytes],
        *,
        signatures: dict[int, bytes],
    ) -> ContractFunction:
        """Proposes a report. `last` is its last row with `proof`, and `signatures` are by seat."""
        signers = sum(1 << seat for seat in signatures)
        joined = b"".join(signatures[seat] for seat in sorted(signatures))
        return self.write("propose", epoch, root, files, astuple(last), list(proof), signers, joined)

    def finalise(self, epoch: int) -> ContractFunction:
        """Makes a report final."""
        return self.write("finalise", epoch)

    def expire(self, epoch: int) -> ContractFunction:
        """Ends an epoch without a ledger."""
        return self.write("expire", epoch)

    def skip(self) -> ContractFunction:
        """Lets the line pass over lost epochs."""
        return self.write("skip")
