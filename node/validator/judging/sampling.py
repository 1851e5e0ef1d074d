"""The sample of one seat for a round: the paid records of all its epochs that may judge, and the seat's own draw of them."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kula.protocol.chain.clients.judgements import Round
from kula.protocol.chain.network import Network
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.material import GatheredRecord, Material
from kula.protocol.records.nonce import signed_at
from kula.protocol.types import ZERO_ADDRESS, Address, Row
from kula.scoring.features.text import whole_text
from kula.scoring.models.judgement import example_of
from kula.scoring.models.sample import PaidRecord, draw_sample, eligible, language_of

_SECONDS = 30.0
"""A draw that has taken longer goes on in the next call. Records that hang take an epoch minutes, and a round has many epochs."""


@dataclass(slots=True)
class Sampling:
    """Draws samples. `material_of` gathers an epoch's records, and raises Unavailable while it cannot."""

    ledgers: Ledgers
    material_of: Callable[[int], Material]
    _vote: tuple[int, int] = field(default=(0, 0), init=False)
    """The round and attempt of what is kept."""
    _eligible: dict[int, list[PaidRecord]] = field(default_factory=dict, init=False)
    """By epoch of that round, once its records were gathered."""

    def draw(self, number: int, judged: Round, seat: int) -> list[PaidRecord] | None:
        """Returns the sample of a seat for a round whose vote is open.

        Returns None if that takes long: the next call goes on with the next epoch. Raises Unavailable.
        """
        network, started = self.ledgers.network, time.monotonic()
        if self._vote != (number, judged.attempt):
            self._vote, self._eligible = (number, judged.attempt), {}
        candidates = network.judgements.candidates_of(number)
        fixed = max((network.registry.fixed_at(model) for model in candidates), default=0)
        excluded = self._excluded(network, candidates)
        epochs = [one for one in self.ledgers.epochs(judged.epoch, after=judged.first - 1) if one <= judged.last]
        before = len(self._eligible)
        for epoch in epochs:
            if epoch not in self._eligible:
                if len(self._eligible) > before and time.monotonic() - started > _SECONDS:
                    return None
                self._eligible[epoch] = eligible(self._paid(epoch), fixed, excluded)
        records = eligible((record for epoch in epochs for record in self._eligible[epoch]), fixed, excluded)
        return draw_sample(records, network.scores.epoch(judged.epoch).seed, seat, network.parameters)

    def _paid(self, epoch: int) -> Iterator[PaidRecord]:
        """The paid records of an epoch that teach an answer."""
        material = self.material_of(epoch)
        closed_at = self.ledgers.network.scores.epoch(epoch).closed_at
        for row in self.ledgers.at(epoch).rows:
            if row.pos >= len(material.records):
                continue  # Its report is false, and stands for now.
            record = _paid_record(epoch, row, material.records[row.pos])
            # No honest record is signed after the close of its epoch.
            if record and record.signed <= closed_at:
                yield record

    @staticmethod
    def _excluded(network: Network, candidates: list[int]) -> set[Address]:
        """The trainers of the candidates, and the publishers of the datasets that they name."""
        trainers = {network.registry.model(model).trainer for model in candidates}
        named = {number for model in candidates for number in network.registry.datasets_of(model)}
        return trainers | {network.registry.dataset(number).publisher for number in named}


def _paid_record(epoch: int, row: Row, gathered: GatheredRecord) -> PaidRecord | None:
    """What a ledger's row adds to a sample. None for a row that pays nobody, or a record that teaches no answer."""
    if row.pay_to == ZERO_ADDRESS or not gathered.content or not gathered.entry:
        return None
    example = example_of(gathered.content)
    if not example:
        return None
    text = whole_text(gathered.content)
    return PaidRecord(
        epoch=epoch,
        pos=row.pos,
        owner=gathered.entry.record.owner,
        pay_to=row.pay_to,
        signed=signed_at(gathered.entry.record.nonce),
        # A duplicate is paid nothing, so each paid record is the only one of its group.
        group=gathered.record_hash,
        kind=gathered.content["kind"],
        language=language_of(text),
        text=text,
        example=example,
    )
