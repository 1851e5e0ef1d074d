"""The leaves of an epoch as a watcher gets them: without opening any record."""

import time
from collections.abc import Sequence

from structlog import get_logger

from kula.protocol.chain.network import Network
from kula.protocol.encoding import batch_leaf
from kula.protocol.ipfs.store import Store
from kula.protocol.merkle import root
from kula.protocol.reading.direct import direct_entries
from kula.protocol.reading.ledgers import FETCH_SECONDS, in_time
from kula.protocol.reading.material import EntriesOf, Material, withheld
from kula.protocol.records.entry import Entry
from kula.protocol.types import ZERO_ADDRESS, ZERO_HASH, Batch, Leaf

_LEAST_SECONDS = 1.0
"""How long a direct record is waited for when the epoch's time is used up."""

log = get_logger("leaves")


def watched_material(network: Network, store: Store, entries_of: EntriesOf, epoch: int) -> Material:
    """Returns an epoch with the leaves that anybody gives us and that hash to their batch's root; the others unknown.

    Direct records are public. `entries_of` returns what gateways serve to our account, which may be nothing.
    """
    try:
        served = entries_of(epoch)
    except Exception as error:
        log.info("entries", epoch=epoch, problem=str(error), exc_info=True)
        served = {}
    records = []
    deadline = time.monotonic() + FETCH_SECONDS
    for batch in network.batches.batches_of(epoch):
        seconds = max(_LEAST_SECONDS, deadline - time.monotonic())
        leaves = _leaves(network, store, batch, served.get(batch.number, ()), seconds)
        records += [withheld(leaf, batch.number) for leaf in leaves]
    root_of_batches = network.scores.epoch(epoch).batches_root
    return Material(epoch, root_of_batches, records, network.batches.address)


def _leaves(network: Network, store: Store, batch: Batch, served: Sequence[Entry], seconds: float) -> list[Leaf]:
    try:
        direct = batch.gateway == network.batches.address
        entries = in_time(lambda: direct_entries(store, batch), seconds) if direct else served
        leaves = [entry.leaf(network.signing, batch.gateway) for entry in entries]
        if len(leaves) == batch.count and root([batch_leaf(network.dom, leaf) for leaf in leaves]) == batch.root:
            return leaves
    except Exception as error:
        log.info("batch", number=batch.number, problem=str(error), exc_info=True)
    return [_unknown(batch, index) for index in range(batch.count)]


def _unknown(batch: Batch, index: int) -> Leaf:
    return Leaf(
        gateway=batch.gateway,
        seq=batch.first_seq + index,
        record_hash=ZERO_HASH,
        pay_to=ZERO_ADDRESS,
        signatures_hash=ZERO_HASH,
    )
