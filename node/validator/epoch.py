"""What reporting and watching both read of an epoch on chain: reveals, their medians, and proofs of batch leaves."""

from kula.protocol.chain.network import Network
from kula.protocol.encoding import batch_leaf
from kula.protocol.ledgers.scores import medians
from kula.protocol.merkle import Tree
from kula.protocol.reading.material import Material
from kula.protocol.types import Leaf, Seat


def epoch_medians(network: Network, epoch: int) -> bytes:
    """The value of each record of an epoch, in order of position: the stake-weighted median of the revealed scores."""
    return medians(revealed(network, epoch), network.scores.epoch(epoch).records)


def revealed(network: Network, epoch: int) -> list[tuple[Seat, bytes]]:
    """The seats that have revealed, in order, each with its scores."""
    seats = network.validators.seats(network.scores.epoch(epoch).set_id)
    return [(seats[reveal.seat], reveal.scores) for reveal in network.scores.reveals(epoch)]


def leaf_proof(network: Network, material: Material, pos: int) -> tuple[int, Leaf, list[bytes]]:
    """The number of the batch that holds the position, the leaf there, and the leaf's proof under the batch's root."""
    batch = next(b for b in network.batches.batches_of(material.epoch) if b.offset <= pos < b.offset + b.count)
    leaves = material.leaves[batch.offset : batch.offset + batch.count]
    tree = Tree([batch_leaf(network.dom, leaf) for leaf in leaves])
    index = pos - batch.offset
    return batch.number, leaves[index], tree.proof(index)
