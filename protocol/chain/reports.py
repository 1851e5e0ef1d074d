"""Client of Reports."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from web3.contract.contract import ContractFunction
from web3.types import EventData

from protocol.chain.client import Client
from protocol.types import Address, Phase, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportState:
    """A report that stands or is final; root is zero if there is none."""

    digest: bytes
    root: bytes
    price: int
    proposed_at: int
    parent: int
    signers: int

    @property
    def exists(self) -> bool:
        """Whether the epoch has a ledger."""
        return any(self.root)


class Reports(Client):
    """The line of ledgers, challenges and claims."""

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

    def attempt(self, epoch: int) -> int:
        """How many reports of an epoch have fallen."""
        return self.read("attempt", epoch)

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

    def challenge_form(self, epoch: int, row: Row, proof: Sequence[bytes]) -> ContractFunction:
        """F0."""
        return self.write("challenge_form", epoch, astuple(row), list(proof))

    def challenge_median(
        self,
        epoch: int,
        row: Row,
        proof: Sequence[bytes],
        chunks: Sequence[bytes],
        hashes: Sequence[Sequence[bytes]],
    ) -> ContractFunction:
        """F1."""
        return self.write(
            "challenge_median",
            epoch,
            astuple(row),
            list(proof),
            list(chunks),
            [list(h) for h in hashes],
        )

    def challenge_order(
        self,
        epoch: int,
        previous: tuple[Row, Sequence[bytes]],
        row: tuple[Row, Sequence[bytes]],
    ) -> ContractFunction:
        """F2."""
        arguments = [astuple(previous[0]), list(previous[1]), astuple(row[0]), list(row[1])]
        return self.write("challenge_order", epoch, *arguments)

    def claim_for(self, account: Address, epoch: int, row: Row, proof: Sequence[bytes]) -> ContractFunction:
        """Pay one account by one of its rows."""
        return self.write("claim_for", account, epoch, astuple(row), list(proof))

    def claim_rows(self, epoch: int, rows: Sequence[Row], siblings: Sequence[bytes]) -> ContractFunction:
        """Pay many accounts by their last rows under one multiproof."""
        return self.write("claim_rows", epoch, [astuple(row) for row in rows], list(siblings))
