"""An epoch that has been played up to its reveals, and the calls that bring it to its ledger. Tests use them too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from web3.contract.contract import ContractFunction

from kula.protocol.chain.network import Network
from kula.protocol.chain.settlement import next_report, settle, signed_digest
from kula.protocol.encoding import batch_leaf
from kula.protocol.ledgers.ledger import Earlier, Ledger
from kula.protocol.ledgers.scores import medians
from kula.protocol.merkle import Tree
from kula.protocol.parameters import TOKEN
from kula.protocol.signatures import sign
from kula.protocol.types import Address, Leaf, Report

STAKE = 1_000_000 * TOKEN
"""Of each validator."""
BOND = 8_000 * TOKEN
"""Of a gateway: room for a full epoch."""


@dataclass(frozen=True, slots=True)
class Played:
    """An epoch of one batch, and the scores that each seat revealed."""

    epoch: int
    leaves: list[Leaf]
    scores: list[bytes]


def tree_of(network: Network, leaves: Sequence[Leaf]) -> Tree:
    """The Merkle tree of a batch."""
    return Tree([batch_leaf(network.dom, leaf) for leaf in leaves])


def honest_ledger(network: Network, played: Played, earlier: Mapping[Address, Earlier]) -> Ledger:
    """The ledger that every honest validator computes."""
    seats = network.validators.seats(network.scores.epoch(played.epoch).set_id)
    values = medians(list(zip(seats, played.scores, strict=True)), len(played.leaves))
    return settle(network, played.epoch, played.leaves, values, earlier)


def report_on(network: Network, ledger: Ledger, files: bytes) -> tuple[Report, bytes]:
    """The report of a ledger on the tip of the line, and the digest that validators sign."""
    report = next_report(network, ledger, files, network.reports.tip())
    return report, signed_digest(network, report)


def propose_call(network: Network, ledger: Ledger, files: bytes, keys: Sequence[bytes]) -> ContractFunction:
    """The call that proposes a ledger, signed by the first seats: one key per seat, in the order of the seats."""
    _, digest = report_on(network, ledger, files)
    signatures = {seat: sign(digest, key) for seat, key in enumerate(keys)}
    last, proof = ledger.proven(len(ledger.rows) - 1)
    return network.reports.propose(ledger.epoch, ledger.root, files, last, proof, signatures=signatures)
