"""The room of an epoch: a slot and a share for each place of a gateway, the rest for whoever comes first. Pure.

Twins: contracts/state/epoch_room.vy with Batches.post_batch and Gateways.charge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Self

from kula.contracts.modules.constants import MAX_PAIRS, SURE_RECORDS
from kula.protocol.types import MAX_BATCHES, MAX_DIRECT, MAX_RECORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochRoom:
    """What an open epoch holds, and what it still keeps for places that have not posted."""

    records: int
    batches: int
    direct: int
    """Records among them that were submitted without a gateway."""
    places: int
    """Places that were taken before the epoch's first record."""
    slots: int
    """Slots for batches that are kept."""
    kept: int
    """Records that are kept."""

    @classmethod
    def empty(cls, places: int) -> Self:
        """Returns the room of an epoch without records, while `places` places are taken."""
        kept = SURE_RECORDS // places * places if places else 0
        return cls(records=0, batches=0, direct=0, places=places, slots=places, kept=kept)

    def fits(self, count: int) -> bool:
        """Tells whether a batch fits beside what is kept for places and for direct records."""
        direct = MAX_DIRECT - self.direct
        if self.batches + direct + self.slots >= MAX_BATCHES:
            return False
        return self.records + direct + self.kept + count <= MAX_RECORDS

    @property
    def share(self) -> int:
        """How many records each place is sure of."""
        return SURE_RECORDS // self.places if self.places else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What one gateway may use. Money is in units of 10^-18 KULA."""

    bonded: int
    """Records that its bond allows in the epoch. 0 without a place."""
    spare: int
    """Bond above the minimum. It pays for what is beyond the gateway's own slot and share."""
    record_fee: int
    slot_fee: int


def room(epoch: EpochRoom, posted: int, own: Own) -> int:
    """Returns how many records an epoch takes from a gateway in its next batch.

    `posted` records came from this gateway before. The first batch of a gateway uses its own slot. Records beyond its
    share, and every further batch, cost bond.
    """
    first = posted == 0
    spare = own.spare if first else own.spare - own.slot_fee
    if not own.bonded or spare < 0:
        return 0
    share = max(0, epoch.share - posted)
    free = MAX_RECORDS - epoch.records - (MAX_DIRECT - epoch.direct) - epoch.kept
    slots = MAX_BATCHES - epoch.batches - (MAX_DIRECT - epoch.direct) - epoch.slots
    if slots + first <= 0:
        return 0
    paid = spare // own.record_fee if own.record_fee else MAX_RECORDS
    return max(0, min(own.bonded - posted, share + min(free, paid), MAX_RECORDS - posted))


def room_of_pairs(duties: Sequence[int]) -> int:
    """Returns what the epochs after an accusation were sure to take of each place: the less of each two, added up.

    `duties` are the rooms of closed epochs in order. Twin: Gateways._room_since.
    """
    pairs = zip(duties[0::2], duties[1::2], strict=False)
    return sum(min(pair) for pair in islice(pairs, MAX_PAIRS))
