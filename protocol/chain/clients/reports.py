"""Client of Reports."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from web3.contract.contract import ContractFunction
from web3.types import EventData

from kula.protocol.chain.client import Client
from kula.protocol.types import Phase, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportState:
    """A report that stands or is final; root is zero if there is none."""

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
    """The line of ledgers."""

    NAME = "Reports"

    def phase(self, epoch: int) -> Phase:
        """Where an epoch stands."""
        return Phase(self.read("phase", epoch))

    def head(self) -> int:
        """The last epoch that is settled: its report stands, or it is final."""
        return self.read("head")

    def tip(self) -> int:
        """The last epoch with a ledger; 0 before the first."""
        return self.read("tip")

    def final_upto(self) -> int:
        """Every epoch up to it is final."""
        return self.read("final_upto")

    def attempt(self) -> int:
        """How many reports have fallen; part of every digest."""
        return self.read("attempt")

    def turned_at(self) -> int:
        """When the line last moved on or back: the next epoch's deadline counts from it."""
        return self.read("turned_at")

    def paused_until(self) -> int:
        """Until when nothing can be proposed; 0 if it was never paused."""
        return self.read("paused_until")

    def standing(self, epoch: int) -> ReportState:
        """The report of an epoch."""
        names = list(ReportState.__dataclass_fields__)
        return ReportState(**dict(zip(names, self.read("standing", epoch), strict=True)))

    def proposed(self, epoch: int) -> EventData | None:
        """The event of the epoch's last proposal."""
        found = list(self.events("ReportProposed", epoch=epoch))
        return found[-1] if found else None

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
        """Put a report up; `signatures` by seat."""
        signers = sum(1 << seat for seat in signatures)
        joined = b"".join(signatures[seat] for seat in sorted(signatures))
        return self.write("propose", epoch, root, files, astuple(last), list(proof), signers, joined)

    def finalise(self, epoch: int) -> ContractFunction:
        """Make a report final."""
        return self.write("finalise", epoch)

    def expire(self, epoch: int) -> ContractFunction:
        """End an epoch without a ledger."""
        return self.write("expire", epoch)
