"""What a validator can compute of an epoch: its material, its own report, the records credited before, its own commit."""

from pathlib import Path

from kula.node.validator.credited import credited_index
from kula.node.validator.journal import Journal, Scored
from kula.node.validator.reporting import OwnReport, own_report
from kula.protocol.chain.clients.scores import ScoreRound
from kula.protocol.chain.settlement import commitment
from kula.protocol.reading.gateway_client import GatewayClient
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.material import Material, gather
from kula.protocol.types import Address

_MATERIALS = 3
"""Epochs whose records are kept in memory."""


class Evidence:
    """Gathered from chain, store and gateway; everything in memory can be gathered again."""

    def __init__(
        self,
        ledgers: Ledgers,
        gateway: GatewayClient,
        journal: Journal,
        *,
        folder: Path,
        validator: Address,
    ) -> None:
        self._ledgers = ledgers
        self._network = ledgers.network
        self._gateway = gateway
        self._journal = journal
        self._folder = folder
        self._validator = validator
        self._material: dict[bytes, Material] = {}
        self._own: dict[tuple[int, int, bytes], OwnReport] = {}

    def seat(self, state: ScoreRound) -> int | None:
        """Our seat in an epoch's set, None without one."""
        seats = self._network.validators.seats(state.set_id)
        return next((i for i, seat in enumerate(seats) if seat.validator == self._validator), None)

    def kept(self, epoch: int, state: ScoreRound) -> Scored:
        """The scores and salt that the journal holds."""
        kept = self._journal.scores(epoch, state.batches_root)
        assert kept, "the plan commits and reveals only what the journal holds"
        return kept

    def commit_hash(self, epoch: int, state: ScoreRound, kept: Scored) -> bytes:
        """The commit that stands for what we kept."""
        return commitment(self._network, epoch, state, validator=self._validator, scores=kept.scores, salt=kept.salt)

    def gathered(self, epoch: int) -> Material:
        """The epoch's records, opened."""
        root = self._network.scores.epoch(epoch).batches_root
        if root not in self._material:
            self._material[root] = gather(self._network, self._ledgers.store, self._gateway.entries, epoch)
            for old in list(self._material)[:-_MATERIALS]:
                del self._material[old]
        return self._material[root]

    def own_report(self, epoch: int) -> OwnReport:
        """The report that we would sign on the newest tip."""
        tip = self._network.reports.tip()
        key = (
            epoch,
            self._network.reports.attempt(),
            self._network.reports.standing(tip).digest,
        )
        if key not in self._own:
            self._own = {key: own_report(self._ledgers, self.gathered(epoch), tip)}
        return self._own[key]

    def credited(self, epoch: int) -> Path:
        """The index of records that the ancestors' ledgers credited."""
        return credited_index(self._ledgers, self.gathered, self._folder, epoch)
